// modes.delaySeconds: what everybody but moderators will see later, in order.
//
// Why this way: a message withdrawn while it waits is never shown, but its number is used up; a
// `deleted` frame with that number takes its place, so that no viewer sees a gap.
import { LIMITS } from "../domain/limits.ts";
import type { MessageId, UserId } from "../domain/message.ts";
import type { OrderedEvent } from "../domain/room-event.ts";
import type { DeletedFrame, MessageFrame } from "../protocol/server-frames.ts";

export type Delayed =
  | { readonly kind: "message"; readonly ordered: OrderedEvent; readonly waitsSince: number }
  /** Stands where a withdrawn message stood. */
  | { readonly kind: "withdrawn"; readonly frame: DeletedFrame; readonly waitsSince: number }
  /** A shadowed message: to its sender's sockets only. */
  | {
      readonly kind: "private";
      readonly userId: UserId;
      readonly frame: MessageFrame;
      readonly waitsSince: number;
    };

export class DelayLine {
  readonly #added: () => void;
  #waiting: Delayed[] = [];

  /** @param added told of everything that begins to wait */
  constructor(added: () => void = () => undefined) {
    this.#added = added;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Times never go back within a line, so what came first leaves first. */
  add(delayed: Delayed): void {
    const last = this.#waiting.at(-1)?.waitsSince ?? 0;
    this.#waiting.push({ ...delayed, waitsSince: Math.max(last, delayed.waitsSince) });
    this.#added();
  }

  /** Takes out what has waited long enough, and the oldest of what is more than a line may hold. */
  due(nowMs: number, delayMs: number): readonly Delayed[] {
    const surplus = this.#waiting.length - LIMITS.delayedEvents.value;
    const first = this.#waiting.findIndex(
      ({ waitsSince }, at) => at >= surplus && waitsSince + delayMs > nowMs,
    );
    return this.#waiting.splice(0, first < 0 ? this.#waiting.length : first);
  }

  /** @returns whether the message was waiting: then no viewer has seen it, nor ever will. */
  withdraw(messageId: MessageId, by: DeletedFrame["by"]): boolean {
    return this.#replace(by, (ordered) => messageIdOf(ordered) === messageId) > 0;
  }

  clearUser(userId: UserId): void {
    this.#replace("moderator", ({ event }) => {
      return event.kind === "message" && event.message.user.id === userId;
    });
  }

  #replace(by: DeletedFrame["by"], isMeant: (ordered: OrderedEvent) => boolean): number {
    let replaced = 0;
    for (const [at, delayed] of this.#waiting.entries()) {
      if (delayed.kind !== "message" || !isMeant(delayed.ordered)) continue;
      const { ordered, waitsSince } = delayed;
      const messageId = messageIdOf(ordered) ?? "";
      const frame = { op: "deleted", messageId, by, seq: ordered.seq } as const;
      this.#waiting[at] = { kind: "withdrawn", frame, waitsSince };
      replaced += 1;
    }
    return replaced;
  }
}

function messageIdOf({ event }: OrderedEvent): MessageId | undefined {
  return event.kind === "message" ? event.message.id : undefined;
}
