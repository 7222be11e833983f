// What moderators did from the chat, on its way to the backoffice's books: tried until it is there.
import { LIMITS } from "../domain/limits.ts";
import type { ReviewItem, ReviewQueue } from "../domain/ports/review-queue.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { withDeadline } from "./deadline.ts";

export type RecordItem = Extract<ReviewItem, { readonly kind: "record" }>;

/** The effect is done already, so nobody waits for this; but an audit must not have holes. */
export class Records {
  readonly #queue: ReviewQueue;
  readonly #logger: Logger;
  readonly #waiting = new Set<RecordItem>();
  readonly #asking = new Set<RecordItem>();

  constructor(queue: ReviewQueue, logger: Logger) {
    this.#queue = queue;
    this.#logger = logger;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  add(item: RecordItem): void {
    if (this.#waiting.size >= LIMITS.recordBacklog.value) {
      const { id, by, room, done } = item;
      const facts = { id, by: by.id, room, what: done.what };
      this.#logger.error("record.lost", facts);
      return;
    }
    this.#waiting.add(item);
    this.#try(item);
  }

  /** Tries again what the queue has not taken. Call it every second or so. */
  retry(): void {
    for (const item of this.#waiting) this.#try(item);
  }

  #try(item: RecordItem): void {
    if (this.#asking.has(item)) return;
    this.#asking.add(item);
    const added = this.#queue.add(item);
    withDeadline(added, LIMITS.holdAckMs.value, "review_unavailable")
      .then(
        () => this.#waiting.delete(item),
        (error: unknown) => {
          this.#logger.warn("record.waits", { waiting: this.#waiting.size });
          this.#logger.debug("record.failed", { id: item.id, error: String(error) });
        },
      )
      .finally(() => this.#asking.delete(item));
  }
}
