// Folds a message into comparable views, with an offset map back to the original, in one pass.
//
// The folded view: NFKC width and compatibility forms, lower case, no diacritics, katakana as
// hiragana, look-alikes as Latin letters, invisible characters gone, white space as single spaces,
// mask characters as `*`. Kana keep their voicing: two different kana messages stay different.
// The squeezed view, made on the way: see squeeze-table.ts; runs of one letter are one unit.
import { ENGINE_TEXT_LIMIT } from "../domain/limits.ts";
import { DROPPED, FIRST_EXPANSION, FOLD_TABLE, SPECIAL } from "./fold-table.ts";
import { foldSlowly } from "./fold-slowly.ts";
import { forgetShifts, growFolded } from "./folded.ts";
import type { Folded } from "./folded.ts";
import { areJoined, KIND, presentBit } from "./kinds.ts";
import { signBitOf } from "./sign-bits.ts";
import { SQUEEZE_TABLE } from "./squeeze-table.ts";

const SPACE_UNIT = 0x20;
/** In a fact: nothing is folded as it stands, or it is a space. */
const UNUSUAL = 0x80;
const KIND_MASK = 0x1f;
/** In a fact: a Latin letter, whose word goes on with the next one; a letter drawn as a sign is none. */
const LATIN = 0x40;
const SIGN_SHIFT = 8;
const PRESENT_SHIFT = 24;

/**
 * What the loop asks of a code unit, side by side so that it costs one cache line: the folded unit
 * with the squeezed unit of that above it, and a fact: the kind, LATIN, UNUSUAL, bits of signs and of
 * PRESENT. 512 KiB, of which a chat touches a few.
 */
const ROWS = buildRows();

function buildRows(): Uint32Array {
  const { fold: folds, kinds } = FOLD_TABLE;
  const rows = new Uint32Array(0x20000);
  for (let unit = 0; unit < 0x10000; unit++) {
    // 0x25 and 0x26 may begin `%E3%83%A9` or `&#12521;`.
    const value = unit === 0x25 || unit === 0x26 ? SPECIAL : folds[unit]!;
    const kind = kinds[unit]!;
    const isSlow = value >= FIRST_EXPANSION && value <= SPECIAL;
    const isUnusual = isSlow || value === DROPPED || value === SPACE_UNIT;
    rows[unit << 1] = value | (SQUEEZE_TABLE[folds[unit]!]! << 16);
    rows[(unit << 1) + 1] =
      kind |
      (isUnusual ? UNUSUAL : 0) |
      (areJoined(KIND.LATIN_LOWER, kind) ? LATIN : 0) |
      (signBitOf(value, kind) << SIGN_SHIFT) |
      (presentBit(kind) << PRESENT_SHIFT);
  }
  return rows;
}

/**
 * @param text any string; looked at up to ENGINE_TEXT_LIMIT.
 * Cost: O(length), nothing allocated once the buffers have grown.
 */
export function fold(text: string, into: Folded): void {
  const length = Math.min(text.length, ENGINE_TEXT_LIMIT);
  begin(text, length, into);
  const { units, kinds, starts, ends } = into;
  const { units: out, first, isInner } = into.squeezed;
  let n = 0;
  let squeezed = 0;
  let previous = 0;
  let before = 0;
  let changed = 0;
  let facts = 0;
  // Until something is dropped or expanded the offset maps need no writing: they are the identity.
  let isShifted = false;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    const row = unit << 1;
    const fact = ROWS[row + 1]!;
    const value = ROWS[row]! & 0xffff;
    if (
      (fact & UNUSUAL) !== 0 &&
      (value !== SPACE_UNIT || n === 0 || units[n - 1] === SPACE_UNIT)
    ) {
      if (value >= FIRST_EXPANSION && value <= SPECIAL) {
        into.length = n;
        into.squeezed.length = squeezed;
        if (!isShifted) into.shiftedFrom = Math.max(0, n - 1);
        isShifted = true;
        i = foldSlowly(text, i, into);
        // Outgrown by expansions half-way: begin again, the buffers are large enough now.
        if (units !== into.units) return fold(text, into);
        n = into.length;
        squeezed = into.squeezed.length;
        previous = squeezed === 0 ? 0 : out[squeezed - 1]!;
        before = 0;
        continue;
      }
      changed = 1;
      if (!isShifted) into.shiftedFrom = Math.max(0, n - 1);
      isShifted = true;
      if ((fact & KIND_MASK) === KIND.EXTEND && n > 0) ends[n - 1] = i + 1;
      continue;
    }
    changed |= value ^ unit;
    facts |= fact;
    const kind = fact & KIND_MASK;
    units[n] = value;
    kinds[n] = kind;
    if (isShifted) {
      starts[n] = i;
      ends[n] = i + 1;
    }
    const letter = ROWS[row]! >>> 16;
    if (letter !== 0) {
      const inner = before & fact & LATIN;
      if (letter !== previous) {
        out[squeezed] = letter;
        first[squeezed] = n;
        isInner[squeezed] = inner;
        squeezed++;
        previous = letter;
      } else if (inner === 0) isInner[squeezed - 1] = 0;
    }
    before = fact;
    n++;
  }
  into.signs |= (facts >>> SIGN_SHIFT) & 0xffff;
  into.present |= facts >>> PRESENT_SHIFT;
  into.isSame &&= changed === 0;
  into.squeezed.length = squeezed;
  finish(n, into);
}

/** @param n units of the folded view, with a space that may be the last */
function finish(n: number, into: Folded): void {
  const { units, squeezed, text } = into;
  const length = n > 0 && units[n - 1] === SPACE_UNIT ? n - 1 : n;
  into.length = length;
  squeezed.first[squeezed.length] = length;
  // Whoever looks one place too far sees an end, not the last message.
  units[length] = 0;
  if (length !== text.length) into.isSame = false;
}

function begin(text: string, length: number, into: Folded): void {
  if (into.units.length <= length) growFolded(into, length + 1);
  if (into.shiftedFrom !== -1) forgetShifts(into);
  into.text = text;
  into.isSame = true;
  into.signs = 0;
  into.present = 0;
  into.isCounted = false;
}
