// How many frames a socket sends: those beyond its rate are refused, then it is closed.
import { LIMITS } from "../domain/limits.ts";

const MAX_SECONDS = LIMITS.floodSeconds.value;
/** Ten times the rate within one second is no busy user any more. */
const MAX_RATES_IN_ONE_SECOND = 10;

/** `refuse`: answered and not done, so that no sender waits for ever. */
export type FrameAdmission = "take" | "refuse" | "close";

export class FrameCounter {
  readonly #perSecond: number;
  #windowStart = 0;
  #frames = 0;
  #floodedSeconds = 0;
  #invalid = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Ms until frames are taken again. */
  waitMs(nowMs: number): number {
    return Math.max(1, this.#windowStart + 1_000 - nowMs);
  }

  /** Cost: a few comparisons; nothing is read from the frame. */
  admit(nowMs: number): FrameAdmission {
    const elapsed = nowMs - this.#windowStart;
    if (elapsed >= 1_000 || elapsed < 0) this.#openWindow(nowMs, elapsed);
    this.#frames += 1;
    if (this.#frames <= this.#perSecond) return "take";
    if (this.#frames > this.#perSecond * MAX_RATES_IN_ONE_SECOND) return "close";
    if (this.#frames === this.#perSecond + 1) this.#floodedSeconds += 1;
    return this.#floodedSeconds >= MAX_SECONDS ? "close" : "refuse";
  }

  /** Counts a frame that could not be read. @returns whether the socket is to be closed */
  isTooInvalid(): boolean {
    this.#invalid += 1;
    return this.#invalid >= LIMITS.invalidFrames.value;
  }

  #openWindow(nowMs: number, elapsed: number): void {
    const isNextSecond = elapsed >= 0 && elapsed < 2_000;
    if (this.#frames <= this.#perSecond || !isNextSecond) this.#floodedSeconds = 0;
    this.#windowStart = nowMs;
    this.#frames = 0;
  }
}
