// Runs of digits with separators between them, as phone and card numbers are written: any width,
// any script's digits, kanji numerals, keycaps, letters for digits (o9o), and digits spelt as words.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { isLatinUnit, WordTrie } from "./detector-trie.ts";

/** A word for digit d has bit d; those that repeat or part digits have the bits behind. */
const DOUBLE = 1 << 10;
const TRIPLE = 1 << 11;
const DASH = 1 << 12;

const NUMBER_WORDS = new WordTrie([
  [1 << 0, "zero oh o ゼロ れい まる 零 cero null nol kosong 공 영 洞"],
  [1 << 1, "one ワン いち uno um un une eins satu 일 幺"],
  [1 << 2, "two ツー に dos dois deux zwei zwo dua 이 两 兩"],
  [1 << 3, "three スリー さん tres trois drei tiga 삼"],
  [1 << 4, "four フォー よん し cuatro quatro quatre vier empat 사"],
  [1 << 5, "five ファイブ ご cinco cinq fünf funf lima 오"],
  [1 << 6, "six シックス ろく seis sechs enam 육 륙"],
  [1 << 7, "seven セブン なな しち siete sete sept sieben tujuh 칠 拐"],
  [1 << 8, "eight エイト はち ぱち ocho oito huit acht delapan 팔"],
  [1 << 9, "nine niner ナイン きゅう きゅー く nueve nove neuf neun sembilan 구"],
  [DOUBLE, "double ダブル doble"],
  [TRIPLE, "triple トリプル"],
  [DASH, "dash hyphen minus ハイフン guion traço traco dot"],
]);

const DIGIT_VALUES = digitValues();

/** Never between digits of one number: prices, tags, parameters, percentages. */
const BREAKS = new Set(Array.from("$¥€£₩%#@=&<>+", (c) => c.charCodeAt(0)));
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
    for (let i = 0; i < folded.length;) {
      const digit = this.digitAt(folded, i, hasWords);
      if (digit === -1) i++;
      else i = this.readRun(folded, i, hasWords);
    }
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
        this.digits[at] = digit;
        this.starts[at] = i;
        this.ends[at] = end;
        this.borders[at] = isBorder ? 1 : 0;
        this.separators[at] = isBorder ? separator : 0;
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
      return !BREAKS.has(unit);
    default:
      // 090の1234の5678
      return unit === 0x306e;
  }
}

/** ":34" and no third digit: a time, not a separator. */
function isMinutes(units: Uint16Array, length: number, colon: number): boolean {
  const isDigit = (i: number): boolean => i < length && units[i]! >= 0x30 && units[i]! <= 0x39;
  return isDigit(colon + 1) && isDigit(colon + 2) && !isDigit(colon + 3);
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

function digitValues(): Int8Array {
  const values = new Int8Array(0x10000).fill(-1);
  // Zeros of the scripts that write phone numbers with digits of their own.
  for (const zero of [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50]) {
    for (let d = 0; d < 10; d++) values[zero + d] = d;
  }
  for (const row of ["〇一二三四五六七八九", "零壱弐参肆伍陸漆捌玖", "零壹貳叁肆伍陆柒捌玖"]) {
    Array.from(row).forEach((digit, d) => {
      values[digit.charCodeAt(0)] = d;
    });
  }
  return values;
}
