// The crowd repeats itself too rarely for a limit on duplicates to see it.
import { describe, expect, it } from "vitest";
import { sentence } from "../../../../bench/load/texts.ts";

describe("sentence", () => {
  it("says nothing twice within 12,000 messages", () => {
    const said = new Set(Array.from({ length: 12_000 }, (_, number) => sentence(number)));
    expect(said.size).toBe(12_000);
  });
});
