// The same client id within five minutes gets the first answer again, whatever became of the socket.
import { LIMITS } from "../domain/limits.ts";
import type { RoomId, UserId } from "../domain/message.ts";
import type { ErrorFrame, ResultFrame } from "../protocol/server-frames.ts";

export type Answer = ResultFrame | ErrorFrame;

/** Where an answer goes; a session. */
export interface Asker {
  send(frame: Answer): void;
}

/** One client id of one user in one room. */
export interface Attempt {
  readonly clientId: string;
  readonly startedAt: number;
  /** null while the first is still on its way. */
  answer: Answer | null;
  /** Who waits for it: the first asker, and those who asked again meanwhile. */
  waiting: Asker[];
}

interface Conversation {
  readonly attempts: Map<string, Attempt>;
  lastUsed: number;
}

/** An impatient client may ask again so often before the first answer; more waits for nothing. */
const MAX_WAITING = 8;

export class Idempotency {
  /** In the order of their last use. */
  readonly #conversations = new Map<string, Conversation>();

  /** @returns the attempt when it is the first; undefined when it was answered, or will be, as one. */
  begin(
    room: RoomId,
    userId: UserId,
    clientId: string,
    asker: Asker,
    nowMs: number,
  ): Attempt | undefined {
    const { attempts } = this.#conversation(`${room}\u0000${userId}`, nowMs);
    const known = attempts.get(clientId);
    if (known !== undefined && nowMs - known.startedAt < LIMITS.idempotencyMs.value) {
      if (known.answer !== null) asker.send(known.answer);
      else if (known.waiting.length < MAX_WAITING) known.waiting.push(asker);
      return undefined;
    }
    attempts.delete(clientId);
    if (attempts.size >= LIMITS.idempotencyPerSession.value) dropOldest(attempts);
    const attempt: Attempt = { clientId, startedAt: nowMs, answer: null, waiting: [asker] };
    attempts.set(clientId, attempt);
    return attempt;
  }

  /** The first and only answer; later ones for the same attempt are not sent. */
  settle(attempt: Attempt, answer: Answer): void {
    if (attempt.answer !== null) return;
    attempt.answer = answer;
    for (const asker of attempt.waiting) asker.send(answer);
    attempt.waiting = [];
  }

  /** Forgets conversations of which every answer is too old. Call it now and then. */
  sweep(nowMs: number): void {
    for (const [key, { lastUsed }] of this.#conversations) {
      if (nowMs - lastUsed < LIMITS.idempotencyMs.value) return;
      this.#conversations.delete(key);
    }
  }

  #conversation(key: string, nowMs: number): Conversation {
    const known = this.#conversations.get(key);
    if (known !== undefined) {
      this.#conversations.delete(key);
      known.lastUsed = nowMs;
      this.#conversations.set(key, known);
      return known;
    }
    if (this.#conversations.size >= LIMITS.conversations.value) dropOldest(this.#conversations);
    const conversation: Conversation = { attempts: new Map(), lastUsed: nowMs };
    this.#conversations.set(key, conversation);
    return conversation;
  }
}

/** A Map keeps the order in which its keys were set. */
function dropOldest<V>(map: Map<string, V>): void {
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
