// How long a room's events are gathered before they leave as one frame: not at all while it is quiet.
//
// Why this way: a write costs 8.5 microseconds a viewer and a message in it 0.03, so a busy room is
// cheap when it writes seldom. The first event after a silence always leaves at once; the window
// only keeps back what follows it, so a room near the threshold waits for next to nothing.

/** Below it nothing is kept back. Events a second. */
const QUIET_RATE = 10;
/** From here on the window is the longest. */
const BUSY_RATE = 50;
/** Half of it is the median wait in a busy room. */
const LONGEST_MS = 49;
/** A room of more viewers than this counts as busier in proportion: its writes are dearer. */
const AUDIENCE = 1_000;
/** The rate is a decaying count: an event weighs e times less after so long. */
const MEMORY_MS = 500;

/** Pure: time is an argument, ms of a clock that does not go back. */
export class Pace {
  #recent = 0;
  #at = 0;

  /** Counts one event. */
  count(nowMs: number): void {
    this.#recent = this.#decayed(nowMs) + 1;
    this.#at = nowMs;
  }

  /** Ms that events are gathered from now on; 0 = each leaves at once. */
  windowMs(nowMs: number, viewers: number): number {
    const perSecond = (this.#decayed(nowMs) * 1_000) / MEMORY_MS;
    const rate = perSecond * Math.max(1, viewers / AUDIENCE);
    const busy = (rate - QUIET_RATE) / (BUSY_RATE - QUIET_RATE);
    return Math.round(LONGEST_MS * Math.min(1, Math.max(0, busy)));
  }

  #decayed(nowMs: number): number {
    return this.#recent * Math.exp((this.#at - nowMs) / MEMORY_MS);
  }
}
