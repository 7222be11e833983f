// Bank accounts beside a word that says so, IBANs with their check digits, national numbers.
import { countsOf, numeralsOf } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { isBridge, isCounted, isOrderNumber } from "./detector-number-context.ts";
import { isLatinUnit } from "./detector-trie.ts";
import { WORD } from "./detector-words.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, Found, Reading } from "./detector.ts";
import type { NumberRuns } from "./number-runs.ts";

/** Units between 口座番号 and its number. */
const REACH = 16;
const LEAST = 6;
const MOST = 20;
const IBAN_LEAST = 15;
const IBAN_MOST = 34;
/** Places looked at that begin like an IBAN. */
const MOST_IBANS = 6;
/** Length of an IBAN by country. Source: ISO 13616 registry. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    "ad24 ae23 al28 at20 az28 ba20 be16 bg22 bh22 br29 by28 ch21 cr22 cy28 cz24 de22 dk18 do28 ee20 eg29 " +
    "es24 fi18 fo18 fr27 gb22 ge22 gi23 gl18 gr27 gt28 hr21 hu28 ie22 il23 iq23 is26 it27 jo30 kw30 kz20 " +
    "lb28 li21 lt20 lu20 lv21 mc27 md24 me22 mk19 mr27 mt31 nl18 no15 pk24 pl28 ps29 pt25 qa29 ro24 rs22 " +
    "sa24 se24 si19 sk24 sm27 tn24 tr26 ua29 xk20"
  )
    .split(" ")
    .map((row): [string, number] => [row.slice(0, 2), Number(row.slice(2))]),
);

export const accountDetector: Detector = {
  id: "detector.account",
  category: "contact",
  severity: 4,
  isWorth: ({ folded, gates }) => {
    const digits = numeralsOf(folded);
    return digits >= LEAST && ((gates & (1 << GATE.BANK)) !== 0 || digits >= 11);
  },
  detect(text, found) {
    if (countsOf(text.folded)[KIND.DIGIT]! >= 10) findIbans(text, found);
    const numbers = text.numbers();
    const hasBank = hasGate(text, GATE.BANK);
    for (let run = 0; run < numbers.count; run++) {
      const from = numbers.runStarts[run]!;
      const count =
        nationalLength(text, numbers, run, from) ||
        (hasBank ? accountLength(text, numbers, run, from) : 0);
      if (count > 0) found(numbers.starts[from]!, numbers.ends[from + count - 1]!);
    }
  },
};

/** 口座番号 1234567; 普通 1234567 only where a bank is named too. */
function accountLength(text: Reading, numbers: NumberRuns, run: number, at: number): number {
  const words = text.words();
  const start = numbers.starts[at]!;
  // The figures of an IBAN.
  if (start > 0 && isLatinUnit(text.folded.units[start - 1]!)) return 0;
  const roles = WORD.ACCOUNT | WORD.WEAK_ACCOUNT;
  if ((words.present & roles) === 0) return 0;
  const word = words.lastBefore(start, roles);
  if (word === -1 || start - words.ends[word]! > REACH) return 0;
  const total = numbers.runEnds[run]! - at;
  let count = Math.min(total, MOST);
  while (count >= LEAST && !numbers.isBorder(run, at + count)) count--;
  if (count < LEAST || numbers.different(at, at + count) < 2) return 0;
  const isStrong = (words.roles[word]! & WORD.ACCOUNT) !== 0;
  if (!isStrong && !hasOtherBank(text, word)) return 0;
  if (isStrong && !isBridge(text, words.ends[word]!, start)) return 0;
  const end = numbers.ends[at + count - 1]!;
  return isCounted(text, end) || isOrderNumber(text, start) ? 0 : count;
}

function hasOtherBank(text: Reading, word: number): boolean {
  const words = text.words();
  for (let k = 0; k < words.count; k++) {
    if (k !== word && (words.roles[k]! & (WORD.BANK | WORD.WEAK_ACCOUNT)) !== 0) return true;
  }
  return false;
}

