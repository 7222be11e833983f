// The tables of the folding pass, made once a process from the Unicode data that Node carries.
//
// Why this way: a table lookup a character costs a tenth of the usual chain of replace() calls
// (docs/performance.md), and composed forms need no second look.
import { CONFUSABLES, LETTER_ROWS } from "./confusables.ts";
import { KIND, kindOf } from "./kinds.ts";

export const DROPPED = 0;
/**
 * Values from here to SPECIAL are indices of `expansions`: no folded unit is a surrogate of its
 * own.
 */
export const FIRST_EXPANSION = 0xd800;
/** Needs what stands before or after it: surrogates, voicing marks, conjoining jamo. */
export const SPECIAL = 0xdfff;
const REPLACEMENT = 0xfffd;
const SPACE_UNIT = 0x20;
const MASK_UNIT = 0x2a;

export interface FoldTable {
  /** Code unit -> folded unit, DROPPED, FIRST_EXPANSION + index, or SPECIAL. */
  readonly fold: Uint16Array;
  readonly kinds: Uint8Array;
  readonly expansions: readonly string[];
  /** Folded hiragana - 0x3040 -> with dakuten or handakuten; 0 where there is none. */
  readonly voiced: Uint16Array;
  readonly halfVoiced: Uint16Array;
}

/** Marks that decorate Latin, Greek and Cyrillic letters, Arabic and Hebrew vowel signs. */
const STRIPPED_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x0300, 0x036f],
  [0x0483, 0x0489],
  [0x0591, 0x05bd],
  [0x0640, 0x0640],
  [0x064b, 0x0652],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];

function isStripped(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return STRIPPED_RANGES.some(([first, last]) => code >= first && code <= last);
}

const IGNORED = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/u;
const WHITE = /[\p{White_Space}⠀]/u;
const LATIN_LIKE = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** What one code point becomes; "" = dropped. Pure, slow; the tables are made of it. */
export function foldCodePoint(codePoint: number): string {
  for (const [first, count, letter] of LETTER_ROWS) {
    if (codePoint < first || codePoint >= first + count) continue;
    return String.fromCharCode(letter.charCodeAt(0) + codePoint - first);
  }
  const character = String.fromCodePoint(codePoint);
  if (WHITE.test(character)) return " ";
  if (IGNORED.test(character) || isStripped(character)) return "";
  if (kindOf(character) === KIND.MASK) return "*";
  if (codePoint >= 0x3131 && codePoint <= 0x318e) return character;
  let folded = "";
  for (const part of character.normalize("NFKC")) folded += foldComposed(part);
  return folded === "" ? " " : folded;
}

function foldComposed(character: string): string {
  const direct = CONFUSABLES.get(character) ?? CONFUSABLES.get(character.toLowerCase());
  if (direct !== undefined) return direct;
  const code = character.codePointAt(0) ?? 0;
  if ((code >= 0x30a1 && code <= 0x30f6) || code === 0x30fd || code === 0x30fe) {
    return String.fromCharCode(code - 0x60);
  }
  if (WHITE.test(character)) return " ";
  if (kindOf(character) === KIND.MASK) return "*";
  if (!LATIN_LIKE.test(character)) return isStripped(character) ? "" : character.toLowerCase();
  let folded = "";
  for (const part of character.toLowerCase().normalize("NFKD")) {
    if (!isStripped(part)) folded += CONFUSABLES.get(part) ?? part;
  }
  return folded;
}

/**
 * Kind of a code point as it is read: full-width letters are Latin, negative squared ones too.
 * @param folded what it folds to, where that is known
 */
export function kindOfCodePoint(codePoint: number, folded = foldCodePoint(codePoint)): number {
  const character = String.fromCodePoint(codePoint);
  if (isStripped(character) || isVariationSelector(codePoint)) return KIND.EXTEND;
  if (kindOf(character) === KIND.MASK || kindOf(character) === KIND.HAN_NUMERAL) {
    return kindOf(character);
  }
  if (/^[a-z]/u.test(folded)) {
    return /[\p{Lu}\p{So}]/u.test(character) ? KIND.LATIN_UPPER : KIND.LATIN_LOWER;
  }
  if (folded === "") return KIND.OTHER;
  const composed = character.normalize("NFKC");
  return composed.length === 0 ? KIND.OTHER : kindOf(composed);
}

function isVariationSelector(codePoint: number): boolean {
  return (
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) || (codePoint >= 0xe0100 && codePoint <= 0xe01ef)
  );
}

function isSpecial(unit: number): boolean {
  return (
    (unit >= 0xd800 && unit <= 0xdfff) ||
    (unit >= 0x3099 && unit <= 0x309c) ||
    unit === 0xff9e ||
    unit === 0xff9f ||
    (unit >= 0x1161 && unit <= 0x1175) ||
    (unit >= 0x11a8 && unit <= 0x11c2)
  );
}

/**
 * Neither changes by folding nor has more than one kind: 80 % of the plane, not worth normalising.
 */
function isPlain(unit: number): boolean {
  return (unit >= 0x3400 && unit <= 0x4dbf) || (unit >= 0x4e00 && unit <= 0x9fff);
}

function buildFoldTable(): FoldTable {
  const fold = new Uint16Array(0x10000);
  const kinds = new Uint8Array(0x10000);
  const expansions: string[] = [];
  for (let unit = 0; unit < 0x10000; unit++) {
    if (isSpecial(unit)) fold[unit] = SPECIAL;
    else if (unit >= 0xe000 && unit <= 0xf8ff) fold[unit] = REPLACEMENT;
    else if (unit >= 0xac00 && unit <= 0xd7a3) {
      fold[unit] = unit;
      kinds[unit] = KIND.HANGUL;
    } else if (isPlain(unit) && !CONFUSABLES.has(String.fromCharCode(unit))) {
      fold[unit] = unit;
      kinds[unit] = kindOf(String.fromCharCode(unit));
    } else {
      const folded = foldCodePoint(unit);
      kinds[unit] = kindOfCodePoint(unit, folded);
      if (folded === "") fold[unit] = DROPPED;
      else if (folded.length === 1) fold[unit] = folded.charCodeAt(0);
      else fold[unit] = FIRST_EXPANSION + expansions.push(folded) - 1;
    }
  }
  if (FIRST_EXPANSION + expansions.length > SPECIAL) throw new Error("too many expansions");
  fold[SPACE_UNIT] = SPACE_UNIT;
  kinds[MASK_UNIT] = KIND.MASK;
  return { fold, kinds, expansions, ...voicedKana() };
}

function voicedKana(): { voiced: Uint16Array; halfVoiced: Uint16Array } {
  const voiced = new Uint16Array(0x60);
  const halfVoiced = new Uint16Array(0x60);
  for (let i = 0; i < 0x60; i++) {
    const kana = String.fromCharCode(0x3040 + i);
    const withDakuten = `${kana}\u3099`.normalize("NFC");
    const withHandakuten = `${kana}\u309a`.normalize("NFC");
    if (withDakuten.length === 1) voiced[i] = withDakuten.charCodeAt(0);
    if (withHandakuten.length === 1) halfVoiced[i] = withHandakuten.charCodeAt(0);
  }
  return { voiced, halfVoiced };
}

/** Cost: some 50 ms once a process. */
export const FOLD_TABLE: FoldTable = buildFoldTable();
