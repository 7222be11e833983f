// Postal addresses with a house's number: Japanese, and street addresses of other countries.
import { countsOf, hasDigits, numeralsOf } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { findJapaneseAddresses } from "./detector-address-ja.ts";
import { isLatinUnit, WordTrie } from "./detector-trie.ts";
import { WORD } from "./detector-words.ts";
import { GATE, hasGate } from "./detector.ts";
import type { Detector, DetectorText, Found, Reading } from "./detector.ts";

/** Words between a house's number and "street": 12 Old Mill Street. */
const MOST_NAMES = 3;
/** Behind a street: flat, town, postcode. */
const TAIL = 48;

/** Between a number and "street" they say that it is none: "2 way street", "5 minutes drive". */
const NO_NAMES = new WordTrie([
  [
    1,
    "way min mins minute minutes hour hours hr hrs day days week weeks month months year years mile miles km " +
      "piece pieces pcs lane pair pairs of on the in at a an and or for to from by per my your more bid bids " +
      "dollars bucks usd size x left new jump wall high sesame coronation percent",
  ],
]);

export const addressDetector: Detector = {
  id: "detector.address",
  category: "contact",
  severity: 3,
  isWorth: (text) =>
    isWorthHan(text) ||
    ((hasGate(text, GATE.STREET) || hasGate(text, GATE.GERMAN_STREET)) && hasDigits(text.folded)),
  detect(text, found) {
    if (isWorthHan(text)) findJapaneseAddresses(text, found);
    if (!hasDigits(text.folded)) return;
    if (hasGate(text, GATE.STREET)) findStreets(text, found);
    if (hasGate(text, GATE.GERMAN_STREET)) findGerman(text, found);
  },
};

function isWorthHan({ folded }: DetectorText): boolean {
  if (numeralsOf(folded) < 2) return false;
  const counts = countsOf(folded);
  return counts[KIND.HAN]! >= 2 || counts[KIND.HANGUL]! >= 4 || counts[KIND.OTHER]! > 0;
}

function findStreets(text: Reading, found: Found): void {
  const words = text.words();
  const roles = WORD.STREET | WORD.WEAK_STREET | WORD.ROAD_FIRST;
  if ((words.present & roles) === 0) return;
  let done = 0;
  for (let k = 0; k < words.count && !text.isFull(); k++) {
    const role = words.roles[k]!;
    if ((role & roles) === 0 || words.starts[k]! < done) continue;
    const isRoad = (role & WORD.ROAD_FIRST) !== 0;
    let end = isRoad ? roadEnd(text, k, done, found) : 0;
    if (end === 0) end = streetEnd(text, k, done, found);
    if (end > done) done = end;
  }
}

/** 221 Maple Street Apt 4, Springfield IL 62704. @returns its end, 0 when it is none */
function streetEnd(text: Reading, k: number, done: number, found: Found): number {
  const { folded } = text;
  const words = text.words();
  const start = houseBefore(text, words.starts[k]!, done);
  if (start === -1) return 0;
  const end = words.ends[k]!;
  const isSure = (words.roles[k]! & WORD.STREET) !== 0;
  const hasHome = words.lastBefore(start, WORD.HOME) !== -1;
  const tail = tailOf(text, end);
  const isAlone =
    end >= folded.length ||
    !(folded.units[end] === 0x20 && isLetterAt(text, end + 1)) ||
    isTownAt(text, start, end + 1);
  if (!hasHome && tail === end && !(isSure && isAlone)) return 0;
  found(start, tail);
  return tail;
}

/** 10 Downing Street London: both capital, and not the whole text is. */
function isTownAt({ folded }: Reading, start: number, at: number): boolean {
  const { kinds, units } = folded;
  const name = start + 1 + (units[start + 1] === 0x20 ? 1 : units[start + 2] === 0x20 ? 2 : 3);
  const isCapital = kinds[at] === KIND.LATIN_UPPER && kinds[name] === KIND.LATIN_UPPER;
  return isCapital && kinds[at + 1] === KIND.LATIN_LOWER;
}

/** @returns where the house's number before the street's name begins, -1 when there is none */
function houseBefore({ folded }: Reading, street: number, done: number): number {
  const { units } = folded;
  let at = street;
  for (let names = 0; names <= MOST_NAMES; names++) {
    if (at <= done || units[at - 1] !== 0x20) return -1;
    const end = at - 1;
    let start = end;
    while (start > done && units[start - 1] !== 0x20 && end - start < 20) start--;
    if (isDigit(units[start]!) && !isOrdinal(units, end)) {
      const isHouse = names > 0 && isHouseNumber(units, start, end);
      return isHouse ? start : -1;
    }
    if (end - start < 2 || NO_NAMES.whole(units, start, end) !== 0) return -1;
    if (!isLatinUnit(units[start]!) && !isOrdinal(units, end)) return -1;
    at = start;
  }
  return -1;
}