/** National numbers by their own check digits or, with the word for them, by their length. */
function nationalLength(text: Reading, numbers: NumberRuns, run: number, at: number): number {
  const total = numbers.runEnds[run]! - at;
  const start = numbers.starts[at]!;
  if (total >= 9 && numbers.isBorder(run, at + 9) && isSocialSecurity(text, numbers, run, at))
    return 9;
  if (total === 11 && numbers.shape(run, at, at + 11) === 0x3332 && isCpf(numbers, at)) return 11;
  if (total === 13 && numbers.shape(run, at, at + 13) === 0x67 && isKorean(numbers, at)) return 13;
  if (total === 18 && numbers.shape(run, at, at + 18) === 0xf && isChinese(numbers, at)) return 18;
  if (total < 8 || total > 18) return 0;
  const words = text.words();
  if ((words.present & WORD.IDENTITY) === 0) return 0;
  const word = words.lastBefore(start, WORD.IDENTITY);
  return word !== -1 && isBridge(text, words.ends[word]!, start) ? total : 0;
}

/** 123-45-6789 with hyphens. Source: SSA, numbers never given out. */
function isSocialSecurity(text: Reading, numbers: NumberRuns, run: number, at: number): boolean {
  if (numbers.runEnds[run]! - at !== 9 || numbers.shape(run, at, at + 9) !== 0x324) return false;
  const { digits, separators } = numbers;
  const area = digits[at]! * 100 + digits[at + 1]! * 10 + digits[at + 2]!;
  const isHyphened = separators[at + 3] === 0x2d && separators[at + 5] === 0x2d;
  if (!isHyphened || area === 0 || area === 666 || area >= 900) return false;
  return !isOrderNumber(text, numbers.starts[at]!);
}

/** Source: Receita Federal, check digits of the CPF. */
function isCpf({ digits }: NumberRuns, at: number): boolean {
  for (let length = 9; length <= 10; length++) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += digits[at + i]! * (length + 1 - i);
    if (((sum * 10) % 11) % 10 !== digits[at + length]!) return false;
  }
  return true;
}

/** Birthday, a hyphen, and 1 to 4 for century and sex. */
function isKorean({ digits }: NumberRuns, at: number): boolean {
  const month = digits[at + 2]! * 10 + digits[at + 3]!;
  const day = digits[at + 4]! * 10 + digits[at + 5]!;
  const mark = digits[at + 6]!;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && mark >= 1 && mark <= 4;
}

/** Source: GB 11643-1999. */
function isChinese({ digits }: NumberRuns, at: number): boolean {
  let sum = 0;
  let weight = 1;
  for (let i = 17; i >= 0; i--) {
    sum += digits[at + i]! * weight;
    weight = (weight * 2) % 11;
  }
  return sum % 11 === 1;
}

/** At word starts: two letters of a country, two digits, up to 30 letters and digits in groups. */
function findIbans(text: Reading, found: Found): void {
  const { units, length } = text.folded;
  let tried = 0;
  for (let i = 0; i + IBAN_LEAST <= length && tried < MOST_IBANS; i++) {
    if (!isDigit(units[i + 2]!) || !isDigit(units[i + 3]!)) continue;
    if (!isLatinUnit(units[i]!) || !isLatinUnit(units[i + 1]!)) continue;
    if (i > 0 && (isLatinUnit(units[i - 1]!) || isDigit(units[i - 1]!))) continue;
    const count = IBAN_LENGTHS.get(String.fromCharCode(units[i]!, units[i + 1]!));
    if (count === undefined) continue;
    tried++;
    const end = ibanEnd(units, length, i, count);
    if (end === -1) continue;
    found(i, end);
    i = end;
  }
}

const iban = new Uint8Array(IBAN_MOST);

/** @returns where the IBAN of `count` characters from `from` ends; -1 = it is none */
function ibanEnd(units: Uint16Array, length: number, from: number, count: number): number {
  let read = 0;
  for (let i = from; i < length; i++) {
    const unit = units[i]!;
    if (unit === 0x20 || unit === 0x2d) continue;
    if (!isLatinUnit(unit) && !isDigit(unit)) return -1;
    iban[read++] = isDigit(unit) ? unit - 0x30 : unit - 0x61 + 10;
    if (read < count) continue;
    const isCut = i + 1 < length && (isLatinUnit(units[i + 1]!) || isDigit(units[i + 1]!));
    return !isCut && isChecked(count) ? i + 1 : -1;
  }
  return -1;
}

/** Source: ISO 7064 MOD 97-10, the first four behind the rest. */
function isChecked(count: number): boolean {
  let rest = 0;
  for (let k = 0; k < count; k++) {
    const value = iban[(k + 4) % count]!;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
