// Does together what arrives together: one transaction, and one sync of the disk, for many items.
import { UnavailableError } from "../domain/errors.ts";

interface Entry<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/** More than any gateway may have pending (LIMITS.pendingHolds), a few gateways together. */
const MAX_PENDING = 50_000;

export interface Batch<T> {
  /** Resolves when the batch that carried the item is done. Errors: what the batch failed with. */
  add(item: T): Promise<void>;
  /** Resolves when nothing is pending. */
  idle(): Promise<void>;
}

/**
 * @param run does a batch whole or not at all; while it runs, the next batch gathers.
 * @param maxItems of one batch; bounds how long one transaction holds the others up.
 */
export function createBatch<T>(
  run: (items: readonly T[]) => Promise<void>,
  maxItems: number,
): Batch<T> {
  let pending: Entry<T>[] = [];
  let running: Promise<void> | undefined;

  async function drain(): Promise<void> {
    // The turn of the event loop that brought the first item may bring more.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const entries = pending.slice(0, maxItems);
      pending = pending.slice(maxItems);
      await settle(entries);
    }
    running = undefined;
  }

  async function settle(entries: readonly Entry<T>[]): Promise<void> {
    try {
      await run(entries.map((entry) => entry.item));
      for (const entry of entries) entry.resolve();
    } catch (cause) {
      const [first] = entries;
      // One item that cannot be done must not take the others with it; a database that is away
      // fails them all at once, for else each would wait in vain.
      if (entries.length > 1 && !(cause instanceof UnavailableError)) {
        for (const entry of entries) await settle([entry]);
      } else if (first !== undefined) {
        for (const entry of entries) entry.reject(cause);
      }
    }
  }

  return {
    add(item) {
      if (pending.length >= MAX_PENDING) {
        const facts = { pending: pending.length };
        const text = "Too much is waiting for review; try again.";
        return Promise.reject(new UnavailableError("review_unavailable", text, { facts }));
      }
      return new Promise((resolve, reject) => {
        pending.push({ item, resolve, reject });
        running ??= drain();
      });
    },
    async idle() {
      await running;
    },
  };
}