/** 5th, 42nd */
function isOrdinal(units: Uint16Array, end: number): boolean {
  return ORDINAL.whole(units, end - 2, end) !== 0;
}

const ORDINAL = new WordTrie([[1, "th st nd rd"]]);

/** 12, 221b, 10/2; no price, no 42nd. */
function isHouseNumber(units: Uint16Array, start: number, end: number): boolean {
  if (end - start > 6) return false;
  let letters = 0;
  for (let i = start; i < end; i++) {
    if (isLatinUnit(units[i]!)) letters++;
    else if (!isDigit(units[i]!) && units[i] !== 0x2d && units[i] !== 0x2f) return false;
  }
  return letters <= 1 && !(start > 0 && (units[start - 1] === 0x24 || units[start - 1] === 0xa3));
}

/** Flat, town and postcode behind a street; `end` when nothing says that it is an address. */
function tailOf(text: Reading, end: number): number {
  const { units, length } = text.folded;
  const most = Math.min(length, end + TAIL);
  let last = end;
  for (let i = end; i < most; i++) {
    if (!isDigit(units[i]!) || isDigit(units[i - 1]!)) continue;
    let to = i;
    while (to < length && isDigit(units[to]!)) to++;
    const isZip = to - i === 5 || isUnitBefore(text, i);
    if (isZip) last = to;
    else if (isBritish(units, i, to, length)) last = to + 4;
    i = to;
  }
  return last;
}

/** NW1 6XE */
function isBritish(units: Uint16Array, from: number, to: number, length: number): boolean {
  if (to + 4 > length || !isLatinUnit(units[from - 1]!) || units[to] !== 0x20) return false;
  return isDigit(units[to + 1]!) && isLatinUnit(units[to + 2]!) && isLatinUnit(units[to + 3]!);
}

/** apt 4, unit 12, suite 300, #5, flat 2 */
function isUnitBefore(text: Reading, digit: number): boolean {
  if (text.folded.units[digit - 1] === 0x23) return true;
  const words = text.words();
  const home = words.lastBefore(digit, WORD.HOME);
  return home !== -1 && digit - words.ends[home]! <= 2;
}

/** 12 rue de la Paix, 75002 Paris; calle Mayor 12, 28013 Madrid; rua Augusta, 123, 01305-000 */
function roadEnd(text: Reading, k: number, done: number, found: Found): number {
  const { folded } = text;
  const { units, length } = folded;
  const words = text.words();
  let start = words.starts[k]!;
  let hasHouse = false;
  if (start - 2 >= done && units[start - 1] === 0x20 && isDigit(units[start - 2]!)) {
    let at = start - 1;
    while (at > done && isDigit(units[at - 1]!)) at--;
    hasHouse = start - 1 - at <= 4;
    if (hasHouse) start = at;
  }
  const most = Math.min(length, words.ends[k]! + TAIL);
  let end = 0;
  let hasZip = false;
  for (let i = words.ends[k]!; i < most; i++) {
    if (!isDigit(units[i]!)) continue;
    let to = i;
    while (to < length && isDigit(units[to]!)) to++;
    if (to - i === 5 || to - i === 8) hasZip = true;
    else if (to - i <= 4 && !hasHouse) hasHouse = true;
    else if (to - i > 4) break;
    end = to;
    i = to;
  }
  const hasHome = words.lastBefore(start, WORD.HOME) !== -1;
  if (!hasHouse || (!hasZip && !hasHome)) return 0;
  end = Math.max(end, words.ends[k]!);
  found(start, end);
  return end;
}

/** Behind "str". */
const STREET_END = new WordTrie([[1, "asse"]]);

/** Musterstraße 12, 12345 Berlin: the street's word ends in -strasse, -str., -weg, -platz. */
function findGerman(text: Reading, found: Found): void {
  const { units, length } = text.folded;
  for (let at = 3; at + 4 < length && !text.isFull(); at++) {
    if (units[at] !== 0x73 || units[at + 1] !== 0x74 || units[at + 2] !== 0x72) continue;
    if (!isLatinUnit(units[at - 1]!)) continue;
    let end = at + 3;
    if (STREET_END.whole(units, end, Math.min(length, end + 4)) !== 0) end += 4;
    else if (units[end] !== 0x2e) continue;
    if (units[end] === 0x2e) end++;
    if (units[end] === 0x20) end++;
    if (end >= length || !isDigit(units[end]!)) continue;
    let house = end;
    while (house < length && isDigit(units[house]!)) house++;
    const tail = tailOf(text, house);
    const hasHome = (text.words().present & WORD.HOME) !== 0;
    if (house - end > 4 || (tail === house && !hasHome)) continue;
    let start = at;
    while (start > 0 && at - start < 30 && isLatinUnit(units[start - 1]!)) start--;
    found(start, tail);
  }
}

function isLetterAt({ folded }: Reading, at: number): boolean {
  return at < folded.length && isLatinUnit(folded.units[at]!);
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
