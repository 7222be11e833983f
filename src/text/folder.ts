// Folds a message into comparable views, with an offset map back to the original, in reused
// buffers.
//
// The folded view: NFKC width and compatibility forms, lower case, no diacritics, katakana as
// hiragana, look-alikes as Latin letters, invisible characters gone, white space as single spaces,
// mask characters as `*`. Kana keep their voicing: two different kana messages stay different.
// The squeezed view, made from it: see squeeze-table.ts; runs of one letter collapsed and counted.
import { ENGINE_TEXT_LIMIT } from "../domain/limits.ts";
import {
  DROPPED,
  FIRST_EXPANSION,
  FOLD_TABLE,
  foldCodePoint,
  kindOfCodePoint,
  SPECIAL,
} from "./fold-table.ts";
import { KIND, KIND_COUNT } from "./kinds.ts";
import { SQUEEZE_TABLE } from "./squeeze-table.ts";

export interface SqueezedView {
  units: Uint16Array;
  /** Index in the folded view of the first and the last character of the run. */
  first: Int32Array;
  last: Int32Array;
  /** How many characters of the folded view a unit stands for, at most 255. */
  runs: Uint8Array;
  length: number;
}

/** The views of one message; overwritten by the next fold into it. */
export interface Folded {
  text: string;
  units: Uint16Array;
  kinds: Uint8Array;
  /** `[start, end)` in UTF-16 units of the original, a folded unit. */
  starts: Int32Array;
  ends: Int32Array;
  length: number;
  /** How many characters of each kind the folded view has. */
  readonly counts: Int32Array;
  readonly squeezed: SqueezedView;
}

const { fold: FOLD, kinds: KINDS, expansions: EXPANSIONS } = FOLD_TABLE;
const SPACE_UNIT = 0x20;

export function createFolded(): Folded {
  const folded: Folded = {
    text: "",
    units: new Uint16Array(0),
    kinds: new Uint8Array(0),
    starts: new Int32Array(0),
    ends: new Int32Array(0),
    length: 0,
    counts: new Int32Array(KIND_COUNT),
    squeezed: {
      units: new Uint16Array(0),
      first: new Int32Array(0),
      last: new Int32Array(0),
      runs: new Uint8Array(0),
      length: 0,
    },
  };
  grow(folded, 1_024);
  return folded;
}

const ROW_SHIFT = 2;
/**
 * What the loop asks of a code unit, side by side so that it costs one cache line: the folded unit,
 * the squeezed unit of that, the kind, and nothing. 512 KiB, of which a chat touches a few.
 */
const ROWS = buildRows();

function buildRows(): Uint16Array {
  const rows = new Uint16Array(0x10000 << ROW_SHIFT);
  for (let unit = 0; unit < 0x10000; unit++) {
    const folded = FOLD[unit]!;
    rows[unit << ROW_SHIFT] = folded;
    rows[(unit << ROW_SHIFT) + 1] = SQUEEZE_TABLE[folded]!;
    rows[(unit << ROW_SHIFT) + 2] = KINDS[unit]!;
  }
  return rows;
}

/**
 * @param text any string; looked at up to ENGINE_TEXT_LIMIT.
 * Cost: O(length), nothing allocated once the buffers have grown.
 */
export function fold(text: string, into: Folded): void {
  const length = Math.min(text.length, ENGINE_TEXT_LIMIT);
  if (into.units.length < length) grow(into, length);
  const { units, kinds, starts, ends, counts } = into;
  const { units: out, first, last, runs } = into.squeezed;
  into.text = text;
  counts.fill(0);
  let n = 0;
  let squeezed = 0;
  let previous = 0;
  let isPlain = true;
  for (let i = 0; i < length; i++) {
    const row = text.charCodeAt(i) << ROW_SHIFT;
    const value = ROWS[row]!;
    const kind = ROWS[row + 2]!;
    if (value >= FIRST_EXPANSION && value <= SPECIAL) {
      isPlain = false;
      into.length = n;
      i = foldSlowly(text, i, value, into);
      n = into.length;
      if (units !== into.units) return foldGrown(text, into);
      continue;
    }
    if (value === DROPPED) {
      if (kind === KIND.EXTEND && n > 0) ends[n - 1] = i + 1;
      continue;
    }
    if (value === SPACE_UNIT && (n === 0 || units[n - 1] === SPACE_UNIT)) continue;
    units[n] = value;
    kinds[n] = kind;
    starts[n] = i;
    ends[n] = i + 1;
    counts[kind]!++;
    const letter = ROWS[row + 1]!;
    if (letter !== 0) {
      if (letter === previous) {
        last[squeezed - 1] = n;
        if (runs[squeezed - 1]! < 255) runs[squeezed - 1]!++;
      } else {
        out[squeezed] = letter;
        first[squeezed] = n;
        last[squeezed] = n;
        runs[squeezed] = 1;
        squeezed++;
        previous = letter;
      }
    }
    n++;
  }
  if (n > 0 && units[n - 1] === SPACE_UNIT) n--;
  into.length = n;
  into.squeezed.length = squeezed;
  // What was composed or expanded on the way is squeezed anew: it may join what stands before it.
  if (!isPlain) squeeze(into);
}

