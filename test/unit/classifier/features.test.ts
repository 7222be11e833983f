// Features are bound to the committed model: they must not change under it.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createFeatures, MAX_CODE_POINTS } from "../../../src/classifier/features.ts";

function featuresOf(text: string): [bucket: number, count: number][] {
  const features = createFeatures(18);
  features.extract(text);
  return Array.from({ length: features.size }, (_, i) => [
    features.buckets[i] ?? -1,
    features.counts[i] ?? 0,
  ]);
}

function fingerprint(text: string): string {
  return createHash("sha256")
    .update(JSON.stringify(featuresOf(text)))
    .digest("hex")
    .slice(0, 16);
}

describe("createFeatures", () => {
  it.each([
    ["hello world", "cc28c48b627af134"],
    ["このゴミめ、消えろ", "e03ef9d1e44f5161"],
    ["Ｈｅｌｌｏ 🔥🔥🔥🔥🔥 ﾊﾞｶ 12,800円", "02d921f3fea45035"],
  ])("finds the same features in %j as when the model was trained", (text, golden) => {
    expect(fingerprint(text)).toBe(golden);
  });

  it("takes every n-gram of one to four characters within a word and its borders", () => {
    // " ab ": a, b, " a", "ab", "b ", " ab", "ab ", " ab "
    expect(featuresOf("ab")).toHaveLength(8);
  });

  it("does not join words", () => {
    const both = featuresOf("ab cd").map(([bucket]) => bucket);
    const alone = [...featuresOf("ab"), ...featuresOf("cd")].map(([bucket]) => bucket);
    expect(new Set(both)).toEqual(new Set(alone));
  });

  it("counts what occurs twice", () => {
    expect(featuresOf("ab ab").every(([, count]) => count === 2)).toBe(true);
  });

  it.each([
    ["width and case", "ＡＢｃ", "abc"],
    ["half-width katakana, katakana and hiragana", "ﾊﾞｶ", "ばか"],
    ["digits", "8,900", "1,234"],
    ["runs of more than three", "wwwwwwww", "www"],
    ["space of any kind and length", "a \t\u3000 b", "a b"],
    ["signs that are not seen", "a\u200bb\u00adc", "abc"],
  ])("does not tell apart %s", (_, one, other) => {
    expect(featuresOf(one)).toEqual(featuresOf(other));
  });

  it("tells a run of three from a run of two", () => {
    expect(featuresOf("www")).not.toEqual(featuresOf("ww"));
  });

  it("starts anew at every text", () => {
    const features = createFeatures(18);
    features.extract("a long text that was here before");
    features.extract("ab");
    expect(features.size).toBe(8);
    expect([...features.counts.subarray(0, 8)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("looks no further than its limit", () => {
    const letters = Array.from({ length: MAX_CODE_POINTS + 1 }, (_, i) =>
      String.fromCodePoint(0x4e00 + i),
    );
    const atLimit = featuresOf(letters.slice(0, MAX_CODE_POINTS).join(""));
    expect(featuresOf(letters.slice(0, MAX_CODE_POINTS - 1).join(""))).not.toEqual(atLimit);
    expect(featuresOf(letters.join(""))).toEqual(atLimit);
  });

  it("finds nothing in a text without signs", () => {
    expect(featuresOf(" \u200b ")).toEqual([]);
  });
});
