// Marks and sketches: what is the same, what is alike, what is a cheer.
import { describe, expect, it } from "vitest";
import { hasSketch, isCheer, similarity, varietyOf } from "../../../src/spam/sketch.ts";
import { sketchOf } from "../../support/spam.ts";

function markOf(text: string, room = 0): number {
  return sketchOf(text, room).mark;
}

describe("the mark", () => {
  it.each([
    ["こんいちわ", "はい"],
    ["100", "200"],
    ["は", "ば"],
    ["😀", "😁"],
    ["", "a"],
  ])("tells %s from %s", (a, b) => {
    expect(markOf(a)).not.toBe(markOf(b));
  });

  it("sees through width, case and spaces", () => {
    expect(markOf("Ｂｕｙ  ＮＯＷ")).toBe(markOf("buynow"));
  });

  it("differs from room to room", () => {
    expect(markOf("hi", 1)).not.toBe(markOf("hi", 2));
  });
});

function alike(a: string, b: string): number {
  return similarity(sketchOf(a).words, 0, sketchOf(b).words, 0);
}

describe("similarity", () => {
  it.each([
    ["Best replica bags, 70% off today only!!", "BEST  replica bags 30% off — today only 🔥"],
    ["プロフのリンクから限定セール会場に来てね", "プロフのリンクから限定セール会場に来てねーー！"],
  ])("is 1 for %s and %s: signs, emoji, digits and stretching do not count", (a, b) => {
    expect(alike(a, b)).toBe(1);
  });

  it("falls with every word that differs", () => {
    const text = "my friend sells the same bag for half the price in another live";
    const little = alike(text, "my friend sells the same bag for half the price in her own live");
    const more = alike(text, "my sister sells a similar bag for half the money in her own live");
    expect(little).toBeGreaterThan(0.6);
    expect(more).toBeLessThan(little);
  });

  it("is near 0 for texts that share a subject only", () => {
    expect(
      alike("how much is shipping to Ohio for this bag?", "does it come in a larger size?"),
    ).toBe(0);
  });

  it("is 0 where there is nothing to compare", () => {
    expect(alike("", "😀")).toBe(0);
  });
});

describe("hasSketch", () => {
  it.each(["hello everyone", "この商品はいつ届きますか"])("%s is long enough", (text) => {
    expect(hasSketch(sketchOf(text))).toBe(true);
  });

  it.each(["買います！！！", "hello there", "w".repeat(100), "😀😀😀😀😀😀😀😀😀😀😀😀"])(
    "%s is not",
    (text) => {
      expect(hasSketch(sketchOf(text))).toBe(false);
    },
  );
});

function varietyOfText(text: string): number {
  return varietyOf(sketchOf(text));
}

function isCheerText(text: string): boolean {
  return isCheer(sketchOf(text), varietyOfText(text));
}

describe("varietyOf", () => {
  it("does not grow with repetition", () => {
    expect(varietyOfText("安い".repeat(50))).toBe(varietyOfText("安い安い安い"));
  });

  it("counts a piece of a script without spaces twice", () => {
    expect(varietyOfText("あいうえおかきくけこ")).toBe(varietyOfText("abcdefghij") * 2);
  });
});

describe("isCheer", () => {
  it.each([
    "買います!",
    "me!",
    "sold",
    "888",
    "88888888",
    "wwwww",
    "草草草",
    "👏👏👏",
    "かわいい",
    "hahahaha",
    "1500",
    "安い安い安い安い",
  ])("%s is one", (text) => {
    expect(isCheerText(text)).toBe(true);
  });

  it.each(["buy it!", "hello", "サイズはいくつですか", "follow my page"])("%s is none", (text) => {
    expect(isCheerText(text)).toBe(false);
  });
});
