// Phone numbers: Japanese ones however they are written, international ones with their plus, the
// shapes of other countries, and any number that follows a word for a telephone.
import { countsOf, numeralsOf } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { cardLength } from "./detector-card.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, Reading } from "./detector.ts";
import {
  isCounted,
  isMarkedBefore,
  isOrderNumber,
  phoneWordBefore,
} from "./detector-number-context.ts";
import { isLatinUnit } from "./detector-trie.ts";
import type { NumberRuns } from "./number-runs.ts";

const LEAST = 7;
const MOST = 15;

/** Groups that numbers with a leading zero are written in, as hex digits. */
const ZERO_SHAPES = new Set([
  0x244, 0x334, 0x424, 0x514, 0x433, 0x344, 0x434, 0x533, 0x56, 0x443, 0x444, 0x445, 0x22222, 0x47,
  0x48, 0x46, 0x37, 0x38, 0x28, 0x343, 0x335, 0x454, 0x343,
]);

export const phoneDetector: Detector = {
  id: "detector.phone",
  category: "contact",
  severity: 3,
  isWorth: (text) => numeralsOf(text.folded) >= LEAST || hasGate(text, GATE.NUMBER_WORD),
  detect(text, found) {
    const numbers = text.numbers();
    for (let run = 0; run < numbers.count; run++) {
      const end = numbers.runEnds[run]!;
      if (isCode(text, numbers, run)) continue;
      for (let at = numbers.runStarts[run]!; at + LEAST <= end;) {
        const count = numbers.borders[at] === 1 ? lengthAt(text, numbers, run, at) : 0;
        if (count > 0) found(startOf(text, numbers, run, at), numbers.ends[at + count - 1]!);
        at += Math.max(1, Math.abs(count));
      }
    }
  },
};

/** FR76 3000 ...: letters before a long run say that all of it is a code. */
function isCode({ folded }: Reading, numbers: NumberRuns, run: number): boolean {
  const at = numbers.runStarts[run]!;
  const start = numbers.starts[at]!;
  if (numbers.runEnds[run]! - at <= MOST || start < 2) return false;
  return isLatinUnit(folded.units[start - 1]!) && isLatinUnit(folded.units[start - 2]!);
}

/** @returns digits of the phone that begins at `at`; 0 = none; below 0: digits to pass over */
function lengthAt(text: Reading, numbers: NumberRuns, run: number, at: number): number {
  const count = shapedLength(text, numbers, run, at) || wordedLength(text, numbers, run, at);
  if (count === 0) return 0;
  const card = cardLength(text, numbers, run, at);
  if (card > 0) return -card;
  const start = numbers.starts[at]!;
  const end = numbers.ends[at + count - 1]!;
  if (isCounted(text, end) || isOrderNumber(text, start)) return 0;
  if (isMarkedBefore(text, start) && phoneWordBefore(text, start) === 0) return 0;
  return count;
}

/** What tells a phone by its digits and their groups alone. */
function shapedLength(text: Reading, numbers: NumberRuns, run: number, at: number): number {
  const { digits } = numbers;
  const total = numbers.runEnds[run]! - at;
  if (numbers.pluses[run] === 1 && at === numbers.runStarts[run]) {
    return plusLength(numbers, run, at, total);
  }
  if (numbers.spelt[run]! >= 7) {
    const spelt = speltLength(numbers, run, at, total);
    if (spelt > 0) return spelt;
  }
  if (digits[at] === 0) return zeroLength(numbers, run, at, total);
  if (total >= 10 && digits[at]! >= 2) return americanLength(numbers, run, at);
  if (total < 11 || digits[at] !== 1) return 0;
  if (isAmerican(numbers, run, at, 11)) return 11;
  return isChineseMobile(text, numbers, run, at) ? 11 : 0;
}

function plusLength(numbers: NumberRuns, run: number, at: number, total: number): number {
  const { digits } = numbers;
  if (digits[at] === 0 || total < 8) return 0;
  const [least, most] = countryLengths(digits[at]!, digits[at + 1]!);
  for (let count = Math.min(most, total); count >= least; count--) {
    if (!numbers.isBorder(run, at + count)) continue;
    return numbers.different(at, at + count) >= 3 && !endsInZeros(numbers, at + count, 6)
      ? count
      : 0;
  }
  return 0;
}

