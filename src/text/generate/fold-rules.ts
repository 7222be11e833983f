// What each code point folds to and of which kind it is: slow, plain rules; the table is made of them.
import confusables from "unhomoglyph/data.json" with { type: "json" };
import { KIND } from "../kinds.ts";
import { isMask, plainKind } from "./kind-rules.ts";
import { lookalikeOf } from "./latin-lookalikes.ts";
import { signWord } from "./sign-words.ts";
import { canonicalOf, compatibilityOf, lowerOf } from "./unicode-data.ts";
import * as is from "./unicode-sets.ts";

const SPACE = 0x20;
const MASK = 0x2a;
const REPLACEMENT = 0xfffd;

/** What a code point becomes; empty: it is dropped. */
export function foldRule(codePoint: number): readonly number[] {
  if (codePoint < 0x80 && codePoint > 0x20) return [isMask(codePoint) ? MASK : lowerOf(codePoint)];
  const sign = signWord(codePoint);
  if (sign !== undefined) return pointsOf(sign);
  if (isDropped(codePoint)) return [];
  if (is.IS_PRIVATE(codePoint)) return [REPLACEMENT];
  return readable(codePoint).flatMap(foldPart);
}

function pointsOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function isDropped(codePoint: number): boolean {
  if (is.IS_WHITE(codePoint)) return false;
  return is.IS_IGNORED(codePoint) || isLooseMark(codePoint);
}

/** A mark that may go: not the voicing marks of kana. */
function isLooseMark(codePoint: number): boolean {
  if (codePoint === 0x3099 || codePoint === 0x309a) return false;
  return codePoint === 0x0640 || (is.IS_MARK(codePoint) && is.HAS_LOOSE_MARKS(codePoint));
}

/** Without width, font and circle; kana and hangul stay composed. ㄱ stays the letter it is. */
function readable(codePoint: number): readonly number[] {
  if (codePoint >= 0x3131 && codePoint <= 0x318e) return [codePoint];
  const parts = is.IS_WHITE(codePoint) ? undefined : compatibilityOf(codePoint);
  return parts === undefined ? [codePoint] : parts.flatMap(readable);
}

function foldPart(codePoint: number): readonly number[] {
  if (is.IS_WHITE(codePoint)) return [SPACE];
  if (codePoint < 0x80) return [isMask(codePoint) ? MASK : lowerOf(codePoint)];
  if (isDropped(codePoint)) return [];
  if (isMask(codePoint)) return [MASK];
  if (is.IS_DIGIT(codePoint)) return [0x30 + digitValue(codePoint)];
  if (is.IS_EASTERN(codePoint)) return foldEastern(codePoint);
  const parts = canonicalOf(codePoint);
  if (parts !== undefined) return parts.flatMap(readable).flatMap(foldPart);
  const alike = lookalikeOf(codePoint);
  if (alike !== undefined) return pointsOf(alike.read);
  const lower = lowerOf(codePoint);
  return lower === codePoint ? [codePoint] : foldPart(lower);
}

function digitValue(codePoint: number): number {
  const range = is.DIGIT_RANGES.find(({ begin, end }) => codePoint >= begin && codePoint < end);
  return (codePoint - (range?.begin ?? codePoint)) % 10;
}

const RADICALS: ReadonlyMap<string, string> = new Map(Object.entries(confusables));

/** Katakana as hiragana, variants of one ideograph as one; nothing else, whatever it looks like. */
function foldEastern(codePoint: number): readonly number[] {
  if (
    (codePoint >= 0x30a1 && codePoint <= 0x30f6) ||
    codePoint === 0x30fd ||
    codePoint === 0x30fe
  ) {
    return [codePoint - 0x60];
  }
  if (is.IS_KANA(codePoint) || is.IS_HANGUL(codePoint)) return [codePoint];
  if (codePoint >= 0x2e80 && codePoint <= 0x2eff) {
    const [only = codePoint, ...rest] = pointsOf(
      RADICALS.get(String.fromCodePoint(codePoint)) ?? "",
    );
    if (rest.length === 0 && is.IS_HAN(only)) return [only];
  }
  return canonicalOf(codePoint)?.flatMap(foldPart) ?? [codePoint];
}

/** As it is read: full-width letters are Latin ones. */
export function kindRule(codePoint: number, folded: readonly number[]): number {
  const [only = -1, ...rest] = folded;
  if (folded.length === 0) {
    return is.EXTENDS_GRAPHEME(codePoint) || isLooseMark(codePoint) ? KIND.EXTEND : KIND.OTHER;
  }
  const own = plainKind(codePoint);
  if (own === KIND.MASK || own === KIND.HAN_NUMERAL) return own;
  if (only === REPLACEMENT || (rest.length === 0 && (only === SPACE || is.IS_HAN(only)))) {
    return plainKind(only);
  }
  const [first = codePoint, ...others] = readable(codePoint);
  if (only >= 0x61 && only <= 0x7a) return kindOfRead(codePoint, first);
  if (signWord(codePoint) !== undefined) return KIND.DIGIT;
  // Dots in a row are no dot of an address.
  return first === 0x2e && others.length > 0 ? KIND.PUNCTUATION : plainKind(first);
}

/** Of what is read as Latin. */
function kindOfRead(codePoint: number, first: number): number {
  if (is.IS_OTHER_SYMBOL(codePoint) || is.IS_EMOJI(codePoint)) return KIND.LETTER_SIGN;
  if (codePoint === first && is.IS_ALIKE_SCRIPT(codePoint)) return kindOfForeign(codePoint);
  return is.IS_UPPER(codePoint) || is.IS_UPPER(first) ? KIND.LATIN_UPPER : KIND.LATIN_LOWER;
}

/** A letter of another alphabet that is read as a Latin one. */
function kindOfForeign(codePoint: number): number {
  const [base] = canonicalOf(codePoint) ?? [];
  if (base !== undefined) return kindOfForeign(base);
  const alike = lookalikeOf(codePoint) ?? lookalikeOf(lowerOf(codePoint));
  return alike?.isTwin === true ? KIND.LETTER_FOREIGN : KIND.LETTER;
}
