// Folds what one look at the table cannot: surrogate pairs, expansions, voicing marks, conjoining
// jamo, and characters that are written as escapes which a viewer's client shows decoded.
import { ENGINE_TEXT_LIMIT } from "../domain/limits.ts";
import { readEscape } from "./escapes.ts";
import {
  DROPPED,
  FIRST_EXPANSION,
  FOLD_TABLE,
  foldAstral,
  kindOfAstral,
  SPECIAL,
} from "./fold-table.ts";
import { growFolded } from "./folded.ts";
import type { Folded } from "./folded.ts";
import { KIND, presentBit } from "./kinds.ts";
import { signBitOf } from "./sign-bits.ts";
import { SQUEEZE_TABLE } from "./squeeze-table.ts";

const { fold: FOLD, kinds: KINDS, expansions: EXPANSIONS } = FOLD_TABLE;
const SPACE_UNIT = 0x20;
const REPLACEMENT = 0xfffd;
const PERCENT = 0x25;
const AMPERSAND = 0x26;

/**
 * Appends what stands at `at` to both views.
 * @returns index of the last code unit that it used up. When the buffers were too small it leaves
 * larger, empty ones behind: fold again.
 */
export function foldSlowly(text: string, at: number, into: Folded): number {
  const unit = text.charCodeAt(at);
  if (unit === PERCENT || unit === AMPERSAND) return foldEscape(text, at, unit, into);
  into.isSame = false;
  if (unit < 0xd800 || unit > 0xdfff) {
    foldPoint(unit, at, at + 1, into);
    return at;
  }
  const codePoint = text.codePointAt(at) ?? unit;
  if (codePoint <= 0xffff || at + 1 >= ENGINE_TEXT_LIMIT) {
    push(into, REPLACEMENT, KIND.OTHER, at, at + 1);
    return at;
  }
  pushAstral(codePoint, at, at + 2, into);
  return at + 1;
}

function foldEscape(text: string, at: number, unit: number, into: Folded): number {
  const escape = readEscape(text, at);
  if (escape === undefined) {
    push(into, unit, KINDS[unit]!, at, at + 1);
    return at;
  }
  into.isSame = false;
  if (escape.codePoint > 0xffff) pushAstral(escape.codePoint, at, escape.end, into);
  else foldPoint(escape.codePoint, at, escape.end, into);
  return escape.end - 1;
}

function foldPoint(unit: number, start: number, end: number, into: Folded): void {
  const value = FOLD[unit]!;
  if (value === SPECIAL) {
    if (unit >= 0xd800 && unit <= 0xdfff) push(into, REPLACEMENT, KIND.OTHER, start, end);
    else if (unit < 0x3000) joinJamo(unit, start, end, into);
    else voice(unit, end, into);
  } else if (value >= FIRST_EXPANSION && value < SPECIAL) {
    append(into, EXPANSIONS[value - FIRST_EXPANSION] ?? "", start, end, -1);
  } else if (value === DROPPED) {
    if (KINDS[unit] === KIND.EXTEND && into.length > 0) into.ends[into.length - 1] = end;
  } else push(into, value, KINDS[unit]!, start, end);
}

function pushAstral(codePoint: number, start: number, end: number, into: Folded): void {
  const value = foldAstral(codePoint);
  const kind = kindOfAstral(codePoint);
  if (value === DROPPED) {
    if (kind === KIND.EXTEND && into.length > 0) into.ends[into.length - 1] = end;
  } else if (value === SPECIAL) {
    const high = 0xd800 + ((codePoint - 0x10000) >> 10);
    if (!hasRoom(into, 2, start)) return;
    push(into, high, kind, start, end);
    push(into, 0xdc00 + (codePoint & 0x3ff), kind, start, end);
  } else if (value >= FIRST_EXPANSION && value < SPECIAL) {
    append(into, EXPANSIONS[value - FIRST_EXPANSION] ?? "", start, end, kind);
  } else push(into, value, kind, start, end);
}

/** @param kind -1: each character's own */
function append(into: Folded, folded: string, start: number, end: number, kind: number): void {
  if (!hasRoom(into, folded.length, start)) return;
  for (let k = 0; k < folded.length; k++) {
    const unit = folded.charCodeAt(k);
    const own = kind < 0 ? KINDS[unit]! : kind;
    push(into, unit, own, start, end);
  }
}

/** When there is none it leaves larger, empty buffers. */
function hasRoom(into: Folded, units: number, start: number): boolean {
  const need = into.length + units + (into.text.length - start);
  if (need < into.units.length) return true;
  growFolded(into, need + ENGINE_TEXT_LIMIT / 4);
  return false;
}

function push(into: Folded, unit: number, kind: number, start: number, end: number): void {
  const n = into.length;
  if (unit === SPACE_UNIT && (n === 0 || into.units[n - 1] === SPACE_UNIT)) return;
  into.units[n] = unit;
  into.kinds[n] = kind;
  into.starts[n] = start;
  into.ends[n] = end;
  into.signs |= signBitOf(unit, kind);
  into.present |= presentBit(kind);
  into.length = n + 1;
  squeezeLast(into);
}

function squeezeLast({ units, length, squeezed }: Folded): void {
  const letter = SQUEEZE_TABLE[units[length - 1]!]!;
  const at = squeezed.length;
  if (letter === 0) return;
  if (at > 0 && squeezed.units[at - 1] === letter) {
    squeezed.isInner[at - 1] = 0;
    return;
  }
  squeezed.units[at] = letter;
  squeezed.first[at] = length - 1;
  squeezed.isInner[at] = 0;
  squeezed.length = at + 1;
}

/** What follows changed the last character: it is squeezed anew. */
function replaceLast(into: Folded, unit: number): void {
  const { squeezed } = into;
  const n = into.length - 1;
  if (squeezed.length > 0 && squeezed.first[squeezed.length - 1] === n) squeezed.length--;
  into.units[n] = unit;
  squeezeLast(into);
}

/** か + ゛ is one が; a mark that voices nothing is dropped. */
function voice(mark: number, end: number, into: Folded): void {
  const n = into.length - 1;
  if (n < 0) return;
  const isHalf = mark === 0x309a || mark === 0x309c || mark === 0xff9f;
  const index = into.units[n]! - 0x3040;
  const table = isHalf ? FOLD_TABLE.halfVoiced : FOLD_TABLE.voiced;
  const composed = index >= 0 && index < table.length ? table[index]! : 0;
  if (composed !== 0) replaceLast(into, composed);
  into.ends[n] = end;
}

/** Conjoining vowels and finals compose with the syllable before them as NFC does. */
function joinJamo(jamo: number, start: number, end: number, into: Folded): void {
  const n = into.length - 1;
  const before = n < 0 ? 0 : into.units[n]!;
  const lead = before - 0x1100;
  const syllable = before - 0xac00;
  if (jamo < 0x11a8 && lead >= 0 && lead < 19) {
    replaceLast(into, 0xac00 + (lead * 21 + (jamo - 0x1161)) * 28);
  } else if (jamo >= 0x11a8 && syllable >= 0 && syllable < 11_172 && syllable % 28 === 0) {
    replaceLast(into, before + (jamo - 0x11a7));
  } else {
    push(into, jamo, KIND.HANGUL, start, end);
    return;
  }
  into.ends[n] = end;
}
