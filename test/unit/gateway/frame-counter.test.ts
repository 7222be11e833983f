// How many frames a socket may send.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { FrameCounter } from "../../../src/gateway/frame-counter.ts";

const RATE = LIMITS.framesPerSecond.value;

function send(counter: FrameCounter, frames: number, nowMs: number): string {
  let last = "";
  for (let n = 0; n < frames; n += 1) last = counter.admit(nowMs);
  return last;
}

describe("FrameCounter", () => {
  it.each([
    [RATE - 1, "take"],
    [RATE, "take"],
    [RATE + 1, "refuse"],
    [RATE + 2, "refuse"],
    [RATE * 10, "refuse"],
    [RATE * 10 + 1, "close"],
  ])("says of frame %i of a second: %s", (frames, admission) => {
    expect(send(new FrameCounter(RATE), frames, 5_000)).toBe(admission);
  });

  it("counts by the rate it is given", () => {
    const counter = new FrameCounter(RATE * 2);
    expect([send(counter, RATE * 2, 5_000), counter.admit(5_000)]).toEqual(["take", "refuse"]);
  });

  it("tells how long until the next second", () => {
    const counter = new FrameCounter(RATE);
    send(counter, 1, 5_000);
    expect([counter.waitMs(5_400), counter.waitMs(7_000)]).toEqual([600, 1]);
  });

  it("takes again in the next second", () => {
    const counter = new FrameCounter(RATE);
    send(counter, RATE + 5, 5_000);
    expect(send(counter, 1, 6_000)).toBe("take");
  });

  it("closes in the third second in a row above the rate", () => {
    const counter = new FrameCounter(RATE);
    const said = [5_000, 6_000, 7_000].map((nowMs) => send(counter, RATE + 1, nowMs));
    expect(said).toEqual(["refuse", "refuse", "close"]);
  });

  it("forgives floods with a quiet second between them", () => {
    const counter = new FrameCounter(RATE);
    const said = [5_000, 6_000].map((nowMs) => send(counter, RATE + 1, nowMs));
    send(counter, 1, 7_000);
    expect([...said, send(counter, RATE + 1, 8_000)]).toEqual(["refuse", "refuse", "refuse"]);
    expect(send(counter, RATE + 1, 20_000)).toBe("refuse");
  });

  it("is too invalid with the twentieth frame that could not be read", () => {
    const counter = new FrameCounter(RATE);
    const said = Array.from({ length: LIMITS.invalidFrames.value }, () => counter.isTooInvalid());
    expect(said.filter((one) => one)).toHaveLength(1);
    expect(said.at(-1)).toBe(true);
  });
});
