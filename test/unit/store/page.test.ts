// Limits and cursors of lists.
import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, pageLimit } from "../../../src/store/page.ts";

describe("pageLimit", () => {
  it.each([
    [undefined, 50],
    [Number.NaN, 50],
    [-1, 1],
    [0, 1],
    [1, 1],
    [199, 199],
    [200, 200],
    [201, 200],
    [2.9, 2],
  ])("makes %s to %s", (asked, limit) => {
    expect(pageLimit(asked)).toBe(limit);
  });
});

describe("decodeCursor", () => {
  it("gives back what encodeCursor took", () => {
    const key = { numbers: [-0.30000000000000004, 1_800_000_000_000], id: "k_\uD800词" };
    expect(decodeCursor("cases", 2, encodeCursor("cases", key))).toEqual(key);
  });

  it("is nothing without a cursor", () => {
    expect(decodeCursor("cases", 2, undefined)).toBeUndefined();
  });

  it.each(["", "%", "bnVsbA", "W10", "WyJjYXNlcyJd", "WyJjYXNlcyIsMSwyLDNd"])(
    "refuses %j",
    (cursor) => {
      expect(() => decodeCursor("cases", 2, cursor)).toThrow(/cursor/);
    },
  );
});
