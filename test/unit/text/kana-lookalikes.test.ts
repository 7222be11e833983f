// Which characters pass for a kana, and which for a Latin letter, in the views made for that.
import { describe, expect, it } from "vitest";
import { foldCodePoint } from "../../../src/text/fold-table.ts";
import { KANA_LOOKALIKES } from "../../../src/text/kana-lookalikes.ts";

function readIn(table: Uint16Array, text: string): string {
  return Array.from(text, (character) => {
    const unit = table[character.charCodeAt(0)] ?? 0;
    return unit === 0 ? foldCodePoint(character.codePointAt(0) ?? 0) : String.fromCharCode(unit);
  }).join("");
}

describe("KANA_LOOKALIKES", () => {
  it.each([
    ["ideographs", "工口", "エロ"],
    ["an ideograph in a katakana word", "テレ力", "テレカ"],
    ["strokes and signs", "乂一ル", "メール"],
    ["bopomofo", "ㄋㄎ", "ろち"],
    ["a bracket", "＜そ", "くそ"],
    ["ソ for ン", "ウソコ", "ウンコ"],
    ["the other way round: kana in a word of ideographs", "ロ座", "口座"],
  ])("reads %s", (_what, written, meant) => {
    expect(readIn(KANA_LOOKALIKES, written)).toBe(readIn(KANA_LOOKALIKES, meant));
  });

  it("leaves シ and ツ apart, for both make words", () => {
    expect(readIn(KANA_LOOKALIKES, "ツネ")).not.toBe(readIn(KANA_LOOKALIKES, "シネ"));
  });

  it("leads to folded kana only", () => {
    const kana = new Set(KANA_LOOKALIKES.filter((unit) => unit !== 0));
    expect([...kana].filter((unit) => foldCodePoint(unit) !== String.fromCharCode(unit))).toEqual(
      [],
    );
  });
});
