// Hints for misspelt keys.
import { describe, expect, it } from "vitest";
import { nearest } from "../../../src/policy/nearest.ts";

const KNOWN = ["languages", "lists", "links", "limits", "ladder"];

describe("nearest", () => {
  it.each([
    ["list", "lists"],
    ["lmits", "limits"],
    ["langs", "languages"],
    ["LADER", "ladder"],
    ["colour", undefined],
    ["x".repeat(10_000), undefined],
    ["", undefined],
  ])("of %s is %s", (word, expected) => {
    expect(nearest(word, KNOWN)).toBe(expected);
  });
});
