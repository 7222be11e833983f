// What a pattern waits for is in every text that it matches, and stands there as the wait asks.
import { describe, expect, it } from "vitest";
import { foldRegex } from "../../../src/match/regex-fold.ts";
import { requiredLiterals } from "../../../src/match/regex-literals.ts";
import type { Branch } from "../../../src/match/regex-literals.ts";
import { readRegex } from "../../../src/match/regex-syntax.ts";

function branchesOf(pattern: string, patterns = 1): readonly Branch[] {
  const tree = readRegex(pattern);
  return (tree && requiredLiterals(foldRegex(tree), patterns)) ?? [];
}

function literalsOf(pattern: string): readonly (readonly [string, boolean, boolean])[] {
  const [{ first } = { first: [] }] = branchesOf(pattern);
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

  it("of sentences are told by sentence: one of two words of one where many patterns wait", () => {
    const source = String.raw`\b(?:watch|stop)\b.{1,9}\binsta\b|\b(?:buy|get)\b.{1,9}\bviewers\b`;
    const texts = branchesOf(source, 2_000).map(({ first, second }) =>
      [first, second].map((set) => set.map(({ text }) => text).join(" ")),
    );
    expect(new Set(texts)).toEqual(
      new Set([
        ["insta", "watch stop"],
        ["viewers", "buy get"],
      ]),
    );
  });

  it("of options that need one word each are one branch", () => {
    expect(branchesOf("zelle[0-9]|venmo[0-9]")).toHaveLength(1);
  });

  it("leave out a second word that every other message has", () => {
    const [branch] = branchesOf(String.raw`\byou\b.{1,9}\bwalnut\b`);
    expect(branch?.first.map(({ text }) => text)).toEqual(["walnut"]);
    expect(branch?.second).toEqual([]);
  });

  it("are no longer than it takes to tell", () => {
    const [literal] = literalsOf(`x[0-9]${"buy now ".repeat(40)}`);
    const text = literal?.[0];
    expect(text).toBe("buy now ".repeat(10).trimEnd());
  });
});
