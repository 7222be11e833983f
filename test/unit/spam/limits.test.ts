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

  it("lets a whole burst pass whose interval is no whole number", () => {
    const limit = new RateLimit();
    const rate = { burst: 7, perSecond: 3 };
    const waits = [0, 0, 0, 0, 0, 0, 0, 0].map(() => limit.take(0, 1_760_000_000_123, rate));
    expect(waits).toEqual([0, 0, 0, 0, 0, 0, 0, 334]);
  });

  it("keeps keys apart, far ones too", () => {
    const limit = new RateLimit();
    for (let i = 0; i < 3; i++) limit.take(0, START_MS, RATE);
    expect(limit.take(100_000, START_MS, RATE)).toBe(0);
  });

  it("counts messages that are a little out of order", () => {
    const limit = new RateLimit();
    const waits = [0, -200, 0, -900].map((ms) => limit.take(0, START_MS + ms, RATE));
    expect(waits).toEqual([0, 0, 0, 500]);
  });

  it.each([
    ["back", START_MS + 86_400_000, START_MS],
    ["ahead", START_MS, START_MS + 86_400_000],
  ])("begins anew when the clock was set %s", (_way, first, second) => {
    const limit = new RateLimit();
    for (let i = 0; i < 4; i++) limit.take(0, first, RATE);
    const waits = [0, 1, 2, 3].map(() => limit.take(0, second, RATE));
    expect(waits).toEqual([0, 0, 0, 500]);
  });

  it("never makes anybody wait longer than for one message of the burst", () => {
    const limit = new RateLimit();
    const times = [0, 500, -40_000, 3, 90_000, 1_200, 1_201, 89_999, 0];
    for (const ms of times) {
      expect(limit.take(0, START_MS + ms, RATE)).toBeLessThanOrEqual(500);
    }
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
