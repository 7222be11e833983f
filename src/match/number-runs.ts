// Runs of digits with separators between them, as phone and card numbers are written; any width,
// kanji numerals among them.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";

export interface NumberRun {
  /** ASCII digits, separators left out. */
  readonly digits: string;
  /** Index in the folded view, a digit. */
  readonly at: readonly number[];
  /** Index in `digits` where each group begins. */
  readonly groups: readonly number[];
  /** A plus stands right before the first digit. */
  readonly hasPlus: boolean;
}

/** Consecutive whole groups of a run: groups `[first, last]`, digits `[from, to)`. */
export interface NumberWindow {
  readonly run: NumberRun;
  first: number;
  last: number;
  from: number;
  to: number;
}

const HAN_DIGITS = "〇一二三四五六七八九";
const SEPARATORS = new Set(Array.from(" -.()/‐‑‒–—―−ー~・_", (c) => c.charCodeAt(0)));
/** Separators between two groups: "090) - 1234". */
const GAP_LENGTH = 3;
/** Longest number looked for. */
const MOST_DIGITS = 19;

/** @returns runs of at least `least` digits. Cost: O(length). */
export function numberRuns(folded: Folded, least: number): NumberRun[] {
  const runs: NumberRun[] = [];
  const { length } = folded;
  for (let i = 0; i < length;) {
    if (digitAt(folded, i) === -1) {
      i++;
      continue;
    }
    const run = readRun(folded, i);
    i = (run.at[run.at.length - 1] ?? i) + 1;
    if (run.digits.length >= least) runs.push(run);
  }
  return runs;
}

function readRun(folded: Folded, from: number): NumberRun {
  const at: number[] = [];
  const groups: number[] = [];
  let digits = "";
  let gap = 1;
  for (let i = from; i < folded.length; i++) {
    const digit = digitAt(folded, i);
    if (digit === -1) {
      if (!SEPARATORS.has(folded.units[i]!) || ++gap > GAP_LENGTH) break;
      continue;
    }
    if (gap > 0) groups.push(digits.length);
    gap = 0;
    digits += digit;
    at.push(i);
  }
  return { digits, at, groups, hasPlus: from > 0 && folded.units[from - 1] === 0x2b };
}

function digitAt(folded: Folded, i: number): number {
  const unit = folded.units[i]!;
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const kind = folded.kinds[i]!;
  if (kind === KIND.HAN_NUMERAL)
    return unit === 0x96f6 ? 0 : HAN_DIGITS.indexOf(String.fromCharCode(unit));
  // A round zero folds to a mask: 〇九〇 is 090 all the same.
  if (kind !== KIND.MASK || !"〇○◯".includes(folded.text[folded.starts[i]!] ?? "x")) return -1;
  const next = folded.kinds[i + 1];
  const previous = folded.kinds[i - 1];
  return next === KIND.HAN_NUMERAL || previous === KIND.HAN_NUMERAL ? 0 : -1;
}

/**
 * Visits windows of `least` to 19 digits, longest first from each start, until one is taken; goes
 * on behind it. The window is reused: a message of nothing but digits has thousands, so `take` asks
 * the cheap things first.
 */
export function takeWindows(
  run: NumberRun,
  least: number,
  take: (window: NumberWindow) => boolean,
): void {
  const { groups, digits } = run;
  const window: NumberWindow = { run, first: 0, last: 0, from: 0, to: 0 };
  for (let first = 0; first < groups.length; first++) {
    window.first = first;
    window.from = groups[first] ?? 0;
    for (let last = Math.min(groups.length, first + MOST_DIGITS) - 1; last >= first; last--) {
      window.last = last;
      window.to = groups[last + 1] ?? digits.length;
      const count = window.to - window.from;
      if (count < least) break;
      if (count > MOST_DIGITS || !take(window)) continue;
      first = last;
      break;
    }
  }
}

export function digitsOf({ run, from, to }: NumberWindow): string {
  return run.digits.slice(from, to);
}

/** How many digits each group has, as "3-4-4". */
export function shapeOf({ run, first, last }: NumberWindow): string {
  const sizes: number[] = [];
  for (let g = first; g <= last; g++) {
    sizes.push((run.groups[g + 1] ?? run.digits.length) - (run.groups[g] ?? 0));
  }
  return sizes.join("-");
}

export function hasPlus({ run, first }: NumberWindow): boolean {
  return run.hasPlus && first === 0;
}

/** `[start, end)` in the folded view, the plus included. */
export function startOf(window: NumberWindow): number {
  return (window.run.at[window.from] ?? 0) - (hasPlus(window) ? 1 : 0);
}

export function endOf({ run, to }: NumberWindow): number {
  return (run.at[to - 1] ?? 0) + 1;
}
