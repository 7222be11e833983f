// Which messages of a room were shown lately: whom a reply is to, what may be deleted, what was sent.
import { LIMITS } from "../domain/limits.ts";
import type { MessageId, UserId } from "../domain/message.ts";
import type { OrderedEvent } from "../domain/room-event.ts";

export interface KnownMessage {
  readonly id: MessageId;
  readonly userId: UserId;
  readonly seq: number;
  readonly masked: boolean;
  readonly clientKey: string | null;
  readonly at: number;
  isWithdrawn: boolean;
}

/** Bounded by LIMITS.knownMessages; the oldest goes first. */
export class KnownMessages {
  readonly #byId = new Map<MessageId, KnownMessage>();
  readonly #byClient = new Map<string, KnownMessage>();

  note(ordered: OrderedEvent): void {
    const { event } = ordered;
    switch (event.kind) {
      case "message": {
        const { message, clientId } = event;
        const clientKey = clientId === undefined ? null : keyOf(message.user.id, clientId);
        const { id, user, masked, at } = message;
        const seq = ordered.seq;
        this.#add({ id, userId: user.id, seq, masked, clientKey, at, isWithdrawn: false });
        return;
      }
      case "deleted": {
        const known = this.#byId.get(event.messageId);
        if (known !== undefined) known.isWithdrawn = true;
        return;
      }
      case "cleared":
        for (const known of this.#byId.values()) {
          if (known.userId === event.userId) known.isWithdrawn = true;
        }
    }
  }

  get(id: MessageId): KnownMessage | undefined {
    return this.#byId.get(id);
  }

  /** What a user's client sent under this id before, perhaps through another gateway. */
  sentAs(userId: UserId, clientId: string, nowMs: number): KnownMessage | undefined {
    const known = this.#byClient.get(keyOf(userId, clientId));
    if (known === undefined || nowMs - known.at > LIMITS.idempotencyMs.value) return undefined;
    return known;
  }

  #add(known: KnownMessage): void {
    this.#forget(this.#byId.get(known.id));
    this.#byId.set(known.id, known);
    if (known.clientKey !== null) this.#byClient.set(known.clientKey, known);
    if (this.#byId.size <= LIMITS.knownMessages.value) return;
    const oldest = this.#byId.values().next();
    if (oldest.done !== true) this.#forget(oldest.value);
  }

  #forget(known: KnownMessage | undefined): void {
    if (known === undefined) return;
    this.#byId.delete(known.id);
    if (known.clientKey === null) return;
    if (this.#byClient.get(known.clientKey) === known) this.#byClient.delete(known.clientKey);
  }
}

function keyOf(userId: UserId, clientId: string): string {
  return `${userId}\u0000${clientId}`;
}
