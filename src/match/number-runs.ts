// Runs of digits with separators between them, as phone and card numbers are written: any width,
// any script's digits, kanji numerals, keycaps, letters for digits (o9o), and digits spelt as words.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { DASH, DIGIT_VALUES, DOUBLE, NUMBER_WORDS } from "./detector-digits.ts";
import { isLatinUnit } from "./detector-trie.ts";

/** Never between digits of one number: prices, tags, parameters, percentages. */
const BREAKS = new Uint8Array(0x10000);
for (const sign of "$¥€£₩%#@=&<>+") BREAKS[sign.charCodeAt(0)] = 1;
/** Characters between two digits: "090) - 1234", and an emoji is two units. */
const GAP_LENGTH = 4;
/** Shorter runs are no number that anybody looks for. */
const LEAST_DIGITS = 6;
/** Zeros that fold to a mask: 〇 ○ ◯. */
const ROUND_ZEROS = "〇○◯";

/** Structure of arrays; a run is digits `[runStarts[r], runEnds[r])`. Buffers are reused. */
export class NumberRuns {
  /** 0 to 9, separators left out. */
  digits = new Uint8Array(512);
  /** `[start, end)` in the folded view of each digit; a spelt one has several units. */
  starts = new Int32Array(512);
  ends = new Int32Array(512);
  /** 1: the digit begins a group. */
  borders = new Uint8Array(512);
  /** First unit between this group and the one before it; 0 = none. */
  separators = new Uint16Array(512);
  runStarts = new Int32Array(128);
  runEnds = new Int32Array(128);
  /** A plus stands right before the run's first digit. */
  pluses = new Uint8Array(128);
  /** How many of the run's digits are spelt as words. */
  spelt = new Uint16Array(128);
  count = 0;
  private length = 0;
  private readEnd = 0;
  private readTimes = 1;
  private readSpelt = false;

  /** Cost: O(length). @param hasWords the text may have digits spelt as words */
  read(folded: Folded, hasWords: boolean): void {
    this.count = 0;
    this.length = 0;
    this.grow(folded.length);
    const { units, length } = folded;
    const { first } = NUMBER_WORDS;
    for (let i = 0; i < length;) {
      const unit = units[i]!;
      if (DIGIT_VALUES[unit]! < 0 && (!hasWords || first[unit] === 0)) {
        // o9o: a letter begins a number only with a digit behind it.
        const isNear = (unit === 0x6f || unit === 0x2a) && i + 1 < length;
        if (!isNear || DIGIT_VALUES[units[i + 1]!]! < 0) {
          i++;
          continue;
        }
      }
      const digit = this.digitAt(folded, i, hasWords);
      if (digit === -1) i++;
      else i = this.readRun(folded, i, hasWords);
    }
  }