/** Fewest and most digits, the country's code among them. */
function countryLengths(first: number, second: number): readonly [number, number] {
  const code = first * 10 + second;
  if (first === 1) return [11, 11];
  if (first === 7 || code === 33 || code === 34) return [11, 11];
  if (code === 81) return [11, 13];
  if (code === 82 || code === 44) return [11, 13];
  if (code === 86) return [11, 13];
  return [9, MOST];
}

/** 090..., 03-1234-5678, 0081 ..., 06 12 34 56 78 */
function zeroLength(numbers: NumberRuns, run: number, at: number, total: number): number {
  const { digits } = numbers;
  if (total < 9) return 0;
  const second = digits[at + 1]!;
  const third = digits[at + 2]!;
  const isMobile = (third === 0 && second >= 5 && second <= 9) || (second === 1 && third === 0);
  if (isMobile && total >= 11 && numbers.isBorder(run, at + 11)) {
    if (numbers.different(at, at + 11) >= 3) return 11;
  }
  if (second === 0) return third === 0 ? 0 : abroadLength(numbers, run, at, total);
  // Digits that stand alone have no shape: only a whole run of them is one.
  const isAlone = numbers.borders[at + 1] === 1 && at !== numbers.runStarts[run];
  return isAlone ? 0 : zeroShaped(numbers, run, at, total);
}

/** The longest of 9 to 12 digits in groups that such numbers are written in. */
function zeroShaped(numbers: NumberRuns, run: number, at: number, total: number): number {
  const most = Math.min(total, 12);
  let shape = 0;
  let size = 0;
  let groups = 0;
  let found = 0;
  for (let count = 1; count <= most && groups < 6; count++) {
    size++;
    if (!numbers.isBorder(run, at + count)) continue;
    shape = shape * 16 + size;
    size = 0;
    groups++;
    if (count >= 9 && ZERO_SHAPES.has(shape)) found = count;
  }
  // 0 3 1 2 3 4 5 6 7 8
  if (groups === 6 && (total === 10 || total === 11) && isEvenly(numbers, at, total)) found = total;
  return found > 0 && numbers.different(at, at + found) >= (groups === 6 ? 4 : 3) ? found : 0;
}

/** The same sign between all digits: "0.1 0.2 0.3" is a list. */
function isEvenly({ separators }: NumberRuns, at: number, count: number): boolean {
  for (let d = at + 2; d < at + count; d++) if (separators[d] !== separators[at + 1]) return false;
  return true;
}

/** 00 81 90 1234 5678 */
function abroadLength(numbers: NumberRuns, run: number, at: number, total: number): number {
  for (let count = Math.min(MOST, total); count >= 12; count--) {
    if (!numbers.isBorder(run, at + count)) continue;
    const shape = numbers.shape(run, at, at + count);
    if (shape === 0x333 || shape === 0x3333 || shape === 0x33333) return 0;
    return numbers.different(at, at + count) >= 5 ? count : 0;
  }
  return 0;
}

/** 415-555-0132, 1 (415) 555-0132 */
function americanLength(numbers: NumberRuns, run: number, at: number): number {
  return isAmerican(numbers, run, at, 10) ? 10 : 0;
}

function isAmerican(numbers: NumberRuns, run: number, at: number, count: number): boolean {
  const { digits, separators } = numbers;
  // Nearly every place ends here.
  if (numbers.borders[at + count - 4] === 0 || numbers.borders[at + count - 7] === 0) return false;
  if (numbers.borders[at + count - 1] === 1 || numbers.borders[at + count - 5] === 1) return false;
  if (at + count > numbers.runEnds[run]! || !numbers.isBorder(run, at + count)) return false;
  const shape = numbers.shape(run, at, at + count);
  // Brazil: (11) 91234-5678
  if (count === 11 && shape === 0x254) return digits[at + 2] === 9;
  if (shape !== (count === 10 ? 0x334 : 0x1334)) return false;
  const area = at + count - 10;
  if (digits[area]! < 2 || digits[area + 3]! < 2) return false;
  // "250 300 3500" are three bids.
  const isSpaced = separators[area + 3] === 0x20 && separators[area + 6] === 0x20;
  if (isSpaced) {
    if (digits[area + 2] === 0 && digits[area + 5] === 0) return false;
    return count === 11 || numbers.runEnds[run]! - numbers.runStarts[run]! === count;
  }
  return true;
}

