// The tables of the folding pass, unpacked once a process from what the generator wrote.
//
// Why this way: a table lookup a character costs a tenth of the usual chain of replace() calls
// (docs/performance.md), and composed forms need no second look. Read ready-made, the tables cost
// a start some milliseconds; made of Unicode's rules, a third of a second.
import { FOLD_TABLE_DATA } from "./fold-table-data.ts";
import {
  BLOCK_SHIFT,
  BLOCK_SIZE,
  DROPPED,
  FIRST_ASTRAL,
  FIRST_EXPANSION,
  SPECIAL,
} from "./table-format.ts";
import { readTable } from "./table-reader.ts";

export { DROPPED, FIRST_EXPANSION, SPECIAL };

export interface FoldTable {
  /** Code unit -> folded unit, DROPPED, FIRST_EXPANSION + index, or SPECIAL. */
  readonly fold: Uint16Array;
  readonly kinds: Uint8Array;
  /** Code unit -> itself for letters, digits and marks, else 0. */
  readonly wordUnits: Uint16Array;
  readonly expansions: readonly string[];
  /** Folded hiragana - 0x3040 -> with dakuten or handakuten; 0 where there is none. */
  readonly voiced: Uint16Array;
  readonly halfVoiced: Uint16Array;
}

const { astralBlocks, astralFold, astralKinds, ...PLANE } = readTable(FOLD_TABLE_DATA);

export const FOLD_TABLE: FoldTable = { ...PLANE, ...voicedKana() };

/** @param codePoint beyond U+FFFF @returns as `fold`; SPECIAL: itself. Cost: two reads. */
export function foldAstral(codePoint: number): number {
  return astralFold[astralPlace(codePoint)]!;
}

/** @param codePoint beyond U+FFFF. Cost: two reads. */
export function kindOfAstral(codePoint: number): number {
  return astralKinds[astralPlace(codePoint)]!;
}

function astralPlace(codePoint: number): number {
  const block = astralBlocks[(codePoint - FIRST_ASTRAL) >> BLOCK_SHIFT]!;
  return (block << BLOCK_SHIFT) | (codePoint & (BLOCK_SIZE - 1));
}

/** What one code point becomes; "" = dropped. Voicing marks and jamo, on their own, stay. */
export function foldCodePoint(codePoint: number): string {
  const value = codePoint < FIRST_ASTRAL ? FOLD_TABLE.fold[codePoint]! : foldAstral(codePoint);
  if (value === DROPPED) return "";
  if (value === SPECIAL) return String.fromCodePoint(codePoint);
  if (value < FIRST_EXPANSION || value > SPECIAL) return String.fromCharCode(value);
  return FOLD_TABLE.expansions[value - FIRST_EXPANSION] ?? "";
}

/** Kind of a code point as it is read: full-width letters are Latin. */
export function kindOfCodePoint(codePoint: number): number {
  return codePoint < FIRST_ASTRAL ? FOLD_TABLE.kinds[codePoint]! : kindOfAstral(codePoint);
}

function voicedKana(): { voiced: Uint16Array; halfVoiced: Uint16Array } {
  const voiced = new Uint16Array(0x60);
  const halfVoiced = new Uint16Array(0x60);
  for (let i = 0; i < 0x60; i++) {
    voiced[i] = compose(0x3040 + i, "\u3099");
    halfVoiced[i] = compose(0x3040 + i, "\u309a");
  }
  return { voiced, halfVoiced };
}

/** ヷ has no hiragana: わ with dakuten becomes the katakana letter, as its own folding is. */
function compose(hiragana: number, mark: string): number {
  const text = `${String.fromCharCode(hiragana)}${mark}`.normalize("NFC");
  if (text.length === 1) return text.charCodeAt(0);
  const inKatakana = `${String.fromCharCode(hiragana + 0x60)}${mark}`.normalize("NFC");
  return inKatakana.length === 1 ? inKatakana.charCodeAt(0) : 0;
}
