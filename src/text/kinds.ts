// What sort of character stands at a place: one small number each, kept beside the folded text.

/**
 * From the ORIGINAL character: folding turns katakana into hiragana, boundaries need the
 * difference.
 */
export const KIND = {
  OTHER: 0,
  SPACE: 1,
  PUNCTUATION: 2,
  DIGIT: 3,
  LATIN_LOWER: 4,
  LATIN_UPPER: 5,
  HIRAGANA: 6,
  KATAKANA: 7,
  HAN: 8,
  HANGUL: 9,
  /** Letters of all other scripts. */
  LETTER: 10,
  /** Characters that people write for a letter they hide: * ○ ● × █ */
  MASK: 11,
  EMOJI: 12,
  /** 〇 一 二 ... 九: Han that phone numbers hide in. */
  HAN_NUMERAL: 13,
  AT: 14,
  DOT: 15,
  /** ー and its like: part of whatever kana word it follows. */
  PROLONGED: 16,
  /** Dropped, but belongs to the character before it: marks, variation selectors. */
  EXTEND: 17,
} as const;
export const KIND_COUNT = 18;

/** Letters and digits: what a word consists of. */
const WORD_KINDS: readonly number[] = [
  KIND.DIGIT,
  KIND.LATIN_LOWER,
  KIND.LATIN_UPPER,
  KIND.HIRAGANA,
  KIND.KATAKANA,
  KIND.HAN,
  KIND.HANGUL,
  KIND.LETTER,
  KIND.HAN_NUMERAL,
  KIND.PROLONGED,
];

const IS_WORD = new Uint8Array(KIND_COUNT);
for (const kind of WORD_KINDS) IS_WORD[kind] = 1;

/** Which kinds run together as one word; scripts without spaces each stand for themselves. */
const SCRIPT = new Uint8Array(KIND_COUNT);
SCRIPT[KIND.DIGIT] = 1;
SCRIPT[KIND.LATIN_LOWER] = 1;
SCRIPT[KIND.LATIN_UPPER] = 1;
SCRIPT[KIND.LETTER] = 1;
SCRIPT[KIND.HIRAGANA] = 2;
SCRIPT[KIND.KATAKANA] = 3;
SCRIPT[KIND.HAN] = 4;
SCRIPT[KIND.HAN_NUMERAL] = 4;
SCRIPT[KIND.HANGUL] = 5;

export function isWordKind(kind: number): boolean {
  return IS_WORD[kind] === 1;
}

export function isLatin(kind: number): boolean {
  return kind === KIND.LATIN_LOWER || kind === KIND.LATIN_UPPER;
}

export function isKana(kind: number): boolean {
  return kind === KIND.HIRAGANA || kind === KIND.KATAKANA || kind === KIND.PROLONGED;
}

/** Does a word end between two neighbours of these kinds. */
export function isBoundary(before: number, after: number): boolean {
  if (IS_WORD[before] === 0 || IS_WORD[after] === 0) return true;
  if (after === KIND.PROLONGED) return false;
  if (before === KIND.PROLONGED) return !isKana(after);
  return SCRIPT[before] !== SCRIPT[after];
}

const HAN_NUMERALS = new Set("〇零一二三四五六七八九");
const MASKS = new Set("*＊∗⁎✱✲○●◯◎〇⚪⚫⭕⬤×✕✖❌■□▪▫█▓▒░★☆•");

/** @param character one code point in composed compatibility form, before lower case */
export function kindOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (character === "@") return KIND.AT;
  if (character === "." || character === "。") return KIND.DOT;
  if (character === "ー") return KIND.PROLONGED;
  if (MASKS.has(character)) return KIND.MASK;
  if (HAN_NUMERALS.has(character)) return KIND.HAN_NUMERAL;
  // By range first: 27,000 of the table's code points are these, and a regex each takes 5 times longer.
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf)) return KIND.HAN;
  if (code >= 0x3040 && code <= 0x309f) return KIND.HIRAGANA;
  if (code >= 0x30a0 && code <= 0x31ff && /\p{Script=Katakana}/u.test(character)) {
    return KIND.KATAKANA;
  }
  if (/\p{Script=Han}/u.test(character)) return KIND.HAN;
  if (/\p{Script=Hangul}/u.test(character)) return KIND.HANGUL;
  if (/\p{White_Space}/u.test(character) || character === "⠀") return KIND.SPACE;
  if (/\p{Nd}/u.test(character)) return KIND.DIGIT;
  if (/\p{Script=Latin}/u.test(character)) {
    return /[\p{Lu}\p{Lt}]/u.test(character) ? KIND.LATIN_UPPER : KIND.LATIN_LOWER;
  }
  if (/[\p{L}\p{M}]/u.test(character)) return KIND.LETTER;
  if (/\p{P}/u.test(character)) return KIND.PUNCTUATION;
  if (/\p{Extended_Pictographic}|\p{Emoji_Modifier}/u.test(character)) return KIND.EMOJI;
  return KIND.OTHER;
}
