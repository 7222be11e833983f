// Rate limits as GCRA: one number a key, in a typed array; a check costs some 20 ns.
//
// Source: the generic cell rate algorithm, ITU-T I.371 annex A, as virtual scheduling.

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What fractions of a millisecond lose beside ms since 1970. */
const ROUNDING_MS = 0.01;
/** Messages may overtake each other by this much; a clock that went back further was set. */
const OVERTAKING_MS = 1_000;

/**
 * Keeps the theoretical arrival time of each key's next message. Time comes from outside: it may
 * repeat and go back, and replay gives the same answers.
 *
 * A key is never further ahead of the clock than a whole burst. One that seems to be was counted
 * under a clock that ran ahead and was set back: it begins anew, so nobody waits for a time that
 * was never right.
 */
export class RateLimit {
  private arrivals = new Float64Array(64);

  /** @returns 0 when it may pass (and counts it), else the ms to wait. */
  take(slot: number, atMs: number, rate: Rate): number {
    const waitMs = this.wait(slot, atMs, rate);
    if (waitMs > 0) return waitMs;
    const intervalMs = 1_000 / rate.perSecond;
    const arrival = this.arrivals[slot]!;
    const toleranceMs = (rate.burst - 1) * intervalMs + ROUNDING_MS;
    const isAhead = arrival > atMs && arrival - atMs <= toleranceMs;
    this.arrivals[slot] = (isAhead ? arrival : atMs) + intervalMs;
    return 0;
  }

  /** The same without counting. */
  wait(slot: number, atMs: number, rate: Rate): number {
    if (slot >= this.arrivals.length) this.grow(slot);
    const aheadMs = this.arrivals[slot]! - atMs;
    if (aheadMs <= 0) return 0;
    const intervalMs = 1_000 / rate.perSecond;
    const overMs = aheadMs - (rate.burst - 1) * intervalMs - ROUNDING_MS;
    if (overMs <= 0 || overMs > intervalMs + OVERTAKING_MS) return 0;
    return Math.max(1, Math.ceil(Math.min(overMs, intervalMs)));
  }

  reset(slot: number): void {
    if (slot < this.arrivals.length) this.arrivals[slot] = 0;
  }

  private grow(slot: number): void {
    const arrivals = new Float64Array(Math.max(slot + 1, this.arrivals.length * 2));
    arrivals.set(this.arrivals);
    this.arrivals = arrivals;
  }
}
