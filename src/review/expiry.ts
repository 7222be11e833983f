// Ends cases that nobody decided in time: a sweep twice a second, as each onExpiry says.
import type { Store } from "../domain/ports/store.ts";
import type { Clock, Logger } from "../domain/ports/telemetry.ts";
import { commit } from "./commit.ts";
import type { CommitParts } from "./commit.ts";
import type { Dispatcher } from "./dispatcher.ts";

export interface ExpiryParts extends CommitParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly dispatcher: Pick<Dispatcher, "flush">;
  readonly log: Logger;
}

export interface ExpirySweep {
  /** Sweeps every SWEEP_MS until disposed. */
  start(): void;
  /** Sweeps what is due now. @returns how many cases it changed. Errors: what the store throws. */
  sweep(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

export const SWEEP_MS = 500;
/** Cases in one read; a sweep goes on while reads come back full. */
const BATCH = 100;
const BATCHES = 50;

export function createExpiry(parts: ExpiryParts): ExpirySweep {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;

  async function sweep(): Promise<number> {
    const nowMs = parts.clock.now();
    let changed = 0;
    for (let batch = 0; batch < BATCHES && !isStopped; batch += 1) {
      const due = await parts.store.dueCases(nowMs, BATCH);
      let inBatch = 0;
      for (const item of due) {
        // Refused when somebody decided between the read and here: then that stands.
        const result = await commit(parts, item.id, { kind: "expire" });
        if (result.kind === "changed") inBatch += 1;
      }
      changed += inBatch;
      if (due.length < BATCH || inBatch === 0) break;
    }
    if (changed > 0) await parts.dispatcher.flush();
    return changed;
  }

  async function tick(): Promise<void> {
    try {
      await sweep();
    } catch (error) {
      parts.log.error("expiry.failed", {}, error);
    }
    if (!isStopped) schedule();
  }

  function schedule(): void {
    timer = setTimeout(() => {
      running = tick();
    }, SWEEP_MS);
  }

  return {
    start: schedule,
    sweep,
    async [Symbol.asyncDispose]() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
