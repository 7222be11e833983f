// The newest events of a room in memory: what a welcome shows and what `since` recovers.
//
// Invariant: every message above `floor` is in here or was withdrawn, so a client that saw up to
// `floor` or more misses nothing. Withdrawn messages are taken out; their `deleted` stays.
import { LIMITS } from "../domain/limits.ts";
import type { ChatMessage, MessageId } from "../domain/message.ts";
import type { OrderedEvent, RoomHead } from "../domain/room-event.ts";

const MAX_MESSAGES = LIMITS.historyMessages.value;
/** Withdrawals are small; as many of them again. */
const MAX_EVENTS = 2 * MAX_MESSAGES;

export class History {
  readonly epoch: string;
  #events: OrderedEvent[];
  #seq: number;
  #floor: number;
  #messages: number;

  constructor(head: RoomHead) {
    this.epoch = head.epoch;
    this.#events = [...head.events];
    this.#seq = head.seq;
    this.#floor = floorOf(head);
    this.#messages = head.events.filter(({ event }) => event.kind === "message").length;
    this.#trim();
  }

  /** Newest number given. */
  get seq(): number {
    return this.#seq;
  }

  /** Oldest first. */
  get events(): readonly OrderedEvent[] {
    return this.#events;
  }

  /** Takes the event in; a withdrawal takes out what it withdraws. Cost: O(events) for those. */
  push(ordered: OrderedEvent): void {
    const { event } = ordered;
    if (event.kind === "message") {
      this.#seq = ordered.seq;
      this.#messages += 1;
    } else {
      this.#events = this.#events.filter(({ event: kept }) => {
        if (kept.kind !== "message") return true;
        if (event.kind === "deleted") return kept.message.id !== event.messageId;
        return kept.message.user.id !== event.userId;
      });
      this.#messages = this.#events.filter(({ event: kept }) => kept.kind === "message").length;
    }
    this.#events.push(ordered);
    this.#trim();
  }

  find(id: MessageId): ChatMessage | undefined {
    for (const { event } of this.#events) {
      if (event.kind === "message" && event.message.id === id) return event.message;
    }
    return undefined;
  }

  /** Has this history all that a client missed who saw everything up to `seq`. */
  covers(epoch: string, seq: number): boolean {
    return epoch === this.epoch && seq >= this.#floor;
  }

  /** The newest messages up to `seq`, oldest first. */
  newest(count: number, upToSeq: number): readonly OrderedEvent[] {
    const found: OrderedEvent[] = [];
    for (let at = this.#events.length - 1; at >= 0 && found.length < count; at -= 1) {
      const ordered = this.#events[at];
      if (ordered?.event.kind === "message" && ordered.seq <= upToSeq) found.push(ordered);
    }
    return found.toReversed();
  }

  /** What came behind `seq`, up to `upToSeq`: messages, and withdrawals also of older ones. */
  after(seq: number, upToSeq: number): readonly OrderedEvent[] {
    return this.#events.filter((ordered) => {
      if (ordered.event.kind === "message") return ordered.seq > seq && ordered.seq <= upToSeq;
      return ordered.seq >= seq;
    });
  }

  /** The newest messages, oldest first: the context of a held or reported one. */
  context(): readonly ChatMessage[] {
    const messages: ChatMessage[] = [];
    for (const { event } of this.newest(LIMITS.contextMessages.value, this.#seq)) {
      if (event.kind === "message") messages.push(event.message);
    }
    return messages;
  }

  #trim(): void {
    while (this.#messages > MAX_MESSAGES || this.#events.length > MAX_EVENTS) {
      const oldest = this.#events.shift();
      if (oldest === undefined) return;
      if (oldest.event.kind === "message") this.#messages -= 1;
      this.#floor = Math.max(this.#floor, oldest.seq);
    }
  }
}

function floorOf(head: RoomHead): number {
  const oldest = head.events[0];
  if (oldest === undefined) return head.seq;
  // A withdrawal stands behind a number that may be missing here; a message is itself here.
  return oldest.event.kind === "message" ? oldest.seq - 1 : oldest.seq;
}
