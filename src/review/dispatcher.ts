// Does the effects that decisions wrote down: after each commit, at start, and until done.
//
// Invariants
// - at least once: an effect's row goes only after it was done (up to FINISH_AT_ONCE in one commit)
// - effects of one case are done in their order; a failing one holds back its own case only
// - one pass at a time; a failure waits 0.1 s doubling to 30 s, for as long as it takes
import { AppError } from "../domain/errors.ts";
import type { Effect } from "../domain/ports/store.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { within } from "./deadline.ts";

export interface DispatcherParts {
  /** Oldest first. */
  readonly pending: (limit: number) => Promise<readonly Effect[]>;
  /** Removes the rows in one commit: each commit waits for the disk. */
  readonly finish: (ids: readonly string[]) => Promise<void>;
  readonly perform: (effect: Effect) => Promise<void>;
  readonly log: Logger;
}

export interface Dispatcher {
  /** Resolves when everything pending at the call was tried once. Never rejects. */
  flush(): Promise<void>;
  /** The same without waiting. */
  kick(): void;
  /** Stops after the effect at hand. */
  [Symbol.asyncDispose](): Promise<void>;
}

const BATCH = 200;
/** Rows read past the failing ones, so that a few bad rows cannot hide the good. */
const LARGEST_BATCH = 2_000;
const FINISH_AT_ONCE = 50;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;
/** An effect or read that takes longer has failed; it is tried again. */
const DEADLINE_MS = 10_000;

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  let isStopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function run(): Promise<void> {
    clearTimeout(timer);
    try {
      const isClean = await pass(parts, () => isStopped);
      failures = isClean ? 0 : failures + 1;
    } catch (error) {
      failures += 1;
      parts.log.error("effects.unread", { failures }, error);
    }
    if (failures === 0 || isStopped) return;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
    timer = setTimeout(() => void flush(), waitMs);
    timer.unref();
  }

  function start(): Promise<void> {
    running = run().finally(() => {
      running = undefined;
    });
    return running;
  }

  // A pass under way may have read its rows before the caller's: that caller gets the pass after.
  function flush(): Promise<void> {
    if (isStopped) return Promise.resolve();
    if (running === undefined) return start();
    next ??= running.then(() => {
      next = undefined;
      return isStopped ? undefined : start();
    });
    return next;
  }

  return {
    flush,
    kick: () => void flush(),
    async [Symbol.asyncDispose]() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Tries every pending effect once. @returns whether all of them were done */
async function pass(parts: DispatcherParts, isStopped: () => boolean): Promise<boolean> {
  const failedCases = new Set<string>();
  const failedIds = new Set<string>();
  for (;;) {
    const limit = Math.min(LARGEST_BATCH, BATCH + failedIds.size);
    const rows = await parts.pending(limit);
    const todo = rows.filter((row) => !failedIds.has(row.id));
    for (let start = 0; start < todo.length; start += FINISH_AT_ONCE) {
      const done: string[] = [];
      for (const effect of todo.slice(start, start + FINISH_AT_ONCE)) {
        if (isStopped()) break;
        if (!failedCases.has(effect.caseId) && (await attempt(parts, effect))) done.push(effect.id);
        else {
          failedCases.add(effect.caseId);
          failedIds.add(effect.id);
        }
      }
      if (done.length > 0) await parts.finish(done);
      if (isStopped()) return true;
    }
    if (rows.length < limit || todo.length === 0) return failedIds.size === 0;
  }
}

async function attempt(parts: DispatcherParts, effect: Effect): Promise<boolean> {
  try {
    await within(DEADLINE_MS, parts.perform(effect), late);
    return true;
  } catch (error) {
    const facts = { effectId: effect.id, caseId: effect.caseId };
    parts.log.error("effect.failed", facts, error);
    return false;
  }
}

function late(): AppError {
  return new AppError("effect_late", "An effect took too long.", { retryable: true });
}
