// Turns on the one SQLite connection: first come, first served, none waits for ever.
import { storeUnavailable } from "./errors.ts";

interface Waiter {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/** A whole backlog of holds may wait behind one slow transaction; more than that is refused. */
const MAX_WAITING = 20_000;

/**
 * A turn is held over a query or a whole transaction. The deadline also ends what would be a
 * deadlock: a plain call of the store, awaited inside a transaction, waits for that transaction.
 */
export class Turns {
  readonly #waiting: Waiter[] = [];
  readonly #waitMs: number;
  #isTaken = false;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** Errors: UnavailableError `store_unavailable` after the deadline, or when too many wait. */
  async take(): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) throw storeUnavailable({ waiting: MAX_WAITING });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        const index = this.#waiting.findIndex((waiter) => waiter.timer === timer);
        if (index < 0) return;
        this.#waiting.splice(index, 1);
        reject(storeUnavailable({ waitedMs: this.#waitMs }));
      }, this.#waitMs);
      timer.unref();
      this.#waiting.push({ start: resolve, timer });
    });
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#isTaken = false;
      return;
    }
    clearTimeout(next.timer);
    next.start();
  }
}