/** The buffers were outgrown by expansions half-way: begin again, they are large enough now. */
function foldGrown(text: string, into: Folded): void {
  fold(text, into);
}

/** @returns index of the last code unit that it used up. */
function foldSlowly(text: string, at: number, value: number, into: Folded): number {
  if (value < SPECIAL) {
    append(into, EXPANSIONS[value - FIRST_EXPANSION] ?? "", at, at + 1, -1);
    return at;
  }
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdfff) {
    if (unit < 0x3000) joinJamo(unit, at, into);
    else voice(unit, at, into);
    return at;
  }
  const codePoint = text.codePointAt(at) ?? unit;
  if (codePoint <= 0xffff || at + 1 >= ENGINE_TEXT_LIMIT) {
    append(into, "\ufffd", at, at + 1, KIND.OTHER);
    return at;
  }
  foldAstral(codePoint, at, into);
  return at + 1;
}

/**
 * Folded forms of astral code points seen so far; emptied when full, for texts choose what is in
 * it.
 */
const astral = new Map<number, { readonly folded: string; readonly kind: number }>();
const ASTRAL_ENTRIES = 4_096;

function foldAstral(codePoint: number, at: number, into: Folded): void {
  let known = astral.get(codePoint);
  if (known === undefined) {
    known = { folded: foldCodePoint(codePoint), kind: kindOfCodePoint(codePoint) };
    if (astral.size >= ASTRAL_ENTRIES) astral.clear();
    astral.set(codePoint, known);
  }
  if (known.folded === "") {
    if (known.kind === KIND.EXTEND && into.length > 0) into.ends[into.length - 1] = at + 2;
    return;
  }
  append(into, known.folded, at, at + 2, known.kind);
}

/** @param kind -1: each character's own */
function append(into: Folded, folded: string, start: number, end: number, kind: number): void {
  const need = into.length + folded.length + (into.text.length - start);
  if (need > into.units.length) grow(into, need + ENGINE_TEXT_LIMIT / 4);
  for (let k = 0; k < folded.length; k++) {
    const unit = folded.charCodeAt(k);
    const own = kind < 0 ? KINDS[unit]! : kind;
    const n = into.length++;
    into.units[n] = unit;
    into.kinds[n] = own;
    into.starts[n] = start;
    into.ends[n] = end;
    if (k === 0 || kind < 0) into.counts[own]!++;
  }
}

/** か + ゛ is one が; a mark that voices nothing is dropped. */
function voice(mark: number, at: number, into: Folded): void {
  const n = into.length - 1;
  if (n < 0) return;
  const isHalf = mark === 0x309a || mark === 0x309c || mark === 0xff9f;
  const index = into.units[n]! - 0x3040;
  const table = isHalf ? FOLD_TABLE.halfVoiced : FOLD_TABLE.voiced;
  const composed = index >= 0 && index < table.length ? table[index]! : 0;
  if (composed !== 0) into.units[n] = composed;
  into.ends[n] = at + 1;
}

/** Conjoining vowels and finals compose with the syllable before them as NFC does. */
function joinJamo(jamo: number, at: number, into: Folded): void {
  const n = into.length - 1;
  const before = n < 0 ? 0 : into.units[n]!;
  const lead = before - 0x1100;
  const syllable = before - 0xac00;
  if (jamo < 0x11a8 && lead >= 0 && lead < 19) {
    into.units[n] = 0xac00 + (lead * 21 + (jamo - 0x1161)) * 28;
  } else if (jamo >= 0x11a8 && syllable >= 0 && syllable < 11_172 && syllable % 28 === 0) {
    into.units[n] = before + (jamo - 0x11a7);
  } else {
    append(into, String.fromCharCode(jamo), at, at + 1, KIND.HANGUL);
    return;
  }
  into.ends[n] = at + 1;
}

function squeeze(into: Folded): void {
  const { units, length } = into;
  const view = into.squeezed;
  const { units: out, first, last, runs } = view;
  let n = 0;
  let previous = 0;
  for (let i = 0; i < length; i++) {
    const unit = SQUEEZE_TABLE[units[i]!]!;
    if (unit === 0) continue;
    if (unit === previous) {
      last[n - 1] = i;
      if (runs[n - 1]! < 255) runs[n - 1]!++;
      continue;
    }
    out[n] = unit;
    first[n] = i;
    last[n] = i;
    runs[n] = 1;
    previous = unit;
    n++;
  }
  view.length = n;
}

function grow(folded: Folded, size: number): void {
  const capacity = Math.max(size, folded.units.length * 2);
  folded.units = new Uint16Array(capacity);
  folded.kinds = new Uint8Array(capacity);
  folded.starts = new Int32Array(capacity);
  folded.ends = new Int32Array(capacity);
  folded.squeezed.units = new Uint16Array(capacity);
  folded.squeezed.first = new Int32Array(capacity);
  folded.squeezed.last = new Int32Array(capacity);
  folded.squeezed.runs = new Uint8Array(capacity);
}
