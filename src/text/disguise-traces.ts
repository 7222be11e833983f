// What a disguise of whole sentences leaves in a text: asked of every message, in one pass.
import { hasDigits } from "./folded.ts";
import type { Folded } from "./folded.ts";
import { isKana, isLatin, isWordKind, KIND } from "./kinds.ts";
import { INNER_BITS } from "./sign-bits.ts";

/** Bits of `tracesIn`. */
export const TRACE = {
  /** Letters that stand apart, three or more in a row: l-o-s-e-r */
  APART: 1,
  /** A sign inside a word that has no business there: sc.am, ラ🍀イン */
  NOISE: 2,
  /** A letter three times: scaaam */
  STRETCH: 4,
  /** A digit, a sign or a mask between Latin letters: cl0wn, k*ll */
  INNER: 8,
} as const;

/** Letters set apart, at least: "a b" is a list. */
export const FEWEST_APART = 3;
/** Digits and signs in a row that stand for letters: br41n. */
export const MOST_LEET = 2;
/** The same letter in a row, at least: no word has so many. */
export const FEWEST_STRETCHED = 3;
/** Units of signs in a row that are noise; more are a line between two sentences. */
export const MOST_NOISE = 4;
const SPACE_UNIT = 0x20;
const DOLLAR = 0x24;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const UNDERSCORE = 0x5f;
const LAUGHING_W = 0x77;

/** Apostrophes join words rightly, strokes and colons are in addresses; 、 and 。 end what was said. */
const NOISE = ".,-_~^|`・•·♡♥★☆※#()[]";
const NOISE_UNSPACED = "/'\"";
/** Unit -> it is noise where it stands between letters. */
const IS_NOISE = unitsOf(NOISE);
const IS_NOISE_UNSPACED = unitsOf(NOISE_UNSPACED);

/** All signs are below 0x3100. */
function unitsOf(signs: string): Uint8Array {
  const units = new Uint8Array(0x3100);
  for (const sign of signs) units[sign.charCodeAt(0)] = 1;
  return units;
}

/** @returns bits of TRACE; 0 for nearly all texts. Cost: some reads a letter. */
export function tracesIn(folded: Folded): number {
  const rows = tracesOfRows(folded);
  const mayHaveInner = (folded.signs & INNER_BITS) !== 0 || hasDigits(folded);
  return rows | (mayHaveInner && hasInner(folded) ? TRACE.INNER : 0);
}

/** A letter, and no digit. */
export function isLetter(kind: number): boolean {
  return isWordKind(kind) && kind !== KIND.DIGIT;
}

/**
 * Is it a sign that may stand inside a word only to disguise it; behind a letter of a script without
 * spaces, a space, a mask or a stroke may, too.
 */
export function isNoise(unit: number, kind: number, before: number): boolean {
  if (kind === KIND.EMOJI || IS_NOISE[unit] === 1) return true;
  if (!isUnspaced(before)) return false;
  return kind === KIND.SPACE || kind === KIND.MASK || IS_NOISE_UNSPACED[unit] === 1;
}

/** Kana and Han: words stand without spaces. */
function isUnspaced(kind: number): boolean {
  return isKana(kind) || kind === KIND.HAN;
}

/** @param at of a text's units: whether the word there is a link, from space to space */
export function isInLink(units: Uint16Array, length: number, at: number): boolean {
  return hasInWord(units, length, at, false);
}

/** As `isInLink`, or a code; those in links are made of letters and digits: /watch?v=NO9pOVZ9OIQ */
export function isInCode(units: Uint16Array, length: number, at: number): boolean {
  return hasInWord(units, length, at, true);
}

function hasInWord(units: Uint16Array, length: number, at: number, isCode: boolean): boolean {
  let start = at;
  while (start >= 0 && units[start] !== SPACE_UNIT) start--;
  for (let i = start + 1; i < length && (i <= at || units[i] !== SPACE_UNIT); i++) {
    const unit = units[i]!;
    if (unit === SLASH || unit === EQUALS || (isCode && unit === UNDERSCORE)) return true;
  }
  return false;
}

function tracesOfRows(folded: Folded): number {
  const { kinds, units, length } = folded;
  let traces = 0;
  let apart = 0;
  let letters = 0;
  let row = 0;
  for (let i = 0; i < length; i++) {
    const kind = kinds[i]!;
    if (isWordKind(kind)) {
      // A digit is no letter, but it makes the word longer.
      letters += kind === KIND.DIGIT ? 2 : 1;
      row = i > 0 && units[i] === units[i - 1] ? row + 1 : 1;
      if (row === FEWEST_STRETCHED && canStretch(units[i]!, kind)) traces |= TRACE.STRETCH;
      continue;
    }
    if (letters === 1) apart++;
    else if (letters > 1) apart = 0;
    if (apart === FEWEST_APART) traces |= TRACE.APART;
    letters = 0;
    if ((traces & TRACE.NOISE) !== 0 || i === 0 || !isLetter(kinds[i - 1]!)) continue;
    const end = endOfNoise(folded, i);
    if (end > i && end < length && isLetter(kinds[end]!)) traces |= TRACE.NOISE;
  }
  if (letters === 1 && apart === FEWEST_APART - 1) traces |= TRACE.APART;
  return traces;
}

function endOfNoise({ kinds, units, length }: Folded, at: number): number {
  let end = at;
  const before = kinds[at - 1]!;
  while (end < length && end - at < MOST_NOISE && isNoise(units[end]!, kinds[end]!, before)) end++;
  return end;
}

/** Laughter and long vowels are written so by everybody. */
export function canStretch(unit: number, kind: number): boolean {
  return kind !== KIND.DIGIT && kind !== KIND.PROLONGED && unit !== LAUGHING_W;
}

function hasInner({ kinds, units, length }: Folded): boolean {
  for (let i = 1; i < length; i++) {
    const kind = kinds[i]!;
    if (!isLatin(kinds[i - 1]!)) continue;
    if (kind === KIND.DIGIT) {
      if (isLatin(kinds[endOfDigits(kinds, i)] ?? KIND.SPACE)) return true;
    } else if (kind === KIND.MASK || kind === KIND.AT || units[i] === DOLLAR) {
      if (isLatin(kinds[i + 1]!)) return true;
    }
  }
  return false;
}

function endOfDigits(kinds: Uint8Array, at: number): number {
  let end = at + 1;
  while (end - at < MOST_LEET && kinds[end] === KIND.DIGIT) end++;
  return end;
}
