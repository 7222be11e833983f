// The open loop: what is due is sent, and stamped with when it was due, however slow the sender is.
import { describe, expect, it } from "vitest";
import { pace } from "../../../../bench/load/pacer.ts";

describe("pace", () => {
  it("stamps an even rate on messages that a stalled sender sends late", async () => {
    const dues: number[] = [];
    await pace({ perSecond: 1_000, count: 20 }, (index, dueUs) => {
      if (index === 3) {
        const until = performance.now() + 10;
        while (performance.now() < until);
      }
      dues.push(dueUs);
    });
    const gaps = dues.slice(1).map((due, index) => Math.round(due - (dues[index] ?? 0)));
    expect(gaps).toEqual(Array.from({ length: 19 }, () => 1_000));
  });
});
