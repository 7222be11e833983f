// What moderators do with cases: list, claim, decide, undo. Implements the ReviewService port.
import type { Case, Claim, UserRecord } from "../domain/case.ts";
import { UnavailableError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { CaseId, ChatMessage, RoomId, UserId } from "../domain/message.ts";
import type { RoomLog } from "../domain/ports/bus.ts";
import type {
  Actor,
  CaseResult,
  CaseView,
  DecisionOrder,
  LiveEvents,
  ReviewService,
} from "../domain/ports/services.ts";
import type { CaseFilter, Page } from "../domain/ports/store.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { commit } from "./commit.ts";
import type { CommitParts, CommitResult } from "./commit.ts";
import { within } from "./deadline.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { caseSummary } from "./effects.ts";
import { isClaimedByAnother } from "./transitions.ts";

export interface ReviewParts extends CommitParts {
  readonly rooms: Pick<RoomLog, "recent">;
  readonly live: Pick<LiveEvents, "emit">;
  readonly recordOf: (userId: UserId) => Promise<UserRecord>;
  readonly dispatcher: Pick<Dispatcher, "flush">;
  readonly log: Logger;
}

/** Context is a help, not a condition: a case is shown without it when the room is slow. */
const CONTEXT_DEADLINE_MS = 1_000;

/** Errors of every call: what the store throws; UnavailableError `case_busy`. */
export function createReviewService(parts: ReviewParts): ReviewService {
  return {
    list: (filter) => list(parts, filter),
    async get(id) {
      const item = await parts.store.getCase(id);
      return item === undefined ? undefined : (await views(parts, [item]))[0];
    },
    claim: (id, actor) => claim(parts, id, actor),
    releaseClaim: (id, actor) => releaseClaim(parts, id, actor),
    decide: (id, order, actor) => decide(parts, id, order, actor),
    async undo(id, actor) {
      const result = await commit(parts, id, { kind: "undo", by: actor.id });
      return settle(parts, result);
    },
  };
}

async function decide(
  parts: ReviewParts,
  id: CaseId,
  order: DecisionOrder,
  actor: Actor,
): Promise<CaseResult> {
  const before = await parts.store.getCase(id);
  if (before === undefined) return { kind: "not_found" };
  const note = order.note?.slice(0, LIMITS.noteLength.value) ?? null;
  const result = await commit(
    parts,
    id,
    {
      kind: "decide",
      decision: order.decision,
      byKind: "moderator",
      by: actor.id,
      category: order.category ?? categoryOf(before, order),
      note,
      seenVersion: order.version,
    },
    order.sanction ?? null,
  );
  return settle(parts, result);
}

/** What a refused message was refused for, when the moderator names nothing: its worst reason. */
function categoryOf(item: Case, order: DecisionOrder) {
  if (order.decision === "release") return null;
  const worst = item.reasons.toSorted((a, b) => b.severity - a.severity)[0];
  const named = item.reports.find((report) => report.category !== null);
  return worst?.category ?? named?.category ?? null;
}

async function settle(parts: ReviewParts, result: CommitResult): Promise<CaseResult> {
  if (result.kind === "not_found") return result;
  if (result.kind === "refused") {
    switch (result.refusal) {
      case "done_before":
        return { kind: "done", case: result.case };
      case "claimed":
        return { kind: "claimed", case: result.case };
      case "conflict":
      case "not_due":
      case "repeated":
        return { kind: "conflict", case: result.case };
    }
  }
  await parts.dispatcher.flush();
  return { kind: "done", case: result.case };
}

async function claim(parts: ReviewParts, id: CaseId, actor: Actor): Promise<CaseResult> {
  const nowMs = parts.clock.now();
  const mine: Claim = { by: actor.id, name: actor.name, until: nowMs + LIMITS.claimMs.value };
  return setClaim(parts, id, actor, mine);
}

async function releaseClaim(parts: ReviewParts, id: CaseId, actor: Actor): Promise<CaseResult> {
  return setClaim(parts, id, actor, null);
}

async function setClaim(
  parts: ReviewParts,
  id: CaseId,
  actor: Actor,
  next: Claim | null,
): Promise<CaseResult> {
  const nowMs = parts.clock.now();
  const result = await parts.store.transaction(async (tx): Promise<CaseResult> => {
    const item = await tx.getCase(id);
    if (item === undefined) return { kind: "not_found" };
    if (item.status !== "open") return { kind: "conflict", case: item };
    if (isClaimedByAnother(item, actor.id, nowMs)) return { kind: "claimed", case: item };
    await tx.setClaim(id, next);
    return { kind: "done", case: { ...item, claim: next } };
  });
  if (result.kind === "done") {
    const { room } = result.case;
    const data = caseSummary(result.case);
    parts.live.emit({ type: "case.claimed", at: nowMs, room, data });
  }
  return result;
}

async function list(parts: ReviewParts, filter: CaseFilter): Promise<Page<CaseView>> {
  const page = await parts.store.listCases(filter);
  return { items: await views(parts, page.items), nextCursor: page.nextCursor };
}

/** Each room and each user is looked up once a page. */
async function views(parts: ReviewParts, items: readonly Case[]): Promise<readonly CaseView[]> {
  const rooms = new Map<RoomId, Promise<readonly ChatMessage[]>>();
  const records = new Map<UserId, Promise<UserRecord>>();
  return Promise.all(
    items.map(async (item): Promise<CaseView> => {
      const userId = item.message.user.id;
      const shown = rooms.get(item.room) ?? recentMessages(parts, item.room);
      rooms.set(item.room, shown);
      const record = records.get(userId) ?? parts.recordOf(userId);
      records.set(userId, record);
      return { case: item, after: after(item, await shown), record: await record };
    }),
  );
}

function after(item: Case, shown: readonly ChatMessage[]): readonly ChatMessage[] {
  return shown
    .filter((message) => message.at >= item.message.at && message.id !== item.message.id)
    .slice(0, LIMITS.contextMessages.value);
}

async function recentMessages(parts: ReviewParts, room: RoomId): Promise<readonly ChatMessage[]> {
  const late = (): Error => {
    return new UnavailableError("bus_unavailable", "The room did not answer in time.");
  };
  try {
    const head = await within(CONTEXT_DEADLINE_MS, parts.rooms.recent(room), late);
    return head.events.flatMap(({ event }) => (event.kind === "message" ? [event.message] : []));
  } catch (error) {
    parts.log.warn("case.no_context", { room, error: error instanceof Error ? error.name : "" });
    return [];
  }
}
