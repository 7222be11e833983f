// Which writings of a term are found, and which words that look like it are not.
import { describe, expect, it } from "vitest";
import { buildKeywordIndex, FLAG } from "../../../src/match/keyword-index.ts";
import { KeywordSearch } from "../../../src/match/keywords.ts";
import type { KeywordTerm } from "../../../src/match/term-forms.ts";
import { createFolded } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";

function term(text: string, options: Partial<KeywordTerm> = {}): KeywordTerm {
  return { text, match: "substring", masked: false, except: [], ...options };
}

const folded = createFolded();

/** What is found, as written, without repeats. */
function found(terms: readonly KeywordTerm[], text: string): string[] {
  const search = new KeywordSearch(buildKeywordIndex(terms, []));
  fold(text, folded);
  const finds = search.search(folded);
  const texts = new Set<string>();
  for (let i = 0; i < finds.count; i++) texts.add(text.slice(finds.starts[i], finds.ends[i]));
  return [...texts];
}

describe("KeywordSearch", () => {
  it("finds a word of letters drawn as signs behind a letter that is written", () => {
    expect(found([term("fuck", { match: "word" })], "xⓕⓤⓒⓚ")).toEqual(["ⓕⓤⓒⓚ"]);
  });

  it.each([
    ["fuck", "what the fuck", "fuck"],
    ["fuck", "ｆｕｃｋ you", "ｆｕｃｋ"],
    ["fuck", "f u c k you", "f u c k"],
    ["fuck", "fu ck you", "fu ck"],
    ["fuck", "f.u.c.k", "f.u.c.k"],
    ["fuck", "fuuuuck", "fuuuuck"],
    ["fuck", "f\u200bu\u200bck", "f\u200bu\u200bck"],
    ["shit", "bull5h1t", "5h1t"],
    ["slut", "s1ut", "s1ut"],
    ["kill yourself", "k i l l yourself", "k i l l yourself"],
    ["死ね", "ﾀﾋね 死　ね", "死　ね"],
    ["タヒね", "ﾀﾋね", "ﾀﾋね"],
    ["死ね", "死\u200bね", "死\u200bね"],
    ["死ね", "死😀ね", "死😀ね"],
    ["ライン", "ら い ん", "ら い ん"],
    ["ライン", "ラーイン", "ラーイン"],
    ["ライン", "ﾗｲﾝ", "ﾗｲﾝ"],
    ["LINE", "LI*NE", "LI*NE"],
    ["56す", "お前を5 6 す", "5 6 す"],
    ["エロ", "それは工口い", "工口"],
    ["ugly loser", "you ugly l0ser right", "ugly l0ser"],
    ["montre tes seins", "montre tes s3ins", "montre tes s3ins"],
    ["viens sur telegram", "viens sur T e l e g r a m", "viens sur T e l e g r a m"],
    ["kill yourself", "kill yourse1f", "kill yourse1f"],
    ["➕v", "加➕v哦", "➕v"],
    ["don't want to be alive", "i don’t want to be alive", "don’t want to be alive"],
    ["カス", "この力スが", "力ス"],
    ["kill", "we kiII you", "kiII"],
    ["死ね", "死ねねねね", "死ねねねね"],
    ["死ね", "%E6%AD%BB&#12397;", "%E6%AD%BB&#12397;"],
    ["(╯", "(╯°□°", "(╯"],
  ])("finds %s in %s", (text, message, written) => {
    expect(found([term(text)], message)).toEqual([written]);
  });

  it.each([
    ["shit", "this hit the spot"],
    ["anus", "an us tour"],
    ["nigger", "niger and nigeria"],
    ["ass", "as safe as possible"],
    ["エロ", "人工口座を開く"],
    ["carai", "cara!"],
    ["lpm", "at 1pm"],
    ["se mata", "semata-mata"],
    ["➕v", "version v"],
    ["かす", "力すごいね"],
    ["暴力", "暴か"],
    ["cocok", "он жду сосок"],
    ["ass", "455 yen"],
    ["ばか", "さば から揚げ"],
    ["fuck", "if u can, kick"],
  ])("does not find %s in %s", (text, message) => {
    expect(found([term(text)], message)).toEqual([]);
  });

  describe("of a word", () => {
    it.each([
      ["ass", "my ass!", "ass"],
      ["ass", "a55", "a55"],
      ["バカ", "バカだ", "バカ"],
      ["バカ", "お前ばかだね", "ばか"],
      ["カス", "あいつカスだ", "カス"],
      ["시발", "시발놈아", "시발"],
    ])("finds %s in %s", (text, message, written) => {
      expect(found([term(text, { match: "word" })], message)).toEqual([written]);
    });

    it.each([
      ["ass", "class asset"],
      ["バカ", "バカンス"],
      ["カス", "カスタム"],
    ])("does not find %s in %s", (text, message) => {
      expect(found([term(text, { match: "word" })], message)).toEqual([]);
    });
  });

  describe("of a masked term", () => {
    it.each([
      ["fuck", "f*ck", "f*ck"],
      ["fuck", "f**k", "f**k"],
      ["死ね", "死○", "死○"],
      ["死ね", "○ね", "○ね"],
      ["殺すぞ", "殺＊ぞ", "殺＊ぞ"],
    ])("finds %s in %s", (text, message, written) => {
      expect(found([term(text, { masked: true })], message)).toEqual([written]);
    });

    it.each([
      ["死ね", "最高★ねえ"],
      ["fuck", "f***"],
      ["ass", "*ss"],
    ])("does not find %s in %s", (text, message) => {
      expect(found([term(text, { masked: true })], message)).toEqual([]);
    });

    it("is not found masked when the option is off", () => {
      expect(found([term("死ね")], "死○")).toEqual([]);
    });
  });

  describe("with exceptions", () => {
    const death = term("死", { except: ["必死", "死角"] });

    it("frees the span that the exception covers", () => {
      expect(found([death], "必死に探す")).toEqual([]);
    });

    it("frees nothing beside it", () => {
      expect(found([death, term("死ね")], "必死だ、死ね")).toEqual(["死", "死ね"]);
    });

    it("frees through another width", () => {
      expect(found([term("shit", { except: ["shitake"] })], "ｓｈｉｔａｋｅ")).toEqual([]);
    });

    it("frees as it is written when only the number of its letters tells it apart", () => {
      const mother = term("真他妈", { except: ["真他妈妈"] });
      expect(found([mother], "真他妈贵")).toEqual(["真他妈"]);
      expect(found([mother], "真他妈妈来了")).toEqual([]);
    });

    it("frees no other term", () => {
      expect(found([death, term("必")], "必死")).toEqual(["必"]);
    });
  });

  it("reports patterns whose literal stands free", () => {
    const literal = { text: "line", target: 2, flags: FLAG.LITERAL_FIRST };
    const branches = { pairs: Uint8Array.of(0, 0), patterns: Int32Array.of(3, 7) };
    const search = new KeywordSearch(buildKeywordIndex([], [literal], branches));
    fold("online", folded);
    expect(search.search(folded).patterns).toEqual([]);
    fold("my LINE is", folded);
    expect(search.search(folded).patterns).toEqual([7]);
  });

  it("reports a pattern of two sets of literals when one of each is there", () => {
    const literals = ["add", "hit"].map((text) => ({ text, target: 0 }));
    const apps = ["line", "kakao"].map((text) => ({ text, kind: 2 as const, target: 1 }));
    const index = buildKeywordIndex([], [...literals, ...apps], {
      pairs: Uint8Array.of(1),
      patterns: Int32Array.of(0),
    });
    const search = new KeywordSearch(index);
    for (const [text, patterns] of [
      ["add it", []],
      ["my line", []],
      ["line, hit me, add kakao", [0]],
    ] as const) {
      fold(text, folded);
      expect(search.search(folded).patterns).toEqual(patterns);
    }
  });

  it.each([
    ["www", "go to www", true, false],
    ["www", "what a win w", false, false],
    ["www", "w.w.w", false, true],
    ["app", "an ap", false, false],
    ["app", "my ap app", true, false],
    ["app", "the a.pp", false, true],
    ["app", "appppp", true, false],
    ["call", "call me", true, false],
    ["call", "c@ll me", false, true],
    ["call", "calll me", true, false],
    ["call", "caall me", false, true],
    ["call", "cal me", false, false],
    ["いい", "いやだ", false, false],
    ["いい", "い い", false, true],
    ["3.5s", "yes", false, false],
  ])("waits for %s: %s has it %s, in disguise %s", (text, message, isThere, isSplit) => {
    const branches = { pairs: Uint8Array.of(0), patterns: Int32Array.of(0) };
    const search = new KeywordSearch(buildKeywordIndex([], [{ text, target: 0 }], branches));
    fold(message, folded);
    const finds = search.search(folded);
    expect([finds.patterns.length === 1, finds.isSplit]).toEqual([isThere, isSplit]);
  });

  it("has places for a literal of very many letters", () => {
    const text = "thequickbrownfoxjumpsoverthelazydogandthenitgoeshomeagaintosleepalone";
    const literal = { text, target: 0, flags: FLAG.LITERAL_FIRST | FLAG.LITERAL_LAST };
    const branches = { pairs: Uint8Array.of(0), patterns: Int32Array.of(0) };
    const search = new KeywordSearch(buildKeywordIndex([], [literal], branches));
    fold(`so ${text}, he said`, folded);
    expect(search.search(folded).patterns).toEqual([0]);
    fold(`so${text}`, folded);
    expect(search.search(folded).patterns).toEqual([]);
  });
});
