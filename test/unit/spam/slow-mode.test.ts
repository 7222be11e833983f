// Slow mode: a user's wait in a room.
import { describe, expect, it } from "vitest";
import { SlowMode } from "../../../src/spam/slow-mode.ts";

describe("SlowMode.wait", () => {
  it("counts from the user's last message in that room", () => {
    const slow = new SlowMode();
    slow.remember(1, 7, 10_000);
    expect(slow.wait(1, 7, 15_000, 10_000)).toBe(5_000);
    expect(slow.wait(1, 7, 19_999, 10_000)).toBe(1);
    expect(slow.wait(1, 7, 20_000, 10_000)).toBe(0);
  });

  it("holds nothing against others or elsewhere", () => {
    const slow = new SlowMode();
    slow.remember(1, 7, 10_000);
    expect(slow.wait(1, 8, 10_001, 10_000)).toBe(0);
    expect(slow.wait(2, 7, 10_001, 10_000)).toBe(0);
  });

  it("waits on through a small step back, not through a clock that was set", () => {
    const slow = new SlowMode();
    slow.remember(1, 7, 10_000);
    expect(slow.wait(1, 7, 9_900, 1_000)).toBe(1_100);
    expect(slow.wait(1, 7, 1_000, 1_000)).toBe(0);
  });
});
