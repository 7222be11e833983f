// Rate limits as GCRA: one number a key, in typed arrays; a check costs some 50 ns.

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Further in the future than a limit can put it: the clock was set back, not the limit used up. */
const CLOCK_SLACK_MS = 60_000;

/**
 * The theoretical arrival time of each key's next message. Time comes from outside: it may repeat
 * and go back a little (that counts as waiting no longer), and replay gives the same answers.
 */
export class RateLimit {
  private arrivals = new Float64Array(64);

  /** @returns 0 when it may pass (and counts it), else the ms to wait. */
  take(slot: number, atMs: number, rate: Rate): number {
    const wait = this.wait(slot, atMs, rate);
    if (wait === 0) {
      const arrival = this.arrivalOf(slot, atMs, rate);
      this.arrivals[slot] = Math.max(arrival, atMs) + 1_000 / rate.perSecond;
    }
    return wait;
  }

  /** The same without counting. */
  wait(slot: number, atMs: number, rate: Rate): number {
    if (slot >= this.arrivals.length) this.grow(slot);
    const intervalMs = 1_000 / rate.perSecond;
    const toleranceMs = (rate.burst - 1) * intervalMs;
    const over = this.arrivalOf(slot, atMs, rate) - atMs - toleranceMs;
    return over > 0 ? Math.max(1, Math.ceil(over)) : 0;
  }

  reset(slot: number): void {
    if (slot < this.arrivals.length) this.arrivals[slot] = 0;
  }

  private arrivalOf(slot: number, atMs: number, rate: Rate): number {
    const arrival = this.arrivals[slot]!;
    const mostMs = (rate.burst * 1_000) / rate.perSecond + CLOCK_SLACK_MS;
    return arrival - atMs > mostMs ? atMs : arrival;
  }

  private grow(slot: number): void {
    const wide = new Float64Array(Math.max(slot + 1, this.arrivals.length * 2));
    wide.set(this.arrivals);
    this.arrivals = wide;
  }
}
