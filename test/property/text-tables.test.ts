// What holds for every one of the 1,114,112 code points, and for texts made of them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldCodePoint, kindOfCodePoint } from "../../src/text/fold-table.ts";
import { createFolded } from "../../src/text/folded.ts";
import { fold } from "../../src/text/folder.ts";
import { KIND, KIND_COUNT } from "../../src/text/kinds.ts";

const LAST_CODE_POINT = 0x10ffff;
const folded = createFolded();

function viewOf(text: string): string {
  fold(text, folded);
  return String.fromCharCode(...folded.units.subarray(0, folded.length));
}

function read(text: string): string {
  let out = "";
  for (const character of text) out += foldCodePoint(character.codePointAt(0) ?? 0);
  return out;
}

/** Code points that break a rule, as U+..., at most ten. */
function breaking(rule: (codePoint: number, character: string) => boolean): readonly string[] {
  const broken: string[] = [];
  for (let codePoint = 0; codePoint <= LAST_CODE_POINT && broken.length < 10; codePoint++) {
    if (rule(codePoint, String.fromCodePoint(codePoint))) continue;
    broken.push(`U+${codePoint.toString(16)}`);
  }
  return broken;
}

describe("the folding table", () => {
  it("has an answer for every code point: at most 18 letters, and a kind", () => {
    const isAnswered = (codePoint: number): boolean =>
      foldCodePoint(codePoint).length <= 18 && kindOfCodePoint(codePoint) < KIND_COUNT;
    expect(breaking(isAnswered)).toEqual([]);
  });

  it("folds what is folded to itself", () => {
    const isStable = (codePoint: number): boolean => {
      const once = foldCodePoint(codePoint);
      return read(once) === once;
    };
    expect(breaking(isStable)).toEqual([]);
  });

  it("reads composed and decomposed forms of a code point as the same", () => {
    const isAlike = (_codePoint: number, character: string): boolean => {
      const parts = character.normalize("NFD");
      return parts === character || viewOf(parts) === viewOf(character.normalize("NFC"));
    };
    expect(breaking(isAlike)).toEqual([]);
  });

  it("reads no letter of the East as a Latin one", () => {
    const eastern =
      /^(?=\p{L})[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]$/u;
    const isKept = (codePoint: number, character: string): boolean =>
      !eastern.test(character) || !/[a-z]/.test(foldCodePoint(codePoint));
    expect(breaking(isKept)).toEqual([]);
  });

  it("keeps two different kana different", () => {
    const known = new Map<string, string>();
    const isOwn = (codePoint: number, character: string): boolean => {
      if (!/^(?=\p{L})[\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(character)) return true;
      const composed = character
        .normalize("NFKC")
        .replace(/[ァ-ヶヽヾ]/gu, (katakana) => String.fromCharCode(katakana.charCodeAt(0) - 0x60));
      const same = known.get(foldCodePoint(codePoint)) ?? composed;
      known.set(foldCodePoint(codePoint), composed);
      return same === composed;
    };
    expect(breaking(isOwn)).toEqual([]);
  });

  it("calls nothing a twin of a Latin letter that does not become one", () => {
    const isTwin = (codePoint: number): boolean =>
      kindOfCodePoint(codePoint) !== KIND.LETTER_FOREIGN ||
      /^[a-z]$/.test(foldCodePoint(codePoint));
    expect(breaking(isTwin)).toEqual([]);
  });

  it("reads capitals as their small letters, but for Greek and Cyrillic ones of another shape", () => {
    const isSame = (codePoint: number, character: string): boolean =>
      !/^\p{Script=Latin}$/u.test(character) ||
      foldCodePoint(codePoint) === read(character.toLowerCase());
    expect(breaking(isSame)).toEqual([]);
  });
});

describe("fold", () => {
  it("reads composed and decomposed forms of a text as the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        expect(viewOf(text.normalize("NFD"))).toBe(viewOf(text.normalize("NFC")));
      }),
    );
  });
});
