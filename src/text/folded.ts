// The views of one message: reused buffers, with an offset map back to the original.
import { KIND_COUNT } from "./kinds.ts";
import { SQUEEZE_TABLE } from "./squeeze-table.ts";

export interface SqueezedView {
  units: Uint16Array;
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
  /** How many characters of each kind the folded view has. */
  readonly counts: Int32Array;
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
    counts: new Int32Array(KIND_COUNT),
    squeezed: { units: new Uint16Array(0), first: new Int32Array(0), length: 0 },
  };
  growFolded(folded, 1_024);
  return folded;
}

/** Empties it: what it held is lost. */
export function growFolded(folded: Folded, size: number): void {
  const capacity = Math.max(size, folded.units.length * 2);
  folded.units = new Uint16Array(capacity);
  folded.kinds = new Uint8Array(capacity);
  folded.starts = new Int32Array(capacity);
  folded.ends = new Int32Array(capacity);
  folded.squeezed.units = new Uint16Array(capacity);
  folded.squeezed.first = new Int32Array(capacity + 1);
}

/** Index in the folded view of the last letter that squeezed unit `at` stands for. */
export function lastOf({ units, squeezed }: Folded, at: number): number {
  let last = squeezed.first[at + 1]! - 1;
  while (SQUEEZE_TABLE[units[last]!] === 0) last--;
  return last;
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
