// Rate limits under a simulated clock, which may also go back.
import { describe, expect, it } from "vitest";
import { RateLimit } from "../../../src/spam/limits.ts";

const RATE = { burst: 3, perSecond: 2 };
const START_MS = 1_000_000;

describe("RateLimit.take", () => {
  it("lets the burst pass and refuses one more", () => {
    const limit = new RateLimit();
    const waits = [0, 1, 2, 3].map(() => limit.take(0, START_MS, RATE));
    expect(waits).toEqual([0, 0, 0, 500]);
  });

  it("tells the wait after which it passes, and not a millisecond less", () => {
    const limit = new RateLimit();
    for (let i = 0; i < 3; i++) limit.take(0, START_MS, RATE);
    expect(limit.wait(0, START_MS + 499, RATE)).toBe(1);
    expect(limit.take(0, START_MS + 500, RATE)).toBe(0);
  });

  it("does not count what it refuses", () => {
    const limit = new RateLimit();
    for (let i = 0; i < 10; i++) limit.take(0, START_MS, RATE);
    expect(limit.take(0, START_MS + 500, RATE)).toBe(0);
  });

  it("keeps keys apart, far ones too", () => {
    const limit = new RateLimit();
    for (let i = 0; i < 3; i++) limit.take(0, START_MS, RATE);
    expect(limit.take(100_000, START_MS, RATE)).toBe(0);
  });

  it("holds back no longer for messages out of order", () => {
    const limit = new RateLimit();
    expect(limit.take(0, START_MS, RATE)).toBe(0);
    expect(limit.take(0, START_MS - 200, RATE)).toBe(0);
    expect(limit.take(0, START_MS - 10_000, RATE)).toBe(0);
    expect(limit.take(0, START_MS - 10_000, RATE)).toBe(500);
  });

  it("begins anew when the clock was set back", () => {
    const limit = new RateLimit();
    for (let i = 0; i < 3; i++) limit.take(0, START_MS + 86_400_000, RATE);
    expect(limit.take(0, START_MS, RATE)).toBe(0);
  });

  it("gives the same answers to the same stream", () => {
    const stream = Array.from({ length: 200 }, (_, i) => START_MS + ((i * 7_919) % 20_000));
    const replay = (): number[] => {
      const limit = new RateLimit();
      return stream.map((at) => limit.take(at % 5, at, RATE));
    };
    expect(replay()).toEqual(replay());
  });
});
