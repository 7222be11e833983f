// The only place where a verdict becomes an effect.
//
// Invariants: every message gets exactly one `result`; nothing is `held` before the queue has it
// durably; nothing is shown that was not appended to the room's log.
import type { ChatMessage, UserId } from "../domain/message.ts";
import { AppError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { RoomLog } from "../domain/ports/bus.ts";
import type { ReviewQueue } from "../domain/ports/review-queue.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import type { HoldTerms, ResultCode, Verdict } from "../domain/verdict.ts";
import type { SendFrame } from "../protocol/client-frames.ts";
import { heldText, rejectedText } from "../protocol/result-texts.ts";
import { messageFrame } from "../protocol/server-frames.ts";
import type { MakeId } from "./deps.ts";
import type { Fanout } from "./fanout.ts";
import type { Attempt, Idempotency } from "./idempotency.ts";
import type { Room } from "./room.ts";
import type { Session } from "./session.ts";
import { ALL, MODERATORS } from "./streams.ts";
import { withDeadline } from "./deadline.ts";

export interface ActParts {
  readonly log: RoomLog;
  readonly reviewQueue: ReviewQueue;
  readonly fanout: Fanout;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
  readonly ids: MakeId;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Counts a message for its user's record. */
  readonly accepted: (userId: UserId, name: string) => void;
  /** Holds on their way to the queue. */
  readonly holds: { pending: number };
}

/** One message on its way. */
export interface Sending {
  readonly room: Room;
  readonly session: Session;
  readonly attempt: Attempt;
  readonly frame: SendFrame;
  /** When it came, ms since 1970. */
  readonly at: number;
}

/** For a verdict `hold` that does not say how. */
const DEFAULT_HOLD: HoldTerms = { priority: 1, ttlSeconds: 120, onExpiry: "reject" };
/** For a verdict `mask` that does not say what may be read: nothing. */
const ALL_MASKED = "***";
/** What a sender waits when the room's log is behind. */
const BEHIND_RETRY_MS = 1_000;

/** Synchronous but for the hold, whose answer follows when the queue has it or has failed. */
export function act(parts: ActParts, sending: Sending, verdict: Verdict): void {
  const { user } = sending.session.facts;
  if (verdict.action !== "reject") parts.accepted(user.id, user.name);
  switch (verdict.action) {
    case "allow":
    case "mask":
      publish(parts, sending, verdict);
      return;
    case "hold":
      hold(parts, sending, verdict);
      return;
    case "shadow":
      shadow(parts, sending);
      return;
    case "reject":
      reject(parts, sending, verdict.code ?? "blocked", verdict.retryAfterMs ?? 0, verdict);
  }
}

/** The result follows when the message comes back from the log with its number. */
function publish(parts: ActParts, sending: Sending, verdict: Verdict): void {
  const { room, session, attempt, frame } = sending;
  if (room.pending.size >= LIMITS.pendingDeliveries.value) {
    reject(parts, sending, "rate_limited", BEHIND_RETRY_MS);
    return;
  }
  const isMasked = verdict.action === "mask";
  const text = isMasked ? (verdict.maskedText ?? ALL_MASKED) : frame.text;
  const message = messageOf(parts, sending, text, isMasked);
  const category = verdict.reasons[0]?.category;
  room.pending.set(message.id, { attempt, session, category });
  parts.log.append(room.id, {
    kind: "message",
    message,
    reasons: verdict.reasons,
    replyToUser: repliedUser(room, frame),
    clientId: frame.id,
  });
}

function hold(parts: ActParts, sending: Sending, verdict: Verdict): void {
  const { room, session, frame, attempt } = sending;
  const { holds, metrics, clock, idempotency } = parts;
  if (holds.pending >= LIMITS.pendingHolds.value) {
    refuseHold(parts, sending, new AppError("holds_full", "Too many holds are on their way."));
    return;
  }
  const message = messageOf(parts, sending, frame.text, false);
  holds.pending += 1;
  const added = parts.reviewQueue.add({
    kind: "held",
    id: message.id,
    message,
    reasons: verdict.reasons,
    hold: verdict.hold ?? DEFAULT_HOLD,
    policyVersion: verdict.policyVersion,
    replyToUser: repliedUser(room, frame),
    before: room.history?.context() ?? [],
    viewers: room.context.viewers,
    lang: session.facts.engineUser.attrs.lang ?? null,
  });
  withDeadline(added, LIMITS.holdAckMs.value, "review_unavailable").then(
    () => {
      holds.pending -= 1;
      metrics.count("weir_holds_total", { outcome: "held" });
      metrics.observe("weir_hold_ack_seconds", (clock.now() - sending.at) / 1_000);
      idempotency.settle(attempt, {
        op: "result",
        id: attempt.clientId,
        status: "held",
        messageId: message.id,
        code: "held",
        message: heldText(session.facts.language),
      });
    },
    (error: unknown) => {
      holds.pending -= 1;
      refuseHold(parts, sending, error);
    },
  );
}

function refuseHold(parts: ActParts, sending: Sending, error: unknown): void {
  parts.metrics.count("weir_holds_total", { outcome: "unavailable" });
  parts.logger.error("hold.failed", { pending: parts.holds.pending }, error);
  reject(parts, sending, "review_unavailable", BEHIND_RETRY_MS);
}

/**
 * As delivered, for its sender alone: the id is real, the number is the next one and is not used
 * up. While the room delays, the sender's viewers' sockets wait as they would for any message.
 */
function shadow(parts: ActParts, sending: Sending): void {
  const { room, session, attempt, frame, at } = sending;
  const message = messageOf(parts, sending, frame.text, false);
  const seq = (room.history?.seq ?? 0) + 1;
  const { id, clientId } = { id: message.id, clientId: attempt.clientId };
  const result = { op: "result", id: clientId, status: "delivered", messageId: id, seq } as const;
  parts.idempotency.settle(attempt, result);
  const shown = messageFrame(message, seq, null);
  const userId = session.facts.user.id;
  if (room.delayMs === 0) {
    parts.fanout.toUserInOrder(room, userId, shown, ALL);
    parts.fanout.sendSoon(room);
    return;
  }
  parts.fanout.toUserInOrder(room, userId, shown, MODERATORS);
  parts.fanout.sendSoon(room);
  room.delay.add({ kind: "private", userId, frame: shown, waitsSince: at });
}

/** The sender is told why, in their language; nobody else learns of the message. */
export function reject(
  parts: Pick<ActParts, "idempotency">,
  { attempt, session }: Pick<Sending, "attempt" | "session">,
  code: ResultCode,
  retryAfterMs: number,
  verdict?: Verdict,
): void {
  const category = verdict?.reasons[0]?.category;
  const message = rejectedText(code, category, session.facts.language);
  const base = { op: "result", id: attempt.clientId, status: "rejected", code } as const;
  const rest = { message, retryAfterMs };
  const frame = category === undefined ? { ...base, ...rest } : { ...base, category, ...rest };
  parts.idempotency.settle(attempt, frame);
}

function messageOf(
  { ids }: ActParts,
  { room, session, frame, at }: Sending,
  text: string,
  masked: boolean,
): ChatMessage {
  const { user } = session.facts;
  const { replyTo, meta } = frame;
  const id = ids("m", at);
  return { id, room: room.id, at, user, text, masked, released: false, replyTo, meta };
}

function repliedUser(room: Room, { replyTo }: SendFrame): UserId | null {
  return replyTo === null ? null : (room.known.get(replyTo)?.userId ?? null);
}
