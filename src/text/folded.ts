// The views of one message: reused buffers, with an offset map back to the original.
import { areJoined, KIND, KIND_COUNT, PRESENT } from "./kinds.ts";
import { SQUEEZE_TABLE } from "./squeeze-table.ts";

export interface SqueezedView {
  units: Uint16Array;
  /**
   * Not 0: all letters of the unit follow another Latin letter, so no word begins there. May be 0
   * where a word does not begin either.
   */
  isInner: Uint8Array;
  /** Index in the folded view of the unit's first letter; `first[length]` is the folded length. */
  first: Int32Array;
  length: number;
}

/** Overwritten by the next fold into it. */
export interface Folded {
  text: string;
  units: Uint16Array;
  kinds: Uint8Array;
  /** `[start, end)` in UTF-16 units of the original, a folded unit. */
  starts: Int32Array;
  ends: Int32Array;
  length: number;
  /** The folded view is the text itself, unit for unit. */
  isSame: boolean;
  /** Bits of the signs that it has: sign-bits.ts. */
  signs: number;
  /** Bits of PRESENT: kinds that it has. */
  present: number;
  /** How many characters of each kind it has: ask `countsOf`. */
  readonly counts: Int32Array;
  isCounted: boolean;
  /** `starts[i]` is i and `ends[i]` i + 1 before it, and behind `length`; -1: everywhere. */
  shiftedFrom: number;
  readonly squeezed: SqueezedView;
}

export function createFolded(): Folded {
  const folded: Folded = {
    text: "",
    units: new Uint16Array(0),
    kinds: new Uint8Array(0),
    starts: new Int32Array(0),
    ends: new Int32Array(0),
    length: 0,
    isSame: true,
    signs: 0,
    present: 0,
    counts: new Int32Array(KIND_COUNT),
    isCounted: false,
    shiftedFrom: -1,
    squeezed: {
      units: new Uint16Array(0),
      isInner: new Uint8Array(0),
      first: new Int32Array(0),
      length: 0,
    },
  };
  growFolded(folded, 1_024);
  return folded;
}

/** Empties it: what it held is lost. */
export function growFolded(folded: Folded, size: number): void {
  const capacity = Math.max(size, folded.units.length * 2);
  folded.units = new Uint16Array(capacity);
  folded.kinds = new Uint8Array(capacity);
  folded.starts = Int32Array.from({ length: capacity }, (_, at) => at);
  folded.ends = Int32Array.from({ length: capacity }, (_, at) => at + 1);
  folded.shiftedFrom = -1;
  folded.squeezed.units = new Uint16Array(capacity);
  folded.squeezed.isInner = new Uint8Array(capacity);
  folded.squeezed.first = new Int32Array(capacity + 1);
}

/** Makes the offset maps the identity again, where the last text has shifted them. */
export function forgetShifts(folded: Folded): void {
  const { starts, ends, length } = folded;
  // A trailing space was cut off.
  const stop = Math.min(length + 1, starts.length);
  for (let at = folded.shiftedFrom; at < stop; at++) {
    starts[at] = at;
    ends[at] = at + 1;
  }
  folded.shiftedFrom = -1;
}

/**
 * How many characters of each kind the folded view has, however many units they became. Counted
 * once a message, and only if somebody asks; overwritten by the next fold.
 */
export function countsOf(folded: Folded): Int32Array {
  const { kinds, starts, length, counts } = folded;
  if (folded.isCounted) return counts;
  counts.fill(0);
  for (let i = 0; i < length; i++) {
    if (i === 0 || starts[i] !== starts[i - 1]) counts[kinds[i]!]!++;
  }
  folded.isCounted = true;
  return counts;
}

/** Digits and kanji numerals. Cost: a read for the messages that have none. */
export function numeralsOf(folded: Folded): number {
  if ((folded.present & (PRESENT.DIGIT | PRESENT.HAN_NUMERAL)) === 0) return 0;
  const counts = countsOf(folded);
  return counts[KIND.DIGIT]! + counts[KIND.HAN_NUMERAL]!;
}

export function hasDigits({ present }: Folded): boolean {
  return (present & PRESENT.DIGIT) !== 0;
}

export function hasAt({ present }: Folded): boolean {
  return (present & PRESENT.AT) !== 0;
}

/** Index in the folded view of the last letter that squeezed unit `at` stands for. */
export function lastOf({ units, squeezed }: Folded, at: number): number {
  let last = squeezed.first[at + 1]! - 1;
  while (SQUEEZE_TABLE[units[last]!] === 0) last--;
  return last;
}

/** Folded units from the first letter of squeezed unit `from` to the last letter before `end`. */
export function spanOf(folded: Folded, from: number, end: number): number {
  return lastOf(folded, end - 1) + 1 - folded.squeezed.first[from]!;
}

/** Where the last unbroken row of letters of squeezed unit `at` begins. */
export function rowBefore(folded: Folded, at: number): number {
  const first = folded.squeezed.first[at]!;
  let start = lastOf(folded, at);
  while (start > first && SQUEEZE_TABLE[folded.units[start - 1]!] !== 0) start--;
  return start;
}

/** Where the first unbroken row of letters of squeezed unit `at` ends. */
export function rowBehind({ units, squeezed }: Folded, at: number): number {
  const end = squeezed.first[at + 1]!;
  let stop = squeezed.first[at]! + 1;
  while (stop < end && SQUEEZE_TABLE[units[stop]!] !== 0) stop++;
  return stop;
}

/** How many letters squeezed unit `at` stands for. */
export function runOf({ units, squeezed }: Folded, at: number): number {
  const end = squeezed.first[at + 1]!;
  let run = 0;
  for (let i = squeezed.first[at]!; i < end; i++) if (SQUEEZE_TABLE[units[i]!] !== 0) run++;
  return run;
}

/** Whether a word may end with squeezed unit `at`. */
export function mayEnd({ kinds, squeezed, length }: Folded, at: number): boolean {
  const stop = squeezed.first[at + 1]!;
  for (let i = squeezed.first[at]!; i < stop; i++) {
    if (i + 1 >= length || !areJoined(kinds[i]!, kinds[i + 1]!)) return true;
  }
  return false;
}
