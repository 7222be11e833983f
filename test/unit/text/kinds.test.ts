// Kinds: what runs together as one word, and where a word ends.
import { describe, expect, it } from "vitest";
import { isBoundary, isLatin, isWordKind, KIND } from "../../../src/text/kinds.ts";

describe("isBoundary", () => {
  it.each([
    ["Latin and digits", KIND.LATIN_LOWER, KIND.DIGIT],
    ["Latin and a twin of another alphabet", KIND.LATIN_LOWER, KIND.LETTER_FOREIGN],
    ["two letters of another alphabet", KIND.LETTER_FOREIGN, KIND.LETTER],
    ["letters drawn as signs", KIND.LETTER_SIGN, KIND.LETTER_SIGN],
    ["kana and its long mark", KIND.KATAKANA, KIND.PROLONGED],
  ])("sees none between %s", (_what, before, after) => {
    expect(isBoundary(before, after)).toBe(false);
  });

  it.each([
    ["a word and a flag behind it", KIND.LATIN_LOWER, KIND.LETTER_SIGN],
    ["hiragana and katakana", KIND.HIRAGANA, KIND.KATAKANA],
    ["an ideograph and Latin", KIND.HAN, KIND.LATIN_UPPER],
    ["a letter and a space", KIND.LATIN_LOWER, KIND.SPACE],
    ["a long mark and Latin", KIND.PROLONGED, KIND.LATIN_LOWER],
  ])("sees one between %s", (_what, before, after) => {
    expect(isBoundary(before, after)).toBe(true);
  });
});

describe("isLatin", () => {
  it("holds for what is read as a to z, not for letters that nobody mistakes", () => {
    const kinds = [KIND.LATIN_UPPER, KIND.LETTER_FOREIGN, KIND.LETTER_SIGN, KIND.LETTER];
    expect(kinds.map(isLatin)).toEqual([true, true, true, false]);
  });
});

describe("isWordKind", () => {
  it("holds for letters and digits, not for what stands between", () => {
    const kinds = [KIND.LETTER_FOREIGN, KIND.LETTER_SIGN, KIND.DIGIT, KIND.SPACE, KIND.EMOJI];
    expect(kinds.map(isWordKind)).toEqual([true, true, true, false, false]);
  });
});