  /** @returns the first run that begins at or behind `at` of the folded view; `count` for none */
  firstAt(at: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[this.runStarts[middle]!]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Does a group end before digit `at` of run `run`. */
  isBorder(run: number, at: number): boolean {
    return at === this.runEnds[run]! || this.borders[at] === 1;
  }

  /** Sizes of the groups as hex digits: 3-4-4 is 0x344; 0 when there are more than seven. */
  shape(run: number, from: number, to: number): number {
    let shape = 0;
    let size = 0;
    let groups = 0;
    for (let d = from; d < to; d++) {
      if (d > from && this.isBorder(run, d)) {
        shape = shape * 16 + Math.min(size, 15);
        size = 0;
        if (++groups > 6) return 0;
      }
      size++;
    }
    return shape * 16 + Math.min(size, 15);
  }

  /** @returns how many different digits `[from, to)` has */
  different(from: number, to: number): number {
    let seen = 0;
    let count = 0;
    for (let d = from; d < to; d++) {
      const bit = 1 << this.digits[d]!;
      if ((seen & bit) === 0) count++;
      seen |= bit;
    }
    return count;
  }

  /** @returns the folded index behind the last digit of the run */
  private readRun(folded: Folded, from: number, hasWords: boolean): number {
    const { units, kinds, length } = folded;
    const { digits, starts, ends, borders, separators } = this;
    const first = this.length;
    let spelt = 0;
    let size = 0;
    let gap = 0;
    let separator = 0;
    let last = from;
    for (let i = from; i < length;) {
      const digit = this.digitAt(folded, i, hasWords);
      if (digit === -1) {
        const unit = units[i]!;
        const isTime = size <= 2 && unit === 0x3a && isMinutes(units, length, i);
        if (++gap > GAP_LENGTH || isTime || !isGap(unit, kinds[i]!)) break;
        if (separator === 0) separator = unit;
        // The second half of a surrogate pair.
        i += unit >= 0xd800 && unit <= 0xdbff ? 2 : 1;
        continue;
      }
      const end = this.readEnd;
      if (digit === DASH) {
        i = end;
        separator = 0x2d;
        gap = 1;
        continue;
      }
      const isSpelt = this.readSpelt;
      for (let k = 0; k < this.readTimes; k++) {
        const at = this.length++;
        const isBorder = gap > 0 || at === first || isSpelt;
        digits[at] = digit;
        starts[at] = i;
        ends[at] = end;
        borders[at] = isBorder ? 1 : 0;
        separators[at] = isBorder ? separator : 0;
        size = isBorder ? 1 : size + 1;
      }
      if (isSpelt) spelt += this.readTimes;
      gap = 0;
      separator = 0;
      last = end;
      i = end;
    }
    if (this.length - first < LEAST_DIGITS) this.length = first;
    else this.keep(first, spelt, hasPlus(folded, from));
    return Math.max(last, from + 1);
  }

  private keep(first: number, spelt: number, plus: boolean): void {
    const run = this.count++;
    this.runStarts[run] = first;
    this.runEnds[run] = this.length;
    this.pluses[run] = plus ? 1 : 0;
    this.spelt[run] = spelt;
  }

  /** @returns 0 to 9, DASH, or -1; `readEnd` is where it ends, `readTimes` how often it counts */
  private digitAt(folded: Folded, i: number, hasWords: boolean): number {
    const { units, length } = folded;
    const unit = units[i]!;
    this.readEnd = i + 1;
    this.readTimes = 1;
    this.readSpelt = false;
    const value = DIGIT_VALUES[unit]!;
    if (value >= 0) return value;
    if (unit === 0x2a) return isRoundZero(folded, i) ? 0 : -1;
    if (unit === 0x6f && isLetterDigit(units, length, i)) return 0;
    if ((unit === 0x6c || unit === 0x69) && isLetterDigit(units, length, i)) return 1;
    if (!hasWords || NUMBER_WORDS.first[unit] === 0) return -1;
    return this.wordAt(units, length, i);
  }

  private wordAt(units: Uint16Array, length: number, at: number): number {
    let times = 1;
    for (let i = at, words = 0; words < 2; words++) {
      if (isLatinUnit(units[i]!) && i > 0 && isLatinUnit(units[i - 1]!)) return -1;
      const end = NUMBER_WORDS.longest(units, length, i);
      if (end === -1) return -1;
      const role = NUMBER_WORDS.tag;
      if (role === DASH && words === 0) {
        this.readEnd = end;
        return DASH;
      }
      if (role < DOUBLE) {
        this.readEnd = end;
        this.readTimes = times;
        this.readSpelt = true;
        return 31 - Math.clz32(role);
      }
      times = role === DOUBLE ? 2 : 3;
      i = units[end] === 0x20 ? end + 1 : end;
      if (i >= length) return -1;
    }
    return -1;
  }

  private grow(length: number): void {
    // "triple" is longer than the three digits it makes.
    if (this.digits.length >= length + 3) return;
    const size = length + 3;
    this.digits = new Uint8Array(size);
    this.starts = new Int32Array(size);
    this.ends = new Int32Array(size);
    this.borders = new Uint8Array(size);
    this.separators = new Uint16Array(size);
    const runs = Math.ceil(size / LEAST_DIGITS);
    this.runStarts = new Int32Array(runs);
    this.runEnds = new Int32Array(runs);
    this.pluses = new Uint8Array(runs);
    this.spelt = new Uint16Array(runs);
  }
}

function isGap(unit: number, kind: number): boolean {
  switch (kind) {
    case KIND.SPACE:
    case KIND.PUNCTUATION:
    case KIND.OTHER:
    case KIND.MASK:
    case KIND.EMOJI:
    case KIND.DOT:
    case KIND.PROLONGED:
      return BREAKS[unit] === 0;
    default:
      // 090の1234の5678
      return unit === 0x306e;
  }
}

/** ":34" and no third digit: a time, not a separator. */
function isMinutes(units: Uint16Array, length: number, colon: number): boolean {
  if (colon + 2 >= length || !isAscii(units[colon + 1]!) || !isAscii(units[colon + 2]!))
    return false;
  return colon + 3 >= length || !isAscii(units[colon + 3]!);
}

function isAscii(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isRoundZero({ units, starts, text, length }: Folded, i: number): boolean {
  if (!ROUND_ZEROS.includes(text[starts[i]!] ?? "x")) return false;
  const isNumber = (k: number): boolean => k >= 0 && k < length && DIGIT_VALUES[units[k]!]! >= 0;
  return isNumber(i - 1) || isNumber(i + 1);
}

/** o and l among digits: "o9o", "8l2"; never part of a word or a unit ("10l"). */
function isLetterDigit(units: Uint16Array, length: number, i: number): boolean {
  const before = i > 0 ? units[i - 1]! : 0;
  const after = i + 1 < length ? units[i + 1]! : 0;
  const isBefore = DIGIT_VALUES[before]! >= 0;
  const isAfter = DIGIT_VALUES[after]! >= 0;
  if (isLatinUnit(before) || isLatinUnit(after)) return false;
  return units[i] === 0x6f ? isAfter || isBefore : isBefore && isAfter;
}

function hasPlus({ units }: Folded, from: number): boolean {
  let i = from - 1;
  if (i >= 0 && (units[i] === 0x20 || units[i] === 0x28)) i--;
  return i >= 0 && units[i] === 0x2b;
}
