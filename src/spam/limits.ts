// Rate limits as GCRA: two numbers a key, in typed arrays; a check costs some 50 ns.

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Further back than messages overtake each other: the clock was set. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Keeps the theoretical arrival time of each key's next message. Time comes from outside: it may
 * repeat and go back a little (a late message counts as if it came with the latest), and replay
 * gives the same answers.
 */
export class RateLimit {
  private arrivals = new Float64Array(64);
  private latest = new Float64Array(64);

  /** @returns 0 when it may pass (and counts it), else the ms to wait. */
  take(slot: number, atMs: number, rate: Rate): number {
    const waitMs = this.wait(slot, atMs, rate);
    if (waitMs > 0) return waitMs;
    const nowMs = this.nowOf(slot, atMs);
    const arrival = nowMs < this.latest[slot]! ? nowMs : this.arrivals[slot]!;
    this.arrivals[slot] = Math.max(arrival, nowMs) + 1_000 / rate.perSecond;
    this.latest[slot] = nowMs;
    return 0;
  }

  /** The same without counting. */
  wait(slot: number, atMs: number, rate: Rate): number {
    if (slot >= this.arrivals.length) this.grow(slot);
    const nowMs = this.nowOf(slot, atMs);
    // The clock was set back: what was counted under the old one is void.
    if (nowMs < this.latest[slot]!) return 0;
    const toleranceMs = ((rate.burst - 1) * 1_000) / rate.perSecond;
    const overMs = this.arrivals[slot]! - nowMs - toleranceMs;
    return overMs > 0 ? Math.max(1, Math.ceil(overMs)) : 0;
  }

  reset(slot: number): void {
    if (slot >= this.arrivals.length) return;
    this.arrivals[slot] = 0;
    this.latest[slot] = 0;
  }

  private nowOf(slot: number, atMs: number): number {
    const latest = this.latest[slot]!;
    return atMs < latest && latest - atMs <= CLOCK_SLACK_MS ? latest : atMs;
  }

  private grow(slot: number): void {
    const size = Math.max(slot + 1, this.arrivals.length * 2);
    const arrivals = new Float64Array(size);
    const latest = new Float64Array(size);
    arrivals.set(this.arrivals);
    latest.set(this.latest);
    this.arrivals = arrivals;
    this.latest = latest;
  }
}
