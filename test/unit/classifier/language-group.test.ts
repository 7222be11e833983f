// Language groups, told from scripts.
import { describe, expect, it } from "vitest";
import { languageGroup } from "../../../src/classifier/language-group.ts";

describe("languageGroup", () => {
  it.each([
    ["hello", null, "default"],
    ["🔥🔥 123", null, "default"],
    ["いくら？", null, "ja"],
    ["Mサイズの bag", null, "ja"],
    ["ﾊﾞｶ", null, "ja"],
    ["最高", "ja-JP", "ja"],
    ["最高", null, "zh"],
    ["얼마예요", null, "ko"],
    ["сколько", null, "other"],
  ])("of %j from %j is %s", (text, lang, group) => {
    expect(languageGroup(text, lang)).toBe(group);
  });
});
