// Classes and escapes are the sets of code points that RE2 means by them.
import { describe, expect, it } from "vitest";
import { classSet, complement, escapeSet, letterSet } from "../../../src/match/point-set.ts";
import type { PointSet } from "../../../src/match/point-set.ts";

function has(set: PointSet | undefined, character: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  const at = (set ?? []).findLastIndex((edge, i) => i % 2 === 0 && edge <= point);
  return at >= 0 && point <= (set?.[at + 1] ?? -1);
}

describe("classSet", () => {
  it.each([
    ["[a-c]", "bB", "dD"],
    ["[^a-c]", "d漢", "bB"],
    ["[あ-ん]", "か", "カ"],
    [String.raw`[\d\-x]`, "5-X", "a"],
    [String.raw`[^\s\W]`, "a_9", " -あ"],
    [String.raw`[\p{Han}々]`, "漢々", "か"],
    [String.raw`[\x{1F600}-\x{1F64F}]`, "😀", "🎁"],
    ["[]a]", "]a", "b"],
    ["[а-я]", "яЯ", "a"],
  ])("%s has each of %s and none of %s", (source, inside, outside) => {
    const set = classSet(source);
    expect(Array.from(inside).filter((one) => !has(set, one))).toEqual([]);
    expect(Array.from(outside).filter((one) => has(set, one))).toEqual([]);
  });

  it.each(["[[:alpha:]]", String.raw`[\Q]`])("leaves %s to the regex engine", (source) => {
    expect(classSet(source)).toBeUndefined();
  });
});

describe("escapeSet", () => {
  it.each(["Han", "P", "Hangul", "Cf", "Mn"])("knows the points of %s", (name) => {
    const set = escapeSet(String.raw`\p{${name}}`) ?? [];
    const isScript = name.length > 2;
    const expected = new RegExp(`^\\p{${isScript ? `Script=${name}` : name}}$`, "u");
    const wrong: number[] = [];
    for (let point = 0; point <= 0x10ffff; point += 7) {
      const isSurrogate = point >= 0xd800 && point <= 0xdfff;
      const character = String.fromCodePoint(point);
      if (!isSurrogate && has(set, character) !== expected.test(character)) wrong.push(point);
    }
    expect(wrong).toEqual([]);
  });

  it("takes the rest for a negation", () => {
    expect(escapeSet(String.raw`\P{Han}`)).toEqual(
      complement(escapeSet(String.raw`\p{Han}`) ?? []),
    );
    expect(escapeSet(String.raw`\p{^Han}`)).toEqual(escapeSet(String.raw`\P{Han}`));
  });
});

describe("letterSet", () => {
  it("has both cases, and the signs that fold to an ASCII letter", () => {
    expect(["k", "K", "\u212a"].filter((one) => !has(letterSet("k"), one))).toEqual([]);
    expect(letterSet("死")).toEqual([0x6b7b, 0x6b7b]);
  });
});
