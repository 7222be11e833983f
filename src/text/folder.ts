// Folds a message into comparable views, with an offset map back to the original, in one pass.
//
// The folded view: NFKC width and compatibility forms, lower case, no diacritics, katakana as
// hiragana, look-alikes as Latin letters, invisible characters gone, white space as single spaces,
// mask characters as `*`. Kana keep their voicing: two different kana messages stay different.
// The squeezed view, made on the way: see squeeze-table.ts; runs of one letter are one unit.
import { ENGINE_TEXT_LIMIT } from "../domain/limits.ts";
import { DROPPED, FIRST_EXPANSION, FOLD_TABLE, SPECIAL } from "./fold-table.ts";
import { foldSlowly } from "./fold-slowly.ts";
import { growFolded } from "./folded.ts";
import type { Folded } from "./folded.ts";
import { KIND } from "./kinds.ts";
import { signBitOf } from "./sign-bits.ts";
import { SQUEEZE_TABLE } from "./squeeze-table.ts";

const SPACE_UNIT = 0x20;
const ROW_SHIFT = 2;
/**
 * What the loop asks of a code unit, side by side so that it costs one cache line: the folded unit,
 * the squeezed unit of that, the kind, and the sign's bit. 512 KiB, of which a chat touches a few.
 */
const ROWS = buildRows();

function buildRows(): Uint16Array {
  const { fold: folds, kinds } = FOLD_TABLE;
  const rows = new Uint16Array(0x10000 << ROW_SHIFT);
  for (let unit = 0; unit < 0x10000; unit++) {
    const folded = folds[unit]!;
    rows[unit << ROW_SHIFT] = folded;
    rows[(unit << ROW_SHIFT) + 1] = SQUEEZE_TABLE[folded]!;
    rows[(unit << ROW_SHIFT) + 2] = kinds[unit]!;
    rows[(unit << ROW_SHIFT) + 3] = signBitOf(folded, kinds[unit]!);
  }
  // May begin `%E3%83%A9` or `&#12521;`.
  rows[0x25 << ROW_SHIFT] = SPECIAL;
  rows[0x26 << ROW_SHIFT] = SPECIAL;
  return rows;
}

/**
 * @param text any string; looked at up to ENGINE_TEXT_LIMIT.
 * Cost: O(length), nothing allocated once the buffers have grown.
 */
export function fold(text: string, into: Folded): void {
  const length = Math.min(text.length, ENGINE_TEXT_LIMIT);
  if (into.units.length < length) growFolded(into, length);
  const { units, kinds, starts, ends, counts } = into;
  const { units: out, first } = into.squeezed;
  into.text = text;
  into.isSame = true;
  counts.fill(0);
  let n = 0;
  let squeezed = 0;
  let previous = 0;
  let changed = 0;
  into.signs = 0;
  let signs = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    const row = unit << ROW_SHIFT;
    const value = ROWS[row]!;
    if (value >= FIRST_EXPANSION && value <= SPECIAL) {
      into.length = n;
      into.squeezed.length = squeezed;
      i = foldSlowly(text, i, into);
      // Outgrown by expansions half-way: begin again, the buffers are large enough now.
      if (units !== into.units) return fold(text, into);
      n = into.length;
      squeezed = into.squeezed.length;
      previous = squeezed === 0 ? 0 : out[squeezed - 1]!;
      continue;
    }
    const kind = ROWS[row + 2]!;
    if (value === DROPPED) {
      changed = 1;
      if (kind === KIND.EXTEND && n > 0) ends[n - 1] = i + 1;
      continue;
    }
    if (value === SPACE_UNIT && (n === 0 || units[n - 1] === SPACE_UNIT)) {
      changed = 1;
      continue;
    }
    changed |= value ^ unit;
    signs |= ROWS[row + 3]!;
    units[n] = value;
    kinds[n] = kind;
    starts[n] = i;
    ends[n] = i + 1;
    counts[kind]!++;
    const letter = ROWS[row + 1]!;
    if (letter !== 0 && letter !== previous) {
      out[squeezed] = letter;
      first[squeezed] = n;
      squeezed++;
      previous = letter;
    }
    n++;
  }
  if (n > 0 && units[n - 1] === SPACE_UNIT) {
    n--;
    changed = 1;
  }
  first[squeezed] = n;
  into.signs |= signs;
  into.length = n;
  into.squeezed.length = squeezed;
  if (changed !== 0 || n !== text.length) into.isSame = false;
}
