// Folding: what is read as the same, what stays different, and the way back to the original.
import { describe, expect, it } from "vitest";
import { createFolded, runOf } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";

const folded = createFolded();

function viewOf(text: string): string {
  fold(text, folded);
  return String.fromCharCode(...folded.units.subarray(0, folded.length));
}

function squeezedOf(text: string): string {
  fold(text, folded);
  return String.fromCharCode(...folded.squeezed.units.subarray(0, folded.squeezed.length));
}

describe("fold", () => {
  it.each([
    ["case", "HeLLo", "hello"],
    ["full width", "ＬＩＮＥ＠１２３", "line@123"],
    ["half-width kana with split dakuten", "ｶﾞﾗﾌﾟ", "がらぷ"],
    ["combining dakuten", "か\u3099は\u309a", "がぱ"],
    ["spacing dakuten", "ラカ゛", "らが"],
    ["katakana", "ラインヴァ", "らいんゔぁ"],
    ["diacritics", "Café ñandú Ångström", "cafe nandu angstrom"],
    ["ligatures", "ß ﬁ ㍿", "ss fi 株式会社"],
    ["cyrillic look-alikes", "рауреr СОСК", "payper cock"],
    ["greek look-alikes", "ΑΒΕ", "abe"],
    ["mathematical letters", "𝓯𝓾𝓬𝓴 𝐅", "fuck f"],
    ["enclosed letters", "Ⓛⓘⓝⓔ 🅵🆄 🄰", "line fu a"],
    ["regional letters", "🇫🇺", "fu"],
    ["small capitals", "ʟɪɴᴇ", "line"],
    ["circled digits", "①②❸", "123"],
    ["zero-width and bidi controls", "f\u200bu\u202ec\u2066k\ufeff", "fuck"],
    ["variation selectors", "❤\ufe0f a\ufe0f", "❤ a"],
    ["combining floods", "h\u0300\u0301\u0302\u0303i\u20dd", "hi"],
    ["white space runs", " a \u3000\t b ", "a b"],
    ["mask characters", "死○ f●ck L＊", "死* f*ck l*"],
    ["decomposed hangul", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"],
    ["lone surrogates", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    ["private use", "a\ue000", "a\ufffd"],
  ])("reads %s", (_what, text, expected) => {
    expect(viewOf(text)).toBe(expected);
  });

  it("keeps different kana different", () => {
    expect(viewOf("は")).not.toBe(viewOf("ば"));
    expect(viewOf("こんにちは")).not.toBe(viewOf("はい"));
  });

  it("leads every folded unit back to its original characters", () => {
    const text = "x\u200bｶﾞ㍿😀é!";
    fold(text, folded);
    const origins = Array.from({ length: folded.length }, (_, i) =>
      text.slice(folded.starts[i], folded.ends[i]),
    );
    expect(origins).toEqual(["x", "ｶﾞ", "㍿", "㍿", "㍿", "㍿", "😀", "😀", "é", "!"]);
  });

  it("gives a letter the marks that hang on it", () => {
    fold("e\u0301\u0302x", folded);
    expect([folded.starts[0], folded.ends[0]]).toEqual([0, 3]);
  });

  it("outgrows its buffers without loss", () => {
    const text = "㍿".repeat(1_000);
    expect(viewOf(text)).toBe("株式会社".repeat(1_000));
  });
});

describe("the squeezed view", () => {
  it.each([
    ["spaces", "f u c k", "fuck"],
    ["signs", "f.u-c_k", "fuck"],
    ["repeats", "fuuuuck", "fuck"],
    ["leet", "5h1t @$$", "shitas"],
    ["long marks", "ラーイーン", "らいん"],
    ["small kana", "ラィン", "らいん"],
    ["emoji between letters", "死😀ね", "死ね"],
  ])("reads through %s", (_what, text, expected) => {
    expect(squeezedOf(text)).toBe(expected);
  });

  it("remembers how often a letter was written", () => {
    fold("noooo", folded);
    expect([runOf(folded, 0), runOf(folded, 1)]).toEqual([1, 4]);
  });

  it("tells letters inside a word, and none where a word may begin", () => {
    const innerOf = (text: string): string => {
      fold(text, folded);
      const { isInner, length } = folded.squeezed;
      return Array.from(isInner.subarray(0, length), (inner) => (inner === 0 ? "-" : "i")).join("");
    };
    expect(innerOf("you are")).toBe("-ii-ii");
    expect(innerOf("u r")).toBe("--");
    // One run of two letters, of which the second begins a word.
    expect(innerOf("you ugly")).toBe("-i-iii");
    // A letter drawn as a sign is no part of the word before it.
    expect(innerOf("xⓕⓤⓒⓚ")).toBe("-----");
    expect(innerOf("xｆｕｃｋ")).toBe("-iiii");
  });
});
