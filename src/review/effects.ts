// What a change of a case causes outside the store: the union of effects, ids, rows, decoder.
//
// Why this way: an effect says what should now be brought about, and whoever does it looks at the
// case (or sanction) as it is THEN. So an effect done twice, late, or after its decision was
// undone cannot bring back what a newer change has taken away.
import type { Case } from "../domain/case.ts";
import type { CaseId, Json, RoomId, SanctionId } from "../domain/message.ts";
import type { Effect } from "../domain/ports/store.ts";

export type EffectBody =
  /** The room shows the message: original text and time, marked released. */
  | { readonly kind: "publish" }
  /** The room's viewers take the message away. */
  | { readonly kind: "withdraw" }
  /** The sender is told what became of the held message (`released` they see by itself). */
  | { readonly kind: "outcome"; readonly status: "rejected" | "expired" }
  /** Gateways learn whether the sanction is in force: set when the store has it, else lifted. */
  | { readonly kind: "sanction"; readonly sanctionId: SanctionId }
  /** Consoles are told; about the case's room. */
  | { readonly kind: "live"; readonly type: string; readonly room: RoomId; readonly data: Json };

/**
 * The rows of one change: `<caseId>.<version>.<n>`, so the same change makes the same rows.
 * @param version of the case after the change
 */
export function effectRows(
  caseId: CaseId,
  version: number,
  bodies: readonly EffectBody[],
  nowMs: number,
): readonly Effect[] {
  return bodies.map((body, n) => ({
    id: `${caseId}.${version}.${n}`,
    caseId,
    body,
    createdAt: nowMs,
  }));
}

/** Undefined when the row was written by a newer Weir or by nobody. */
export function decodeEffect(body: Json): EffectBody | undefined {
  if (!isRecord(body)) return undefined;
  const { kind, status, sanctionId, type, room, data } = body;
  if (kind === "publish" || kind === "withdraw") return { kind };
  if (kind === "outcome" && (status === "rejected" || status === "expired")) {
    return { kind, status };
  }
  if (kind === "sanction" && typeof sanctionId === "string") return { kind, sanctionId };
  if (kind === "live" && typeof type === "string" && typeof room === "string") {
    return { kind, type, room, data: data ?? null };
  }
  return undefined;
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** What live events say of a case: enough to move it in a list, no message text. */
export function caseSummary(item: Case): Json {
  return {
    id: item.id,
    version: item.version,
    status: item.status,
    origin: item.origin,
    room: item.room,
    messageId: item.message.id,
    userId: item.message.user.id,
    priority: item.priority,
    openedAt: item.openedAt,
    dueAt: item.dueAt,
    reports: item.reports.length,
    claimedBy: item.claim === null ? null : { ...item.claim },
    decision: item.decision === null ? null : { ...item.decision },
  };
}
