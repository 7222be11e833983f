// How long a room's events are gathered, by its rate and its audience.
import { describe, expect, it } from "vitest";
import { Pace } from "../../../src/gateway/pace.ts";

/** The window after `seconds` of an even rate. */
function windowAt(perSecond: number, viewers = 100, seconds = 5): number {
  const pace = new Pace();
  let nowMs = 0;
  for (; nowMs < seconds * 1_000; nowMs += 1_000 / perSecond) pace.count(nowMs);
  return pace.windowMs(nowMs - 1_000 / perSecond, viewers);
}

describe("Pace", () => {
  it.each([1, 2, 5, 8])("keeps nothing back at %i events a second", (rate) => {
    expect(windowAt(rate)).toBe(0);
  });

  it("gathers longer as the rate rises, and never more than 50 ms", () => {
    const windows = [15, 20, 30, 40, 60, 100, 400, 5_000].map((rate) => windowAt(rate));
    expect(windows).toEqual(windows.toSorted((a, b) => a - b));
    expect(windows[0]).toBeGreaterThan(0);
    expect(windows[0]).toBeLessThan(10);
    expect(windows.at(-1)).toBeGreaterThan(40);
    expect(windows.at(-1)).toBeLessThanOrEqual(50);
  });

  it("takes a large audience for a higher rate", () => {
    expect(windowAt(8, 10_000)).toBeGreaterThan(40);
  });

  it("lets a few at once pass, and notices a burst", () => {
    const pace = new Pace();
    for (let n = 0; n < 4; n += 1) pace.count(1_000);
    expect(pace.windowMs(1_000, 100)).toBe(0);
    for (let n = 0; n < 20; n += 1) pace.count(1_000);
    expect(pace.windowMs(1_000, 100)).toBeGreaterThan(30);
  });

  it("is quiet again within two seconds", () => {
    const pace = new Pace();
    for (let nowMs = 0; nowMs < 3_000; nowMs += 5) pace.count(nowMs);
    expect(pace.windowMs(3_000, 100)).toBeGreaterThan(40);
    expect(pace.windowMs(5_000, 100)).toBe(0);
  });
});
