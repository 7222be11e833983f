// The embedded review queue: rows of the store, inserted by the backoffice for the gateways.
//
// The way of an item: gateway asks `review.add` over the bus -> backoffice inserts it (many in one
// transaction) and answers -> consumer takes it with a lease -> handler -> row deleted, or put back.
// Invariants: an answer is given only after the commit; a row goes only after its handler succeeded.
import { UnavailableError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Bus } from "../domain/ports/bus.ts";
import type { ReviewItem, ReviewQueue, ReviewQueueConsumer } from "../domain/ports/review-queue.ts";
import type { Store } from "../domain/ports/store.ts";
import type { Clock } from "../domain/ports/telemetry.ts";
import { within } from "./deadline.ts";
import { createBatch } from "./queue-batch.ts";
import { decodeReviewItem } from "./queue-item.ts";
import type { ConsumerParts } from "./queue-retry.ts";
import {
  HANDLER_MS,
  HANDLERS,
  LEASE_MS,
  MAX_FAILURES,
  retryWaitMs,
  tellFailure,
} from "./queue-retry.ts";

const TOPIC = "review.add";
const MAX_BATCH = 256;
/** How late a retry or an item of another backoffice may be noticed; new items wake at once. */
const POLL_MS = 1_000;
const RENEW_MS = LEASE_MS / 3;
/** What a stop waits for handlers at work; their items come again when it is not enough. */
const STOP_MS = 3_000;

