// Host names as they are written: example.com, example . com, example (dot) com, e x a m p l e どっと com.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { isLatinUnit } from "./detector-trie.ts";
import { DETECTOR_WORDS, WORD } from "./detector-words.ts";
import { SUFFIX, suffixEnd, suffixRole } from "./domains.ts";

/** How a dot is written; the greatest of a host's says how much else it takes to be one. */
export const DOT = { NONE: 0, PLAIN: 1, ODD: 2, SPACED: 3, WORDED: 4 } as const;

/** No host has more. */
const MOST_LABELS = 8;
const LABEL_LENGTH = 63;
/** Labels in kana or Han: longer ones are a sentence. */
const WIDE_LENGTH = 20;
/** "e x a m p l e": more letters than this are an art of its own. */
const SPREAD_LENGTH = 60;

/** The last host that was read; overwritten by the next. */
export class HostReader {
  labels = 0;
  /** Of each label, in the folded view. */
  readonly starts = new Int32Array(MOST_LABELS);
  readonly ends = new Int32Array(MOST_LABELS);
  /** How the dot before the label is written; of the first NONE. */
  readonly dots = new Uint8Array(MOST_LABELS);
  /** The host without spaces, `joinedLength` units; its first label has `nameLength` of them. */
  readonly joined: Uint16Array;
  joinedLength = 0;
  nameLength = 0;
  private dotEnd = 0;
  /** The same memory as `joined`. */
  private readonly bytes: Buffer;

  constructor() {
    const memory = new ArrayBuffer(MOST_LABELS * (LABEL_LENGTH + 1) * 2);
    this.joined = new Uint16Array(memory);
    this.bytes = Buffer.from(memory);
  }

  /**
   * Reads labels and dots from `start` on.
   * @param isAddress a scheme or an at sign before it: spaced and odd dots need no suffix behind them
   * Cost: O(what is read); stops at what cannot belong to it.
   */
  read(folded: Folded, start: number, firstEnd: number, isAddress: boolean): void {
    this.labels = 1;
    this.starts[0] = start;
    this.ends[0] = firstEnd;
    this.dots[0] = DOT.NONE;
    const isSpread = isSpreadOut(folded, start, firstEnd);
    while (this.labels < MOST_LABELS) {
      const dot = this.dotAt(folded, this.ends[this.labels - 1]!);
      if (dot === DOT.NONE) return;
      const from = this.dotEnd;
      let end = labelEnd(folded, from, isAddress);
      // どっとこむ
      if (end === from && dot === DOT.WORDED && isLatinUnit(folded.units[start]!)) {
        end = suffixEnd(folded.units, folded.length, from);
      }
      if (end === from) return;
      if (isSpread && end === from + 1) end = spreadEnd(folded, from, end);
      if (dot !== DOT.PLAIN && !this.mayFollow(folded, dot, from, end, isAddress)) return;
      const n = this.labels++;
      this.starts[n] = from;
      this.ends[n] = end;
      this.dots[n] = dot;
    }
  }

  /** The greatest way of writing among the dots of labels before `labels`. */
  writing(labels: number): number {
    let most: number = DOT.NONE;
    for (let n = 1; n < labels; n++) most = Math.max(most, this.dots[n]!);
    return most;
  }

  /** Joins the first labels with dots in `joined`, spaces left out. Allocates nothing. */
  join({ units }: Folded, labels: number): void {
    let length = 0;
    for (let n = 0; n < labels; n++) {
      if (n > 0) this.joined[length++] = 0x2e;
      const end = this.ends[n]!;
      for (let i = this.starts[n]!; i < end; i++) {
        if (units[i] !== 0x20) this.joined[length++] = units[i]!;
      }
      if (n === 0) this.nameLength = length;
    }
    this.joinedLength = length;
  }

  /** What was joined, as a string; percent signs decoded. */
  host(): string {
    const host = this.bytes.toString("utf16le", 0, this.joinedLength * 2);
    return host.includes("%") ? decodePercent(host) : host;
  }

