// Sanctions by moderators, and what is known of a user. Implements the EnforcementService port.
import type { UserRecord } from "../domain/case.ts";
import { LIMITS } from "../domain/limits.ts";
import type { UserId } from "../domain/message.ts";
import type { Actor, EnforcementService, LiveEvents } from "../domain/ports/services.ts";
import type { Store, StoreSession } from "../domain/ports/store.ts";
import type { Metrics } from "../domain/ports/telemetry.ts";
import type { Sanction } from "../domain/sanction.ts";
import { enact } from "./enact.ts";
import type { EnactParts } from "./enact.ts";
import { windowMs } from "./ladder.ts";
import type { Ladder } from "./ladder.ts";
import { makeSanction } from "./make-sanction.ts";
import { strikeTotal } from "./strikes.ts";

export interface EnforcementParts extends EnactParts {
  readonly store: Store;
  readonly live: Pick<LiveEvents, "emit">;
  readonly metrics: Metrics;
  readonly ladder: () => Ladder;
  /** @param prefix `s`, `a`, ... @returns a new id, sortable by time */
  readonly makeId: (prefix: string) => string;
}

/** Errors of every call: what the store throws. */
export function createEnforcementService(parts: EnforcementParts): EnforcementService {
  const { store, clock } = parts;
  return {
    async sanction(request, actor) {
      const facts = {
        id: parts.makeId("s"),
        userId: request.userId,
        room: request.everywhere === true ? null : request.room,
        kind: request.kind,
        seconds: request.seconds ?? null,
        reason: request.reason ?? "",
        category: request.category,
        acknowledge: request.acknowledge ?? true,
        by: actor.id,
        caseId: request.caseId ?? null,
      };
      const sanction = makeSanction(facts, clock.now());
      await store.transaction(async (tx) => {
        await tx.putSanction(sanction);
        await audit(tx, parts, sanction, "sanction.created", actor, sanction.reason);
      });
      parts.metrics.count("weir_sanctions_total", { kind: sanction.kind });
      await show(parts, sanction, "sanction.created");
      return sanction;
    },
    async lift(id, actor, reason) {
      const lifted = await store.transaction(async (tx) => {
        const sanction = await tx.getSanction(id);
        if (sanction === undefined || !(await tx.deleteSanction(id))) return undefined;
        await audit(tx, parts, sanction, "sanction.lifted", actor, reason);
        return sanction;
      });
      if (lifted !== undefined) await show(parts, lifted, "sanction.lifted");
      return lifted;
    },
    list({ active, ...filter }) {
      const now = active === true ? { activeAt: clock.now() } : {};
      return store.listSanctions({ ...filter, ...now });
    },
    record: (userId) => recordOf(parts, userId),
    counts: (userId) => store.getUserCounts(userId),
  };
}

async function recordOf(parts: EnforcementParts, userId: UserId): Promise<UserRecord> {
  const { store, clock } = parts;
  const [counts, strikes, sanctions] = await Promise.all([
    store.getUserCounts(userId),
    store.listStrikes(userId, clock.now() - windowMs(parts.ladder())),
    store.listSanctions({ userId, limit: LIMITS.pageItems.value }),
  ]);
  return {
    messages: counts?.messages ?? 0,
    strikes: strikeTotal(strikes),
    sanctions: sanctions.items.map(({ id, kind, createdAt, until }) => {
      return { id, kind, at: createdAt, until };
    }),
  };
}

async function show(parts: EnforcementParts, sanction: Sanction, type: string): Promise<void> {
  await enact(parts, sanction.id);
  const at = parts.clock.now();
  parts.live.emit({ type, at, room: sanction.room, data: { ...sanction } });
}

async function audit(
  tx: StoreSession,
  parts: EnforcementParts,
  sanction: Sanction,
  action: string,
  actor: Actor,
  reason: string | null,
): Promise<void> {
  await tx.appendAudit({
    id: parts.makeId("a"),
    at: parts.clock.now(),
    actor: actor.id,
    action,
    subject: `sanction:${sanction.id}`,
    room: sanction.room,
    reason,
    details: { ...sanction },
  });
}
