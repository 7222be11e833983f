// What people do to a room from the chat: delete, sanction, modes, report, acknowledge.
//
// Effects are at once (the room's log, the state board) and need no backoffice; a record of each
// goes into the review queue, so that the backoffice keeps and audits it.
import { LIMITS } from "../domain/limits.ts";
import { isModerating } from "../domain/message.ts";
import type { Role, RoomId, UserId } from "../domain/message.ts";
import { changeModes } from "../domain/modes.ts";
import type { RoomLog, StateBoard } from "../domain/ports/bus.ts";
import type { ReviewQueue } from "../domain/ports/review-queue.ts";
import type { Logger, Metrics } from "../domain/ports/telemetry.ts";
import type { Sanction } from "../domain/sanction.ts";
import { isInForce } from "../domain/sanction.ts";
import type {
  AcknowledgeFrame,
  CommandFrame,
  DeleteFrame,
  ModesOrderFrame,
  ReportFrame,
  SanctionOrderFrame,
} from "../protocol/client-frames.ts";
import type { FrameErrorCode } from "../protocol/server-frames.ts";
import { reject } from "./act.ts";
import { withDeadline } from "./deadline.ts";
import type { MakeId } from "./deps.ts";
import type { Attempt, Idempotency } from "./idempotency.ts";
import type { RecordItem, Records } from "./records.ts";
import type { Room } from "./room.ts";
import { enforceSanction } from "./sanctions.ts";
import type { SanctionIndex } from "./sanctions.ts";
import type { Session } from "./session.ts";
import type { UserSockets } from "./user-sockets.ts";

