// Letters, digits and words drawn as signs, which no decomposition of Unicode spells out: 🅵 🇫 ❷ 🆔.
import { nameOf } from "./unicode-data.ts";

const LETTER =
  /^(?:PARENTHESIZED|(?:CROSSED )?NEGATIVE (?:CIRCLED|SQUARED)|REGIONAL INDICATOR SYMBOL) (?:LATIN )?(?:CAPITAL |SMALL )?LETTER ([A-Z])$/;
const NUMBER =
  /^(?:PARENTHESIZED|DOUBLE CIRCLED|(?:DINGBAT )?NEGATIVE CIRCLED|DINGBAT (?:NEGATIVE )?CIRCLED SANS-SERIF) (?:DIGIT|NUMBER) ([A-Z]+)$/;
const NUMBERS =
  "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN TWENTY".split(
    " ",
  );
const WORD = /^(?:NEGATIVE )?SQUARED ([A-Z]{2,4})(?: WITH EXCLAMATION MARK)?$/;

/** What a sign spells, in small letters or digits; undefined: nothing. */
export function signWord(codePoint: number): string | undefined {
  const name = nameOf(codePoint);
  const letter = LETTER.exec(name)?.[1] ?? WORD.exec(name)?.[1];
  if (letter !== undefined) return isWordSign(codePoint, name) ? letter.toLowerCase() : undefined;
  const value = NUMBERS.indexOf(NUMBER.exec(name)?.[1] ?? "");
  return value < 0 ? undefined : String(value);
}

/** "SQUARED CUP" and its like are signs of set theory; the words are in one block of signs. */
function isWordSign(codePoint: number, name: string): boolean {
  return !WORD.test(name) || (codePoint >= 0x1f100 && codePoint <= 0x1f1ff);
}
