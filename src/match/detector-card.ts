// Payment cards: 14 to 19 digits under a card network's prefix whose check digit is right.
import { numeralsOf } from "../text/folded.ts";
import type { Detector, Reading } from "./detector.ts";
import { isOrderNumber } from "./detector-number-context.ts";
import type { NumberRuns } from "./number-runs.ts";

const LEAST = 13;
const MOST = 19;

export const cardDetector: Detector = {
  id: "detector.card",
  category: "contact",
  severity: 4,
  isWorth: ({ folded, gates }) => numeralsOf(folded) >= LEAST || hasWords(gates),
  detect(text, found) {
    const numbers = text.numbers();
    for (let run = 0; run < numbers.count; run++) {
      const end = numbers.runEnds[run]!;
      for (let at = numbers.runStarts[run]!; at + LEAST <= end;) {
        const count = cardLength(text, numbers, run, at);
        if (count > 0) found(numbers.starts[at]!, numbers.ends[at + count - 1]!);
        at += Math.max(1, count);
      }
    }
  },
};

/** GATE.NUMBER_WORD, spelt here so that the common path is one comparison. */
function hasWords(gates: number): boolean {
  return (gates & (1 << 5)) !== 0;
}

/**
 * @returns how many digits the card that begins at digit `at` has; 0 = no card.
 * Cost: O(1) for nearly every place: prefix first, then sums of at most 19 digits.
 */
export function cardLength(text: Reading, numbers: NumberRuns, run: number, at: number): number {
  const end = numbers.runEnds[run]!;
  if (end - at < LEAST || numbers.borders[at] === 0) return 0;
  const network = networkOf(numbers.digits, at);
  if (network === 0) return 0;
  const most = Math.min(MOST, end - at);
  let even = 0;
  let odd = 0;
  // Sums with every second digit doubled, for cards of odd and of even length.
  for (let i = 0; i < most; i++) {
    const digit = numbers.digits[at + i]!;
    const doubled = digit < 5 ? digit * 2 : digit * 2 - 9;
    even += (i & 1) === 0 ? doubled : digit;
    odd += (i & 1) === 0 ? digit : doubled;
    const count = i + 1;
    const sum = (count & 1) === 0 ? even : odd;
    if (count < LEAST || sum % 10 !== 0 || (network & (1 << count)) === 0) continue;
    if (numbers.isBorder(run, at + count) && isPlausible(text, numbers, run, at, count)) {
      return count;
    }
  }
  return 0;
}

/** What one order number in ten that passes the check has and a card has not. */
function isPlausible(
  text: Reading,
  numbers: NumberRuns,
  run: number,
  at: number,
  count: number,
): boolean {
  const shape = numbers.shape(run, at, at + count);
  const isGrouped = shape > 0xff;
  // Japanese goods' codes are 13 digits that begin with 45 or 49; such cards are long gone.
  if (count === LEAST && shape !== 0x4333) return false;
  if (numbers.different(at, at + count) < 2 || isCounting(numbers, run, at, count)) return false;
  const first = numbers.digits[at]! * 10 + numbers.digits[at + 1]!;
  const isMaestro = first === 50 || first === 63 || first === 67 || (first >= 56 && first <= 59);
  if (isMaestro && !isGrouped) return false;
  const start = numbers.starts[at]!;
  const { units } = text.folded;
  const before = start > 0 ? units[start - 1]! : 0x20;
  // A parameter of an address, a part of a code.
  if (before === 0x3d || before === 0x5f || before === 0x2f) return false;
  // 0.5181721811032243: the places of a fraction; behind any other figure it is an item of a list.
  if (before === 0x2e && !isGrouped && isZeroAt(text, start - 2)) return false;
  const isWhole = at === numbers.runStarts[run] && (shape === 0x4444 || shape === 0x465);
  return isWhole || !isOrderNumber(text, start);
}

/** A zero that no figure or point stands before. */
function isZeroAt({ folded: { units } }: Reading, at: number): boolean {
  if (at < 0 || units[at] !== 0x30) return false;
  const before = at > 0 ? units[at - 1]! : 0x20;
  return before !== 0x2e && (before < 0x30 || before > 0x39);
}

/** 4 5 6 7 8 9 10 11: a list, not a card. */
function isCounting(numbers: NumberRuns, run: number, at: number, count: number): boolean {
  let previous = -1;
  let value = 0;
  let steps = 0;
  for (let d = at; d <= at + count; d++) {
    if (d > at && (d === at + count || numbers.isBorder(run, d))) {
      if (previous >= 0 && value !== previous + 1 && value !== previous - 1) return false;
      previous = value;
      value = 0;
      steps++;
    }
    if (d < at + count) value = value * 10 + numbers.digits[d]!;
  }
  return steps >= 5;
}

/** Bits of the lengths a number may have under its first digits. Source: ISO/IEC 7812 networks. */
function networkOf(digits: Uint8Array, at: number): number {
  const two = digits[at]! * 10 + digits[at + 1]!;
  const four = two * 100 + digits[at + 2]! * 10 + digits[at + 3]!;
  if (two >= 40 && two <= 49) return VISA;
  if (two >= 51 && two <= 55) return SIXTEEN;
  if (four >= 2_221 && four <= 2_720) return SIXTEEN;
  if (two === 34 || two === 37) return FIFTEEN;
  if (four >= 3_528 && four <= 3_589) return SIXTEEN_UP;
  if (four === 6_011 || two === 65 || (four >= 6_440 && four <= 6_499)) return SIXTEEN_UP;
  if (two === 62) return SIXTEEN_UP;
  if (two === 36 || two === 38 || two === 39 || (four >= 3_000 && four <= 3_059)) return FOURTEEN;
  if (two === 50 || two === 63 || two === 67 || (two >= 56 && two <= 59)) return MAESTRO;
  return 0;
}

const VISA = (1 << 13) | (1 << 16) | (1 << 19);
const FOURTEEN = 1 << 14;
const FIFTEEN = 1 << 15;
const SIXTEEN = 1 << 16;
const SIXTEEN_UP = (1 << 16) | (1 << 17) | (1 << 18) | (1 << 19);
const MAESTRO = (1 << 16) | (1 << 18) | (1 << 19);
