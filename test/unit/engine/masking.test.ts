// What a masked message looks like: one asterisk for each character that a person sees.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskText } from "../../../src/engine/masking.ts";

describe("maskText", () => {
  it.each([
    ["a word", "what the fuck", [9, 13], "what the ****"],
    ["white space inside", "f u　c k!", [0, 7], "* *　* *!"],
    ["kana with split dakuten", "xｶﾞy", [1, 3], "x*y"],
    ["a letter and the marks on it", "ae\u0301\u0302b", [1, 2], "a*b"],
    ["an emoji of several parts", "a👨‍👩‍👧b", [1, 9], "a*b"],
    ["an emoji that a span cuts", "a👨‍👩‍👧b", [4, 5], "a*b"],
    ["skin tones", "👍🏽!", [0, 2], "*!"],
    ["flags, two signs each", "🇯🇵🇫🇷", [0, 8], "**"],
    ["the second of two flags", "🇯🇵🇫🇷", [4, 8], "🇯🇵*"],
    ["a keycap", "1\ufe0f\u20e3 2", [0, 1], "* 2"],
    ["nothing", "abc", [3, 3], "abc"],
  ])("masks %s", (_what, text, [start = 0, end = 0], expected) => {
    expect(maskText(text, [[start, end]])).toBe(expected);
  });

  it("keeps what stands between two spans", () => {
    const spans = [
      [0, 2],
      [3, 5],
    ] as const;
    expect(maskText("ab cd ef", spans)).toBe("** ** ef");
  });

  it("sees the same characters as the platform in what chats write", () => {
    const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
    const part = fc.constantFrom(
      "a",
      "死",
      "が",
      "か\u3099",
      "👍🏽",
      "👨‍👩‍👧",
      "🇯🇵",
      "é",
      "e\u0301",
      "한",
      "❤\ufe0f",
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join("x");
        const seen = [...graphemes.segment(text)].length;
        expect(maskText(text, [[0, text.length]])).toBe("*".repeat(seen));
      }),
    );
  });
});
