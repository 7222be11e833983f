// What stands around a number and says what it is: an order's number, a price, a telephone.
import type { Reading } from "./detector.ts";
import { isLatinUnit } from "./detector-trie.ts";
import { DETECTOR_WORDS, WORD } from "./detector-words.ts";

/** Units between a word and its number: "注文番号は、", "order number is: #". */
const ORDER_REACH = 14;
const PHONE_REACH = 20;

/** "注文番号 250-1234567", "order #123": the word before the number is about goods, not people. */
export function isOrderNumber(text: Reading, start: number): boolean {
  const words = text.words();
  if ((words.present & WORD.ORDER) === 0) return false;
  const order = words.lastBefore(start, WORD.ORDER);
  if (order === -1 || start - words.ends[order]! > ORDER_REACH) return false;
  // "order me and call 090...": the nearer word wins.
  const phone = words.lastBefore(start, WORD.PHONE | WORD.WEAK_PHONE | WORD.APP);
  return phone <= order || words.starts[phone]! < words.ends[order]!;
}

/**
 * How surely the words before a number say that it is a telephone's: 2 tel, 電話; 1 call, 連絡; 0.
 */
export function phoneWordBefore(text: Reading, start: number): 0 | 1 | 2 {
  const words = text.words();
  const roles = WORD.PHONE | WORD.WEAK_PHONE;
  if ((words.present & roles) === 0) return 0;
  const word = words.lastBefore(start, roles);
  if (word === -1) return 0;
  const end = words.ends[word]!;
  if (start - end > PHONE_REACH || !isBridge(text, end, start)) return 0;
  return (words.roles[word]! & WORD.PHONE) !== 0 ? 2 : 1;
}

/** Between a word and its number stand signs, particles and short helping words, no other number. */
export function isBridge(text: Reading, from: number, to: number): boolean {
  const { units } = text.folded;
  let others = 0;
  for (let i = from; i < to; i++) {
    const unit = units[i]!;
    if (unit >= 0x30 && unit <= 0x39) return false;
    if (unit === 0x3002 || unit === 0x21 || unit === 0x3f) return false;
    if (isLatinUnit(unit) || unit >= 0x3041) others++;
  }
  return others <= 10;
}

/** Stands right before a number that is a price, a tag or part of a code. */
export function isMarkedBefore(text: Reading, start: number): boolean {
  const { units } = text.folded;
  if (start === 0) return false;
  const before = units[start - 1]!;
  switch (before) {
    case 0x23: // #
    case 0x24: // $
    case 0x3d: // =
    case 0x5f: // _
    case 0xa3: // £
    case 0xa5: // ¥
    case 0x20ac: // €
      return true;
    default:
      return isLatinUnit(before);
  }
}

/** Stands right behind a number that counts something: 円, views, and letters of a code. */
export function isCounted(text: Reading, end: number): boolean {
  const { units, length } = text.folded;
  if (end >= length) return false;
  if (isLatinUnit(units[end]!)) return true;
  const at = units[end] === 0x20 ? end + 1 : end;
  return (
    at < length &&
    DETECTOR_WORDS.longest(units, length, at) !== -1 &&
    (DETECTOR_WORDS.tag & WORD.COUNTER) !== 0
  );
}
