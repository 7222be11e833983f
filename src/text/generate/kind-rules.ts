// What kind each code point is: the rules behind the table that src/text/kinds.ts explains.
import { KIND } from "../kinds.ts";
import { IS_DIGIT, IS_EMOJI, IS_HAN, IS_HANGUL, IS_KATAKANA } from "./unicode-sets.ts";
import { IS_LATIN, IS_LETTER_OR_MARK, IS_PUNCTUATION, IS_UPPER, IS_WHITE } from "./unicode-sets.ts";

const HAN_NUMERALS = codePoints("零一二三四五六七八九");
/** What people write for a letter they hide. */
const MASKS = codePoints("*＊∗⁎✱✲○●◯◎〇⚪⚫⭕⬤×✕✖❌■□▪▫█▓▒░★☆•");

function codePoints(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.codePointAt(0) ?? 0));
}

export function isMask(codePoint: number): boolean {
  return MASKS.has(codePoint);
}

/** Kind of a code point in composed form, before lower case, look-alikes not asked. */
export function plainKind(codePoint: number): number {
  if (codePoint === 0x40) return KIND.AT;
  if (codePoint === 0x2e || codePoint === 0x3002) return KIND.DOT;
  if (codePoint === 0x30fc) return KIND.PROLONGED;
  if (MASKS.has(codePoint)) return KIND.MASK;
  if (HAN_NUMERALS.has(codePoint)) return KIND.HAN_NUMERAL;
  if (codePoint >= 0x3040 && codePoint <= 0x309f) return KIND.HIRAGANA;
  if (IS_KATAKANA(codePoint) && codePoint >= 0x30a0 && codePoint <= 0x31ff) return KIND.KATAKANA;
  if (IS_HAN(codePoint)) return KIND.HAN;
  if (IS_HANGUL(codePoint)) return KIND.HANGUL;
  if (IS_WHITE(codePoint)) return KIND.SPACE;
  if (IS_DIGIT(codePoint)) return KIND.DIGIT;
  if (IS_LATIN(codePoint)) return IS_UPPER(codePoint) ? KIND.LATIN_UPPER : KIND.LATIN_LOWER;
  if (IS_LETTER_OR_MARK(codePoint)) return KIND.LETTER;
  if (IS_PUNCTUATION(codePoint)) return KIND.PUNCTUATION;
  return IS_EMOJI(codePoint) ? KIND.EMOJI : KIND.OTHER;
}
