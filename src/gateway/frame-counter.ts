// How many frames a socket sends: beyond LIMITS.framesPerSecond they are dropped, then it is closed.
import { LIMITS } from "../domain/limits.ts";

const PER_SECOND = LIMITS.framesPerSecond.value;
const MAX_SECONDS = LIMITS.floodSeconds.value;
/** Ten times the rate within one second is no busy user any more. */
const MAX_IN_ONE_SECOND = PER_SECOND * 10;

/** `warn` is the first dropped frame of a second: its sender is told once. */
export type FrameAdmission = "take" | "warn" | "drop" | "close";

export class FrameCounter {
  #windowStart = 0;
  #frames = 0;
  #floodedSeconds = 0;
  #invalid = 0;

  /** Cost: a few comparisons; nothing is read from the frame. */
  admit(nowMs: number): FrameAdmission {
    const elapsed = nowMs - this.#windowStart;
    if (elapsed >= 1_000 || elapsed < 0) this.#openWindow(nowMs, elapsed);
    this.#frames += 1;
    if (this.#frames <= PER_SECOND) return "take";
    if (this.#frames > MAX_IN_ONE_SECOND) return "close";
    if (this.#frames > PER_SECOND + 1) return "drop";
    this.#floodedSeconds += 1;
    return this.#floodedSeconds >= MAX_SECONDS ? "close" : "warn";
  }

  /** Counts a frame that could not be read. @returns whether the socket is to be closed */
  isTooInvalid(): boolean {
    this.#invalid += 1;
    return this.#invalid >= LIMITS.invalidFrames.value;
  }

  #openWindow(nowMs: number, elapsed: number): void {
    const isNextSecond = elapsed >= 0 && elapsed < 2_000;
    if (this.#frames <= PER_SECOND || !isNextSecond) this.#floodedSeconds = 0;
    this.#windowStart = nowMs;
    this.#frames = 0;
  }
}