/** The gateway's end. The bus is its maker's: disposing the queue leaves it open. */
export function createEmbeddedQueue(bus: Pick<Bus, "ask">): ReviewQueue {
  return {
    async add(item) {
      try {
        // As text: a bus then copies one string instead of walking the item.
        await bus.ask(TOPIC, JSON.stringify(item), LIMITS.holdAckMs.value);
      } catch (cause) {
        const text = "Review cannot take it now; try again.";
        throw new UnavailableError("review_unavailable", text, { cause });
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

/**
 * The backoffice's answer to `createEmbeddedQueue`.
 * @param wake called after new rows were committed: `EmbeddedQueueConsumer.wake`.
 */
export function serveEmbeddedQueue(
  bus: Pick<Bus, "serve">,
  store: Pick<Store, "transaction">,
  wake: () => void,
  clock: Clock = { now: Date.now },
): void {
  const inserts = createBatch<ReviewItem>(async (items) => {
    // Of arrival, not the item's own: a gateway whose clock runs ahead must not delay its items.
    const at = clock.now();
    await store.transaction(async (tx) => {
      for (const item of items) await tx.insertQueueItem(item, at);
    });
    wake();
  }, MAX_BATCH);
  bus.serve(TOPIC, async (body) => {
    await inserts.add(decodeReviewItem(body));
    return null;
  });
}

export interface EmbeddedQueueConsumer extends ReviewQueueConsumer {
  /** Looks for items now instead of at the next poll. */
  wake(): void;
}

export interface EmbeddedConsumerParts extends ConsumerParts {
  readonly clock: Clock;
}

type QueueStore = Pick<
  Store,
  "transaction" | "takeQueueItems" | "renewQueueItems" | "failQueueItem" | "countQueueItems"
>;

/** Does nothing until `consume` is called. Several of them may share a store. */
export function createEmbeddedQueueConsumer(
  store: QueueStore,
  parts: EmbeddedConsumerParts,
): EmbeddedQueueConsumer {
  return new EmbeddedConsumer(store, parts);
}

class EmbeddedConsumer implements EmbeddedQueueConsumer {
  readonly #store: QueueStore;
  readonly #parts: EmbeddedConsumerParts;
  /** Items at work: their ids, for the lease, and their ends, for the stop. */
  readonly #working = new Map<string, Promise<void>>();
  /** Items whose end the store could not take, with the ends of their leases. At most HANDLERS. */
  readonly #unsettled = new Map<string, number>();
  readonly #finished;
  #handler: ((item: ReviewItem) => Promise<void>) | undefined;
  #timers: readonly NodeJS.Timeout[] = [];
  #taking: Promise<void> | undefined;
  #isWoken = false;
  #isStopped = false;

  constructor(store: QueueStore, parts: EmbeddedConsumerParts) {
    this.#store = store;
    this.#parts = parts;
    this.#finished = createBatch<string>(async (ids) => {
      await store.transaction(async (tx) => {
        for (const id of ids) await tx.finishQueueItem(id);
      });
    }, MAX_BATCH);
  }

  consume(handler: (item: ReviewItem) => Promise<void>): void {
    this.#handler = handler;
    this.#timers = [
      setInterval(() => this.wake(), POLL_MS),
      setInterval(() => void this.#renew(), RENEW_MS),
    ];
    this.wake();
  }

  wake(): void {
    this.#isWoken = true;
    const handler = this.#handler;
    if (handler === undefined || this.#isStopped) return;
    this.#taking ??= this.#takeAll(handler).finally(() => {
      this.#taking = undefined;
      // Somebody may have called between the last look and now.
      if (this.#isWoken && this.#working.size < HANDLERS) this.wake();
    });
  }

  async depth(): Promise<{ waiting: number; active: number; dead: number }> {
    return this.#store.countQueueItems(this.#parts.clock.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#taking;
    const ends = Promise.all([...this.#working.values(), this.#finished.idle()]);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, STOP_MS);
    });
    await Promise.race([ends, patience]);
    clearTimeout(timer);
  }

  /** Takes until nothing is ready or all handlers are busy. */
  async #takeAll(handler: (item: ReviewItem) => Promise<void>): Promise<void> {
    try {
      while (this.#isWoken && !this.#isStopped && this.#working.size < HANDLERS) {
        this.#isWoken = false;
        await this.#giveBack();
        const free = HANDLERS - this.#working.size;
        const now = this.#parts.clock.now();
        const leaseEnd = now + LEASE_MS;
        const taken = await this.#store.takeQueueItems(now, leaseEnd, free);
        for (const taking of taken) {
          // Ours still: this process stood still until the lease ran out. Taking it renewed the lease.
          if (!this.#working.has(taking.item.id)) this.#start(taking, leaseEnd, handler);
        }
        if (taken.length === free) this.#isWoken = true;
      }
    } catch (cause) {
      // The next poll tries again; the items are where they were.
      this.#isWoken = false;
      this.#parts.logger.error("queue.take_failed", {}, cause);
    }
  }

  /** The store is back: what it did not hear the end of is ready now, not when its lease runs out. */
  async #giveBack(): Promise<void> {
    for (const [id, leaseEnd] of this.#unsettled) {
      const now = this.#parts.clock.now();
      // Past its lease it may be another's.
      if (now < leaseEnd) await this.#store.failQueueItem(id, now, false);
      this.#unsettled.delete(id);
    }
  }

  #start(
    { item, attempts }: { readonly item: ReviewItem; readonly attempts: number },
    leaseEnd: number,
    handler: (item: ReviewItem) => Promise<void>,
  ): void {
    const work = this.#work(item, attempts, handler)
      .catch((cause: unknown) => {
        this.#unsettled.set(item.id, leaseEnd);
        this.#parts.logger.error("queue.settle_failed", { id: item.id }, cause);
      })
      .finally(() => {
        this.#working.delete(item.id);
        this.wake();
      });
    this.#working.set(item.id, work);
  }

  async #work(
    item: ReviewItem,
    failures: number,
    handler: (item: ReviewItem) => Promise<void>,
  ): Promise<void> {
    try {
      if (failures >= MAX_FAILURES) throw new Error("the process ended each time it was tried");
      await within(HANDLER_MS, handler(item), () => new Error("the handler took too long"));
    } catch (cause) {
      const now = this.#parts.clock.now();
      const isDead = failures + 1 >= MAX_FAILURES;
      tellFailure(this.#parts, item, failures + 1, cause);
      await this.#store.failQueueItem(item.id, now + retryWaitMs(failures + 1), isDead);
      return;
    }
    await this.#finished.add(item.id);
  }

  async #renew(): Promise<void> {
    try {
      const until = this.#parts.clock.now() + LEASE_MS;
      await this.#store.renewQueueItems([...this.#working.keys()], until);
    } catch (cause) {
      this.#parts.logger.error("queue.renew_failed", { items: this.#working.size }, cause);
    }
  }
}
