// The folding table, letter by letter: which look-alikes are read as Latin, and which stay.
import { describe, expect, it } from "vitest";
import { foldCodePoint, kindOfCodePoint } from "../../../src/text/fold-table.ts";
import { KIND } from "../../../src/text/kinds.ts";

function read(text: string): string {
  return Array.from(text, (character) => foldCodePoint(character.codePointAt(0) ?? 0)).join("");
}

function kindOf(character: string): number {
  return kindOfCodePoint(character.codePointAt(0) ?? 0);
}

describe("foldCodePoint", () => {
  it.each([
    ["Cyrillic", "АВЕКМНОРСТУХ авекмнорстух ѕіјһԁԛԝ", "abekmhopctyx abekmhopctyx sijhdqw"],
    ["Cyrillic letters that only pass for Latin in Latin words", "ИЯЦШЗЭ ияцшзэ", "nruwee nruwee"],
    ["Cyrillic with marks", "йёїқғ", "neikr"],
    ["Greek", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ αβεικνορτυχ ΛΔΣ", "abezhikmnoptyx abeikvoptux aae"],
    ["Armenian", "օոհցս", "onhgu"],
    ["Cherokee", "ᎪᏴᏟᎠᎬᏀ ꭺꮯꮮ", "abcdeg acl"],
    ["Coptic", "ⲤⲞⲢ ⲥⲟⲣ", "cop cop"],
    ["Lisu", "ꓮꓐꓚꓓꓰꓡ", "abcdel"],
    ["Canadian syllabics", "ᗩᗷᑕᗪᖴᕼᒍᒪᗰᑎᑭᖇᑌᐯ᙭", "ᗩbᑕdfhjlmᑎpruv᙭"],
    ["Deseret", "𐐬𐐽𐑈", "ocs"],
    [
      "Latin with strokes, hooks and bars",
      "ƀɓȼđɇǥħɨɉƙłɱɲøƥɋɍşŧʉʋⱳẍɏƶ",
      "bbcdeghijklmnopqrstuvwxyz",
    ],
    ["phonetic letters", "ɑʙɕɖɘɢɦɪʝʞʟɯɴɵɹʂʈʊʌʍʏʐ", "abcdeghijklmnorstuvwyz"],
    ["small capitals", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz"],
    ["superscripts", "ᶠᵘᶜᵏ ⁱᵈ²", "fuck id2"],
    ["upside-down letters", "ɐqɔpǝɟ ɥᴉɾʞ ɯuodbɹ ʇnʌʍʎ", "aqcpef hirk muodbr tnvwy"],
    ["mathematical letters and digits", "𝓯𝓾𝓬𝓴 𝔩𝖎𝗻𝘦 𝟙𝟮𝟯", "fuck line 123"],
    ["Greek letters of mathematics", "𝛂𝛃 𝚨𝚩", "ab ab"],
    ["enclosed, squared and regional letters", "ⓕ🅕🄵🅵🇫⒡", "ffffff"],
    ["words drawn as signs", "🆔🆓🆗🆎", "idfreeokab"],
    ["enclosed numbers", "①❷➂⑷⓹⓾⓬", "1234510" + "12"],
    ["digits of every script", "٠١٢ ۳۴ ०१ ๕๖ 𝟗 𖩠", "012 34 01 56 9 0"],
    ["ligatures and digraphs", "ﬁ ǆ æœ ʦ ß ĳ", "fi dz aeoe ts ss ij"],
    ["half-width hangul", "ﾵﾲ", "ㅅㅂ"],
    ["radicals of ideographs", "⽒ね ⻝", "氏ね 食"],
    ["compatibility ideographs", "\uf914 \u{2f800}", "樂 丽"],
  ])("reads %s", (_what, written, expected) => {
    expect(read(written)).toBe(expected);
  });

  it.each([
    [
      "ideographs and kana of one shape",
      "ニ二カ力ロ口エ工夕タ卜ト八ハ千チ一ー",
      "に二か力ろ口え工夕た卜と八は千ち一ー",
    ],
    ["ideographs of Latin shape", "丅卂乃匚山乙", "丅卂乃匚山乙"],
    ["bopomofo", "ㄅㄆㄒㄚ", "ㄅㄆㄒㄚ"],
    ["Hebrew", "שלום סוף", "שלום סוף"],
    ["Arabic letters", "مرحبا لاهل", "مرحبا لاهل"],
    ["Thai", "สวัสดี", "สวัสดี"],
    ["Devanagari", "नमस्ते", "नमस्ते"],
    ["Georgian", "გამარჯობა", "გამარჯობა"],
    ["Cyrillic letters of no Latin shape", "жлфдюы", "жлфдюы"],
    ["Ethiopic, Myanmar and other letters that are a circle or a stroke", "ዐဝഠ", "ዐဝഠ"],
  ])("leaves %s", (_what, written, expected) => {
    expect(read(written)).toBe(expected);
  });

  it.each([
    [
      "zero-width and bidi controls",
      "\u200b\u200c\u200d\u200e\u202a\u202e\u2060\u2066\u2069\ufeff",
    ],
    ["soft hyphens and joiners of other scripts", "\u00ad\u034f\u061c\u180e\u17b4"],
    ["fillers that draw nothing", "\u115f\u1160\u3164\uffa0".replace("\u1160", "")],
    ["variation selectors", "\ufe00\ufe0f\u{e0100}\u{e01ef}"],
    ["tags", "\u{e0001}\u{e0041}\u{e007f}"],
    ["marks on letters", "\u0300\u0336\u0489\u20e3\ufe20\u1dc0"],
    ["vowel signs that people leave out", "\u05b0\u05c1\u064b\u0670\u0640"],
  ])("drops %s", (_what, written) => {
    expect(read(written)).toBe("");
  });

  it("makes all white space one sort of space, the blank of Braille too", () => {
    const white = "\t\n\u000b\u0085\u00a0\u1680\u2003\u2009\u2028\u202f\u205f\u3000\u2800";
    expect(read(white)).toBe(" ".repeat(white.length));
  });

  it("keeps the marks that are vowels of a script", () => {
    expect(read("ก็ ि")).toBe("ก็ ि");
  });
});

describe("kindOfCodePoint", () => {
  it.each([
    ["a Latin letter", "a", KIND.LATIN_LOWER],
    ["a full-width capital", "Ａ", KIND.LATIN_UPPER],
    ["a mathematical letter", "𝓯", KIND.LATIN_LOWER],
    ["a Greek letter of mathematics", "𝛂", KIND.LATIN_LOWER],
    ["a Cyrillic twin", "с", KIND.LETTER_FOREIGN],
    ["a Cyrillic twin with a mark", "ё", KIND.LETTER_FOREIGN],
    ["a Greek twin", "Η", KIND.LETTER_FOREIGN],
    ["a Cyrillic letter that is nobody's twin", "я", KIND.LETTER],
    ["a Cyrillic letter that stays", "ж", KIND.LETTER],
    ["a Hebrew letter", "ש", KIND.LETTER],
    ["a regional indicator", "🇫", KIND.LETTER_SIGN],
    ["a squared letter", "🅵", KIND.LETTER_SIGN],
    ["a circled number", "❷", KIND.DIGIT],
    ["an Arabic digit", "٣", KIND.DIGIT],
    ["a numeral ideograph", "三", KIND.HAN_NUMERAL],
    ["a rare ideograph", "𠮟", KIND.HAN],
    ["half-width katakana", "ｶ", KIND.KATAKANA],
    ["a mask", "○", KIND.MASK],
    ["an emoji", "😀", KIND.EMOJI],
    ["a skin tone", "🏽", KIND.EMOJI],
    ["a zero-width joiner, part of the grapheme before it", "\u200d", KIND.EXTEND],
    ["a tag", "\u{e0041}", KIND.EXTEND],
    ["a zero-width space, part of none", "\u200b", KIND.OTHER],
  ])("knows %s", (_what, character, kind) => {
    expect(kindOf(character)).toBe(kind);
  });
});