export interface CommandParts {
  readonly log: RoomLog;
  readonly state: StateBoard;
  readonly reviewQueue: ReviewQueue;
  readonly records: Records;
  readonly sanctions: SanctionIndex;
  readonly sockets: UserSockets;
  readonly idempotency: Idempotency;
  readonly ids: MakeId;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Commanding<F extends CommandFrame = CommandFrame> {
  readonly room: Room;
  readonly session: Session;
  readonly attempt: Attempt;
  readonly frame: F;
  readonly at: number;
}

/** Done (`null`), will be answered later (`later`), or why not. */
type Outcome =
  | null
  | "later"
  | {
      readonly code: Extract<FrameErrorCode, "bad_frame" | "forbidden" | "not_found">;
      message: string;
    };

export function command(parts: CommandParts, order: Commanding): void {
  const { attempt } = order;
  const outcome = run(parts, order);
  if (outcome === "later") return;
  const { clientId: id } = attempt;
  if (outcome === null) answerDone(parts, attempt);
  else parts.idempotency.settle(attempt, { op: "error", id, ...outcome });
}

function run(parts: CommandParts, order: Commanding): Outcome {
  const { frame } = order;
  switch (frame.op) {
    case "report":
      return report(parts, { ...order, frame });
    case "acknowledge":
      return acknowledge(parts, { ...order, frame });
    case "delete":
      return isAllowed(order) ? remove(parts, { ...order, frame }) : forbidden(frame.op);
    case "sanction":
      return isAllowed(order) ? sanction(parts, { ...order, frame }) : forbidden(frame.op);
    case "modes":
      return isAllowed(order) ? setModes(parts, { ...order, frame }) : forbidden(frame.op);
  }
}

function remove(parts: CommandParts, order: Commanding<DeleteFrame>): Outcome {
  const { room, session, frame } = order;
  const known = room.known.get(frame.messageId);
  if (known === undefined) return noMessage();
  // Two moderators, one message: the second finds it done.
  if (known.isWithdrawn) return null;
  const by = session.facts.user.role === "seller" ? "seller" : "moderator";
  parts.log.append(room.id, { kind: "deleted", messageId: frame.messageId, by });
  const { messageId, reason } = frame;
  record(parts, order, { what: "deleted", messageId, reason });
  return null;
}

function sanction(parts: CommandParts, order: Commanding<SanctionOrderFrame>): Outcome {
  const { room, session, frame, at } = order;
  const { user } = session.facts;
  if (frame.userId === user.id)
    return { code: "forbidden", message: "you cannot sanction yourself" };
  if (rankIn(parts, room.id, frame.userId) >= rank(user.role)) {
    return { code: "forbidden", message: "userId: this user's role is as high as yours" };
  }
  const isWarning = frame.kind === "warning";
  const made: Sanction = {
    id: parts.ids("s", at),
    userId: frame.userId,
    room: room.id,
    kind: frame.kind,
    until: isWarning || frame.seconds === null ? null : at + frame.seconds * 1_000,
    reason: frame.reason,
    category: null,
    acknowledge: isWarning,
    acknowledgedAt: null,
    createdAt: at,
    by: user.id,
    caseId: null,
  };
  // At once, so that nothing sent behind the answer slips through; the board tells the others.
  if (parts.sanctions.apply(made.id, made, at) !== undefined) enforceSanction(made, parts.sockets);
  parts.state.set(`sanction/${made.id}`, { kind: "sanction", sanction: made });
  if (made.kind === "ban") parts.log.append(room.id, { kind: "cleared", userId: made.userId });
  parts.metrics.count("weir_sanctions_total", { kind: made.kind });
  record(parts, order, { what: "sanctioned", sanction: made });
  return null;
}

function setModes(parts: CommandParts, order: Commanding<ModesOrderFrame>): Outcome {
  const { room, frame, at } = order;
  const changed = changeModes(room.context.modes, frame.set);
  if (!changed.ok) return { code: "bad_frame", message: `set.${changed.message}` };
  const { modes } = changed;
  // At once, so that an order right behind this one is laid over it; the frame follows the board.
  room.context.modes = modes;
  parts.state.set(`modes/${room.id}`, { kind: "modes", room: room.id, modes, updatedAt: at });
  record(parts, order, { what: "modes", modes });
  return null;
}

function acknowledge(parts: CommandParts, order: Commanding<AcknowledgeFrame>): Outcome {
  const { session, frame, at } = order;
  const known = parts.sanctions.get(frame.sanctionId);
  const isTheirs = known?.userId === session.facts.user.id && known.kind === "warning";
  if (known === undefined || !isTheirs || !isInForce(known, at)) {
    return { code: "not_found", message: "sanctionId: no warning of yours waits under this id" };
  }
  const acknowledged: Sanction = { ...known, acknowledgedAt: at };
  parts.sanctions.apply(known.id, acknowledged, at);
  parts.state.set(`sanction/${known.id}`, { kind: "sanction", sanction: acknowledged });
  record(parts, order, { what: "acknowledged", sanction: acknowledged });
  return null;
}

/** Answered when the queue has it: a report that is lost would be a false promise. */
function report(parts: CommandParts, order: Commanding<ReportFrame>): Outcome {
  const { room, session, attempt, frame, at } = order;
  const message = room.history?.find(frame.messageId);
  const seq = room.known.get(frame.messageId)?.seq ?? 0;
  const isShown = session.audience === "moderators" || seq <= room.shownSeq;
  if (message === undefined || !isShown) return noMessage();
  const reporter = session.facts.user.id;
  const { category, note } = frame;
  const added = parts.reviewQueue.add({
    kind: "report",
    // One report a user and message: the second is the same.
    id: `r_${message.id}_${reporter}`,
    message,
    before: room.history?.context() ?? [],
    viewers: room.context.viewers,
    reporter,
    category,
    note,
    at,
  });
  withDeadline(added, LIMITS.holdAckMs.value, "review_unavailable").then(
    () => answerDone(parts, attempt),
    (error: unknown) => {
      parts.logger.error("report.failed", { room: room.id }, error);
      reject(parts, order, "review_unavailable", 1_000);
    },
  );
  return "later";
}

function record(parts: CommandParts, order: Commanding, what: RecordItem["done"]): void {
  const { room, session, at } = order;
  const { id, role } = session.facts.user;
  const by = { id, role };
  parts.records.add({ kind: "record", id: parts.ids("d", at), at, by, room: room.id, done: what });
}

function answerDone(parts: CommandParts, attempt: Attempt): void {
  const frame = { op: "result", id: attempt.clientId, status: "delivered" } as const;
  parts.idempotency.settle(attempt, frame);
}

function isAllowed({ session }: Commanding): boolean {
  return isModerating(session.facts.user.role);
}

function forbidden(op: CommandFrame["op"]): Outcome {
  const message = `${op}: wants the role seller, moderator or admin`;
  return { code: "forbidden", message };
}

function noMessage(): Outcome {
  return { code: "not_found", message: "messageId: this room has no such message any more" };
}

/** Admins stand above sellers and moderators, and these above everybody else. */
function rank(role: Role): number {
  if (role === "admin") return 2;
  return isModerating(role) ? 1 : 0;
}

/** As far as this gateway knows: of the roles that the user's sockets in the room have. */
function rankIn({ sockets }: CommandParts, room: RoomId, userId: UserId): number {
  const ranks = sockets.inRoom(userId, room).map(({ facts }) => rank(facts.user.role));
  return Math.max(0, ...ranks);
}