  /** A dot that is not right between two labels begins a sentence as often as a suffix. */
  private mayFollow(
    folded: Folded,
    dot: number,
    from: number,
    end: number,
    isAddress: boolean,
  ): boolean {
    const { units } = folded;
    if (isAddress && dot !== DOT.ODD) return true;
    const role = roleOf(folded, from, end) || (isSecondLevel(units, from, end) ? SUFFIX.PLAIN : 0);
    if (dot === DOT.WORDED) return role !== 0 || this.goesOn(folded, end);
    if (isWww(units, this.starts[0]!, this.ends[0]!)) return true;
    if (dot === DOT.ODD) {
      // Portuguese "com" is a word, and a hyphen or digit before the comma is no word's.
      const isSure = endsHere(folded, end) || hasNonLetter(units, this.starts[0]!, this.ends[0]!);
      return (role & SUFFIX.PLAIN) !== 0 && isSure;
    }
    const isBefore = units[this.ends[this.labels - 1]!] === 0x20;
    if (!isBefore) return (role & SUFFIX.PLAIN) !== 0 && endsHere(folded, end);
    return role !== 0;
  }

  /** SUFFIX bits of the label. */
  role(folded: Folded, n: number): number {
    return roleOf(folded, this.starts[n]!, this.ends[n]!);
  }

  /** Is there another dot word behind: shop dot example dot com. */
  private goesOn(folded: Folded, end: number): boolean {
    return this.dotAt(folded, end) === DOT.WORDED;
  }

  /** @returns how the dot at `at` is written, NONE where there is none; `dotEnd`: behind it */
  private dotAt(folded: Folded, at: number): number {
    const { units, kinds, length } = folded;
    let i = at;
    const isSpaceBefore = units[i] === 0x20 && i < length;
    if (isSpaceBefore) i++;
    const isOpened = i < length && isOpening(units[i]!);
    if (isOpened) i++;
    if (isOpened && units[i] === 0x20) i++;
    if (i >= length) return DOT.NONE;
    let dot: number = DOT.NONE;
    const word = DETECTOR_WORDS.longest(units, length, i);
    if (word !== -1 && (DETECTOR_WORDS.tag & WORD.DOT) !== 0) {
      if (isLatinUnit(units[i]!) && i > 0 && isLatinUnit(units[i - 1]!)) return DOT.NONE;
      dot = DOT.WORDED;
      i = word;
    } else if (units[i] === 0x2e) {
      dot = DOT.PLAIN;
      i++;
    } else if (kinds[i] === KIND.DOT || isOddDot(units[i]!, kinds[i]!)) {
      dot = DOT.ODD;
      i++;
    }
    if (dot === DOT.NONE) return DOT.NONE;
    if (isOpened) {
      if (units[i] === 0x20) i++;
      if (i >= length || !isClosing(units[i]!)) return DOT.NONE;
      i++;
      dot = DOT.WORDED;
    }
    const isSpaceAfter = i < length && units[i] === 0x20;
    if (isSpaceAfter) i++;
    if (dot === DOT.PLAIN && (isSpaceBefore || isSpaceAfter)) dot = DOT.SPACED;
    this.dotEnd = i;
    return dot;
  }
}

/** Letters, digits, hyphens of a label. */
export function isLabelUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d;
}

/** Kana, ideographs, hangul: labels of international names. */
export function isWideUnit(unit: number): boolean {
  return (
    (unit >= 0x3041 && unit <= 0x30ff) ||
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0xac00 && unit <= 0xd7a3)
  );
}

/** @returns where the label that ends before `end` begins; `end` when there is none */
export function labelStart({ units }: Folded, end: number): number {
  let start = end;
  while (start > 0 && end - start < LABEL_LENGTH && isLabelUnit(units[start - 1]!)) start--;
  if (start < end) return start;
  while (start > 0 && end - start < WIDE_LENGTH && isWideUnit(units[start - 1]!)) start--;
  return start;
}

