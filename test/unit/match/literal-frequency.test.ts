// Which of two words a pattern should wait for: the one that fewer messages hold.
import { describe, expect, it } from "vitest";
import { frequencyOf, sightsOf } from "../../../src/match/literal-frequency.ts";

const word = (text: string) => [{ text, isFirst: true, isLast: true }];
const part = (text: string) => [{ text, isFirst: false, isLast: false }];

describe("frequencyOf", () => {
  it.each([
    ["walnut", "you"],
    ["walnut", "video"],
    ["video", "you"],
    ["tell you", "you"],
    ["振込", "です"],
    ["です", "い"],
    ["카톡", "하"],
  ])("%s is rarer than %s", (rare, often) => {
    expect(frequencyOf(word(rare))).toBeLessThan(frequencyOf(word(often)));
  });

  it("a word that may be part of a longer one is more frequent", () => {
    expect(frequencyOf(word("est"))).toBeLessThan(frequencyOf(part("est")));
  });

  it("is a share: the sum of many stays below 1", () => {
    expect(frequencyOf(Array.from({ length: 40 }, () => word("the")).flat())).toBe(1);
  });
});

describe("sightsOf", () => {
  it("counts what the squeezed view takes for it: www is any w, 千 is ち", () => {
    expect(sightsOf(part("www"))).toBe(sightsOf(part("w")));
    expect(sightsOf(part("千"))).toBe(sightsOf(part("ち")));
  });
});
