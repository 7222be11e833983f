// One room's log: its epoch, the newest number, the recent events, and the message ids it knows.
//
// Limits: LIMITS.historyMessages events; RECENT_IDS ids of ordinary messages, which are appended
// once (again only when a bus server's outage is healed); RELEASED_IDS of released ones, whose append
// may be repeated long after by a backoffice that was killed between doing and noting it.
import { LIMITS } from "../domain/limits.ts";
import type { ChatMessage, MessageId } from "../domain/message.ts";
import type { OrderedEvent, RoomEvent, RoomHead } from "../domain/room-event.ts";

export const RECENT_IDS = 1_024;
export const RELEASED_IDS = 2_048;

export class RoomRing {
  readonly epoch: string;
  #seq: number;
  #events: OrderedEvent[] = [];
  readonly #recentIds = new Set<MessageId>();
  readonly #releasedIds = new Set<MessageId>();

  constructor(epoch: string, seq = 0) {
    this.epoch = epoch;
    this.#seq = seq;
  }

  /** Newest number given. */
  get seq(): number {
    return this.#seq;
  }

  /** Numbers an event and keeps it. @returns undefined for a message id known already. */
  order(event: RoomEvent): OrderedEvent | undefined {
    if (event.kind === "message" && this.knows(event.message.id)) return undefined;
    const ordered = { seq: event.kind === "message" ? this.#seq + 1 : this.#seq, event };
    this.accept(ordered);
    return ordered;
  }

  /** Takes in an event numbered elsewhere. @returns false for a message id known already. */
  accept(ordered: OrderedEvent): boolean {
    this.#seq = Math.max(this.#seq, ordered.seq);
    const { event } = ordered;
    switch (event.kind) {
      case "message":
        if (this.knows(event.message.id)) return false;
        this.#remember(event.message);
        break;
      case "deleted":
        // Withdrawn, so that it may be released once more.
        this.#recentIds.delete(event.messageId);
        this.#releasedIds.delete(event.messageId);
        this.#withdraw((message) => message.id === event.messageId);
        break;
      case "cleared":
        this.#withdraw((message) => message.user.id === event.userId);
        break;
    }
    this.#events.push(ordered);
    if (this.#events.length > LIMITS.historyMessages.value) this.#events.shift();
    return true;
  }

  /** Numbers up to here are taken, whoever gave them. */
  raise(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  /** Takes over the ids that another log of the room knew; its numbers and events are gone. */
  inherit(before: RoomRing): void {
    for (const id of before.#recentIds) this.#recentIds.add(id);
    for (const id of before.#releasedIds) this.#releasedIds.add(id);
  }

  knows(id: MessageId): boolean {
    return this.#recentIds.has(id) || this.#releasedIds.has(id);
  }

  head(): RoomHead {
    return { epoch: this.epoch, seq: this.#seq, events: [...this.#events] };
  }

  #remember({ id, released }: ChatMessage): void {
    const ids = released ? this.#releasedIds : this.#recentIds;
    ids.add(id);
    if (ids.size <= (released ? RELEASED_IDS : RECENT_IDS)) return;
    const [oldest] = ids;
    if (oldest !== undefined) ids.delete(oldest);
  }

  #withdraw(isMeant: (message: ChatMessage) => boolean): void {
    this.#events = this.#events.filter(
      ({ event }) => event.kind !== "message" || !isMeant(event.message),
    );
  }
}
