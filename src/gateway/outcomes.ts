// Tells senders what became of their messages: results of delivered ones, outcomes of held ones.
//
// Order: a sender reads `result` (or `outcome`) before the message's own `message` frame, always.
import type { BusMessage } from "../domain/ports/bus.ts";
import type { ChatMessage } from "../domain/message.ts";
import type { Category } from "../domain/categories.ts";
import type { Language } from "../protocol/result-texts.ts";
import { maskedText } from "../protocol/result-texts.ts";
import type { ResultFrame } from "../protocol/server-frames.ts";
import type { Fanout } from "./fanout.ts";
import type { Idempotency } from "./idempotency.ts";
import type { KnownMessage } from "./known-messages.ts";
import type { Room } from "./room.ts";

export interface OutcomeParts {
  readonly fanout: Fanout;
  readonly idempotency: Idempotency;
}

/** The room's log has given the message its number: its sender learns it. */
export function settleDelivery(
  parts: OutcomeParts,
  room: Room,
  message: ChatMessage,
  seq: number,
): void {
  if (message.released) {
    const outcome = { op: "outcome", messageId: message.id, status: "released", seq } as const;
    parts.fanout.toUser(room, message.user.id, outcome);
  }
  const pending = room.pending.get(message.id);
  if (pending === undefined) return;
  room.pending.delete(message.id);
  const { attempt, session, category } = pending;
  const shown = { id: message.id, seq, masked: message.masked };
  const { language } = session.facts;
  const result = deliveredResult(attempt.clientId, shown, category, language);
  parts.idempotency.settle(attempt, result);
}

/**
 * A held message was decided. `released` is not told from here: it follows from the message's own
 * event, which alone knows its number, so that nobody reads it twice.
 */
export function tellOutcome(
  parts: OutcomeParts,
  room: Room,
  told: Extract<BusMessage, { readonly kind: "outcome" }>,
): void {
  const { userId, messageId, status } = told;
  if (status === "released") return;
  parts.fanout.toUser(room, userId, { op: "outcome", messageId, status });
}

/** What the sender of a message that the room shows reads. */
export function deliveredResult(
  id: string,
  shown: Pick<KnownMessage, "id" | "seq" | "masked">,
  category: Category | undefined,
  language: Language,
): ResultFrame {
  const { id: messageId, seq } = shown;
  const base = { op: "result", id } as const;
  if (!shown.masked) return { ...base, status: "delivered", messageId, seq };
  const message = maskedText(category, language);
  const masked = { ...base, status: "masked", messageId, seq, message } as const;
  return category === undefined ? masked : { ...masked, category };
}