/** 138 1234 5678; without spaces only where somebody writes Chinese or nothing else. */
function isChineseMobile(text: Reading, numbers: NumberRuns, run: number, at: number): boolean {
  const { digits } = numbers;
  if (digits[at + 1]! < 3 || !numbers.isBorder(run, at + 11)) return false;
  const shape = numbers.shape(run, at, at + 11);
  if (shape === 0x344) return true;
  if (shape !== 0xb || numbers.different(at, at + 11) < 4) return false;
  const counts = countsOf(text.folded);
  return counts[KIND.HAN]! > 0 && counts[KIND.HIRAGANA]! + counts[KIND.KATAKANA]! === 0;
}

/** "four one five ...", ゼロキューゼロ ...: nobody spells ten digits that are no number. */
function speltLength(numbers: NumberRuns, run: number, at: number, total: number): number {
  const { digits } = numbers;
  const isMobile = digits[at] === 0 && digits[at + 2] === 0;
  const count = isMobile && total >= 11 ? 11 : Math.min(total, 11);
  if (count < 9 || at !== numbers.runStarts[run] || numbers.different(at, at + count) < 3) return 0;
  let steps = 0;
  for (let d = at + 1; d < at + count; d++) {
    if (Math.abs(digits[d]! - digits[d - 1]!) === 1) steps++;
  }
  // Counting up or down.
  if (digits[at] !== 0 && steps >= count - 2) return 0;
  return count;
}

/** After a word for a telephone any number of a phone's length is one. */
function wordedLength(text: Reading, numbers: NumberRuns, run: number, at: number): number {
  if (at !== numbers.runStarts[run] || !hasGate(text, GATE.PHONE_WORD)) return 0;
  const word = phoneWordBefore(text, numbers.starts[at]!);
  if (word === 0) return 0;
  const total = numbers.runEnds[run]! - at;
  const least = word === 2 ? LEAST : 9;
  for (let count = Math.min(total, MOST); count >= least; count--) {
    if (!numbers.isBorder(run, at + count) || (total > MOST && count > 11)) continue;
    if (isPairs(numbers, run, at, count)) return 0;
    if (endsInZeros(numbers, at + count, 4) || isDate(numbers, at, count)) return 0;
    return numbers.different(at, at + count) >= 3 ? count : 0;
  }
  return 0;
}

/** 12 13 14 15: sizes and counts; a number in pairs begins with a zero. */
function isPairs(numbers: NumberRuns, run: number, at: number, count: number): boolean {
  let singles = 0;
  let size = 0;
  for (let d = at; d < at + count; d++) {
    if (++size > 2) return false;
    if (!numbers.isBorder(run, d + 1)) continue;
    if (size === 1) singles++;
    size = 0;
  }
  return numbers.digits[at] !== 0 && singles < count;
}

function endsInZeros(numbers: NumberRuns, end: number, zeros: number): boolean {
  for (let d = end - zeros; d < end; d++) if (numbers.digits[d] !== 0) return false;
  return true;
}

/** 20241010 */
function isDate(numbers: NumberRuns, at: number, count: number): boolean {
  if (count !== 8) return false;
  const { digits } = numbers;
  const century = digits[at]! * 10 + digits[at + 1]!;
  const month = digits[at + 4]! * 10 + digits[at + 5]!;
  const day = digits[at + 6]! * 10 + digits[at + 7]!;
  return (century === 19 || century === 20) && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** The plus and the bracket that belong to the number are part of it. */
function startOf(text: Reading, numbers: NumberRuns, run: number, at: number): number {
  const { units } = text.folded;
  let start = numbers.starts[at]!;
  if (start > 0 && units[start - 1] === 0x28 && isClosed(text, numbers, run, at)) start--;
  if (numbers.pluses[run] === 0 || at !== numbers.runStarts[run]) return start;
  if (start > 0 && units[start - 1] === 0x20) start--;
  return start > 0 && units[start - 1] === 0x2b ? start - 1 : start;
}

/** (415) 555-0132: the first group's bracket ends inside the number. */
function isClosed({ folded }: Reading, numbers: NumberRuns, run: number, at: number): boolean {
  let next = at + 1;
  while (!numbers.isBorder(run, next)) next++;
  return next < numbers.runEnds[run]! && folded.units[numbers.ends[next - 1]!] === 0x29;
}
