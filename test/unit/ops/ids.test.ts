// The specification of ids: sortable by time, unique, safe in URLs.
import { describe, expect, it } from "vitest";
import { makeId } from "../../../src/ops/ids.ts";

describe("makeId", () => {
  it("sorts by time", () => {
    const ids = [1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000].map((at) =>
      makeId("m", at),
    );
    expect(ids.toSorted()).toEqual(ids);
  });

  it("does not repeat within a millisecond, and is 20 plain characters after its prefix", () => {
    const ids = Array.from({ length: 5_000 }, () => makeId("m", 1_700_000_000_000));
    expect(new Set(ids).size).toBe(5_000);
    expect(ids.every((id) => /^m_[0-9a-z]{20}$/.test(id))).toBe(true);
  });
});
