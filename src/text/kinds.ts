// What sort of character stands at a place: one small number each, kept beside the folded text.
//
// Which code point is of which kind: generate/kind-rules.ts, by way of fold-table.ts.

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
  /** Letters of all other scripts that nobody takes for Latin ones, though some are read as such (Я). */
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
  /**
   * A letter of another alphabet that was read as its Latin twin: с in "fuсk", but also in "соль".
   * A word of these alone, in a message with letters of kind LETTER, is a word of that alphabet.
   */
  LETTER_FOREIGN: 18,
  /** A letter drawn as a sign or an emoji: 🅵, 🆔, a regional indicator. */
  LETTER_SIGN: 19,
} as const;
export const KIND_COUNT = 20;

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
  KIND.LETTER_FOREIGN,
  KIND.LETTER_SIGN,
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
SCRIPT[KIND.LETTER_FOREIGN] = 1;
// A flag or a "new" button behind a word is not part of it.
SCRIPT[KIND.LETTER_SIGN] = 6;

export function isWordKind(kind: number): boolean {
  return IS_WORD[kind] === 1;
}

/** Is it a letter that folds to a to z; by its shape alone for those of kind LETTER. */
export function isLatin(kind: number): boolean {
  return kind === KIND.LATIN_LOWER || kind === KIND.LATIN_UPPER || kind >= KIND.LETTER_FOREIGN;
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

/** Bits of the kinds that most messages have none of, and that detectors wait for. */
export const PRESENT = { LETTER: 1, DIGIT: 2, HAN_NUMERAL: 4, AT: 8, DOT: 16 } as const;

/** @returns the kind's bit of PRESENT; 0 for all others */
export function presentBit(kind: number): number {
  switch (kind) {
    case KIND.LETTER:
      return PRESENT.LETTER;
    case KIND.DIGIT:
      return PRESENT.DIGIT;
    case KIND.HAN_NUMERAL:
      return PRESENT.HAN_NUMERAL;
    case KIND.AT:
      return PRESENT.AT;
    case KIND.DOT:
      return PRESENT.DOT;
    default:
      return 0;
  }
}

/** Row and column of the table of joints: kinds are below 32. */
const KIND_SHIFT = 5;
const JOINED = new Uint8Array(1 << (2 * KIND_SHIFT));
for (let before = 0; before < KIND_COUNT; before++) {
  for (let after = 0; after < KIND_COUNT; after++) {
    const areLetters = isLatin(before) && isLatin(after);
    if (areLetters && !isBoundary(before, after)) JOINED[(before << KIND_SHIFT) | after] = 1;
  }
}

/** Two Latin letters of one word. Cost: one read. */
export function areJoined(before: number, after: number): boolean {
  return JOINED[(before << KIND_SHIFT) | after] === 1;
}