/** "e x a m p l e": goes on to the left over single letters with spaces between them. */
export function spreadStart({ units }: Folded, start: number): number {
  let at = start;
  while (at >= 2 && start - at < SPREAD_LENGTH && units[at - 1] === 0x20) {
    if (!isLabelUnit(units[at - 2]!) || (at >= 3 && isLabelUnit(units[at - 3]!))) break;
    at -= 2;
  }
  return at;
}

export function labelEnd(folded: Folded, from: number, isAddress: boolean): number {
  const { units, length } = folded;
  let end = from;
  const most = Math.min(length, from + LABEL_LENGTH);
  while (end < most && (isLabelUnit(units[end]!) || (isAddress && units[end] === 0x25))) end++;
  if (end > from) return end;
  const mostWide = Math.min(length, from + WIDE_LENGTH);
  // 例え.テスト only as a whole: behind a Latin suffix the sentence goes on.
  if (isAddress) while (end < mostWide && isWideUnit(units[end]!)) end++;
  return end;
}

/** The same to the right. */
export function spreadEnd({ units, length }: Folded, from: number, end: number): number {
  let at = end;
  while (at + 1 < length && at - from < SPREAD_LENGTH && units[at] === 0x20) {
    if (!isLabelUnit(units[at + 1]!)) break;
    if (at + 2 < length && isLabelUnit(units[at + 2]!)) break;
    at += 2;
  }
  return at;
}

function roleOf({ units }: Folded, from: number, end: number): number {
  if (end - from < 5 || units[from + 1] !== 0x20) return suffixRole(units, from, end);
  let length = 0;
  for (let i = from; i < end && length < SPREAD.length; i++) {
    if (units[i] !== 0x20) SPREAD[length++] = units[i]!;
  }
  return suffixRole(SPREAD, 0, length);
}

/** A label without its spaces: "c o m". */
const SPREAD = new Uint16Array(24);

export function isWww(units: Uint16Array, from: number, end: number): boolean {
  return (
    end - from === 3 && units[from] === 0x77 && units[from + 1] === 0x77 && units[from + 2] === 0x77
  );
}

function hasNonLetter(units: Uint16Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (units[i]! < 0x61) return true;
  return false;
}

/** co, or, ne, ac, go: of "co.jp". */
function isSecondLevel(units: Uint16Array, from: number, end: number): boolean {
  if (end - from !== 2) return false;
  const a = units[from]!;
  const b = units[from + 1]!;
  return (
    (b === 0x6f && (a === 0x63 || a === 0x67)) ||
    (a === 0x6f && b === 0x72) ||
    (a === 0x6e && b === 0x65)
  );
}

function isSpreadOut({ units }: Folded, start: number, end: number): boolean {
  return end - start >= 5 && units[start + 1] === 0x20 && units[start + 3] === 0x20;
}

/** Nothing that goes on as a sentence: the end, a path, a sign, another script, no word. */
export function endsHere({ units, length }: Folded, at: number): boolean {
  if (at >= length) return true;
  const unit = units[at]!;
  if (unit !== 0x20) return !isLatinUnit(unit);
  return at + 1 >= length || !isLatinUnit(units[at + 1]!);
}

/** Comma, middle dots, stars and bullets between a name and "com". */
function isOddDot(unit: number, kind: number): boolean {
  return unit === 0x2c || unit === 0x3001 || unit === 0xb7 || unit === 0x30fb || kind === KIND.MASK;
}

export function isOpening(unit: number): boolean {
  return unit === 0x28 || unit === 0x5b || unit === 0x7b || unit === 0x3c || unit === 0x300c;
}

export function isClosing(unit: number): boolean {
  return unit === 0x29 || unit === 0x5d || unit === 0x7d || unit === 0x3e || unit === 0x300d;
}

function decodePercent(host: string): string {
  return host
    .replace(/%([0-7][0-9a-f])/gu, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .toLowerCase();
}
