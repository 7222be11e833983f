// How both queue drivers treat an item whose handler fails: when it comes again, when it is given up.
import type { ReviewItem } from "../domain/ports/review-queue.ts";
import type { Logger, Metrics } from "../domain/ports/telemetry.ts";

/** After so many failures an item is kept aside and logged. The waits add up to about 15 minutes. */
export const MAX_FAILURES = 20;
/** Handlers at work at once: they wait for classifier and store, not for this process. */
export const HANDLERS = 4;
/**
 * An item is another's to take when its taker has not renewed for so long: what a killed process was
 * working on waits this long. A process that stands still for longer lets an item be done twice,
 * which harms nobody.
 */
export const LEASE_MS = 10_000;
/** A handler that takes longer counts as failed; it may still end, which is harmless. */
export const HANDLER_MS = 60_000;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** @param failures 1 or more. @returns 1 s, 2 s, 4 s, ... 60 s. */
export function retryWaitMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
}

export interface ConsumerParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Counts and logs one failure, without anything of the message but its id. */
export function tellFailure(
  parts: ConsumerParts,
  item: Pick<ReviewItem, "id" | "kind">,
  failures: number,
  cause: unknown,
): void {
  const facts = { id: item.id, kind: item.kind, failures };
  if (failures >= MAX_FAILURES) {
    parts.logger.error("queue.item_dead", facts, cause);
    return;
  }
  parts.metrics.count("weir_queue_retries_total", { kind: item.kind });
  const error = cause instanceof Error ? cause.name : "unknown";
  parts.logger.warn("queue.item_failed", { ...facts, error });
}
