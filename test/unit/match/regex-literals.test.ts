// What a pattern waits for is in every text that it matches, and stands there as the wait asks.
import { describe, expect, it } from "vitest";
import { foldRegex } from "../../../src/match/regex-fold.ts";
import { requiredLiterals } from "../../../src/match/regex-literals.ts";
import { readRegex } from "../../../src/match/regex-syntax.ts";

function literalsOf(pattern: string): readonly (readonly [string, boolean, boolean])[] {
  const tree = readRegex(pattern);
  const { first = [] } = (tree && requiredLiterals(foldRegex(tree))) ?? {};
  return first.map(({ text, isFirst, isLast }) => [text, isFirst, isLast]);
}

describe("requiredLiterals", () => {
  it.each([
    ["\\bsignal\\b", [["signal", true, true]]],
    ["\\w+ signal\\w+", [["signal", true, false]]],
    ["\\w+signal \\w+", [["signal", false, true]]],
    ["\\w+ signal \\w+", [["signal", true, true]]],
    ["\\w+signal\\w+", [["signal", false, false]]],
  ])("of %s have an end where a word ends", (pattern, literals) => {
    expect(literalsOf(pattern)).toEqual(literals);
  });

  it("of options are one of each", () => {
    expect(literalsOf("(?:venmo|zelle) me").map(([text]) => text)).toEqual([
      "venmo me",
      "zelle me",
    ]);
  });
});
