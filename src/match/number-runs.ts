// Runs of digits with separators between them, as phone and card numbers are written; any width,
// kanji numerals among them.
import type { Folded } from "../text/folder.ts";
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

/** Consecutive whole groups of a run. */
export interface NumberWindow {
  readonly digits: string;
  /** How many digits each group has. */
  readonly sizes: readonly number[];
  readonly hasPlus: boolean;
  /** `[start, end)` in the folded view. */
  readonly start: number;
  readonly end: number;
}

const HAN_DIGITS = "〇一二三四五六七八九";
const SEPARATORS = new Set(Array.from(" -.()/‐‑‒–—―−ー~・_", (c) => c.charCodeAt(0)));
/** Separators between two groups: "090) - 1234". */
const GAP_LENGTH = 3;
/**
 * Longest number looked for, and the most windows tried: bounds a message of nothing but digits.
 */
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
 * All windows of 8 to 19 digits that begin and end with whole groups, longest first from each
 * start.
 */
export function* windowsOf(run: NumberRun): Generator<NumberWindow> {
  const { groups, digits, at } = run;
  for (let first = 0; first < groups.length; first++) {
    const from = groups[first] ?? 0;
    for (let last = Math.min(groups.length, first + MOST_DIGITS) - 1; last >= first; last--) {
      const to = groups[last + 1] ?? digits.length;
      if (to - from > MOST_DIGITS || to - from < 8) continue;
      const sizes: number[] = [];
      for (let g = first; g <= last; g++) {
        sizes.push((groups[g + 1] ?? digits.length) - (groups[g] ?? 0));
      }
      yield {
        digits: digits.slice(from, to),
        sizes,
        hasPlus: run.hasPlus && first === 0,
        start: (at[from] ?? 0) - (run.hasPlus && first === 0 ? 1 : 0),
        end: (at[to - 1] ?? 0) + 1,
      };
    }
  }
}
