// Thresholds by script.
import { describe, expect, it } from "vitest";
import { languageGroup } from "../../../src/review/language-group.ts";

describe("languageGroup", () => {
  it.each([
    ["hello", null, "default"],
    ["¿cuánto cuesta?", null, "default"],
    ["12345 !!!", null, "default"],
    ["", null, "default"],
    ["これいくら", null, "ja"],
    ["iPhone買いたいです", null, "ja"],
    ["ｶﾜｲｲ", null, "ja"],
    ["送料無料", "ja", "ja"],
    ["送料無料", "ja-JP", "ja"],
    ["包邮吗", null, "zh"],
    ["包邮吗", "en", "zh"],
    ["얼마예요", null, "ko"],
    ["Сколько стоит", null, "other"],
    ["ราคาเท่าไหร่", "ja", "other"],
  ])("%s (%s): %s", (text, lang, group) => {
    expect(languageGroup(text, lang)).toBe(group);
  });
});
