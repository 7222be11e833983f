// Japanese postal addresses, and the Chinese and Korean ones that are written alike.
//
// From each 市, 区, 町, 村 forward to a house's number. Without a prefecture before it three numbers
// (1-2-3) or 丁目 are wanted: "2-3" behind 市 is as often a score or an amount.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { WORD } from "./detector-words.ts";
import type { Found, Reading } from "./detector.ts";

/** Characters between a town and a number: 区 + 神宮前, with a space or two. */
const NAME_LENGTH = 12;
/** Characters of a town before its 市. */
const TOWN_LENGTH = 6;
const PREFECTURE_REACH = 12;
/** Parts of a house's number: 1-2-3-405. */
const MOST_PARTS = 6;

interface House {
  end: number;
  parts: number;
  /** 丁目, 番地, 号 among the parts. */
  hasWord: boolean;
}

/** What a unit begins or ends. */
const TOWN = 1;
const POSTCODE = 2;
const HOUSE = 3;
const ROAD = 4;
const SIGNS = new Uint8Array(0x10000);
for (const sign of "市区町村郡") SIGNS[sign.charCodeAt(0)] = TOWN;
for (const sign of "〒郵") SIGNS[sign.charCodeAt(0)] = POSTCODE;
for (const sign of "号號") SIGNS[sign.charCodeAt(0)] = HOUSE;
for (const sign of "로길") SIGNS[sign.charCodeAt(0)] = ROAD;

const house: House = { end: 0, parts: 0, hasWord: false };

export function findJapaneseAddresses(text: Reading, found: Found): void {
  const { folded } = text;
  const { units, length } = folded;
  let done = 0;
  let chain = -1;
  for (let i = 0; i < length && !text.isFull(); i++) {
    const sign = SIGNS[units[i]!]!;
    if (sign === 0) continue;
    const unit = units[i]!;
    let end = 0;
    if (sign === TOWN) {
      const from = chain === -1 ? townStart(folded, i, done) : chain;
      const next = numberAfter(folded, i + 1);
      if (next < 0) {
        // Another town character comes first: 渋谷区神宮前町1-2-3.
        chain = from;
        i = -next - 1;
        continue;
      }
      chain = -1;
      end = next > 0 ? addressEnd(text, from, next) : 0;
      if (end > 0) found(prefectureStart(text, from), end);
    } else if (sign === POSTCODE) {
      if (unit !== 0x3012 && !isPostcodeWord(units, i)) continue;
      end = postcodeEnd(folded, i + (unit === 0x3012 ? 1 : 4));
      if (end > 0) found(i, end);
    } else if (sign === HOUSE) {
      const start = chineseStart(folded, i, done);
      if (start !== -1) found(start, (end = i + 1));
    } else {
      end = koreanEnd(folded, i, done);
      if (end > 0) found(koreanStart(folded, i, done), end);
    }
    if (end > 0) {
      done = end;
      i = end - 1;
    }
  }
}

function isTown(unit: number): boolean {
  return SIGNS[unit] === TOWN;
}

/** @returns the number's index; minus the index of a town character before it; 0 for neither */
function numberAfter({ units, kinds, length }: Folded, from: number): number {
  const most = Math.min(length, from + NAME_LENGTH);
  for (let i = from; i < most; i++) {
    const unit = units[i]!;
    const kind = kinds[i]!;
    if (kind === KIND.DIGIT) return i === from && unit > 0x39 ? 0 : i;
    if (kind === KIND.HAN_NUMERAL && isNumbered(units, length, i)) return i;
    if (isTown(unit)) return -i;
    const isName =
      kind === KIND.HAN ||
      kind === KIND.HAN_NUMERAL ||
      kind === KIND.HIRAGANA ||
      kind === KIND.KATAKANA ||
      kind === KIND.PROLONGED ||
      unit === 0x20;
    if (!isName) return 0;
  }
  return 0;
}

/** Is a run of kanji numerals a number, not a part of a name (六本木): 丁目 or 番 stands behind. */
function isNumbered(units: Uint16Array, length: number, from: number): boolean {
  let i = from;
  while (i < length && i - from < 4 && isHanDigit(units[i]!)) i++;
  return i < length && (units[i] === 0x4e01 || units[i] === 0x756a);
}

function isHanDigit(unit: number): boolean {
  return "〇一二三四五六七八九十百".includes(String.fromCharCode(unit));
}

/** Reads the number from `at`. @returns its end, 0 when it is no house's */
function addressEnd(text: Reading, from: number, at: number): number {
  readHouse(text.folded, at);
  if (house.parts === 0) return 0;
  if (house.parts >= 3 || (house.hasWord && house.parts >= 2)) return house.end;
  const isTold = hasPrefecture(text, from);
  // "横浜市 3-0" is a score.
  const hasName = !isTown(text.folded.units[text.folded.units[at - 1] === 0x20 ? at - 2 : at - 1]!);
  return isTold && (house.hasWord || (house.parts === 2 && hasName)) ? house.end : 0;
}

function readHouse({ units, kinds, length }: Folded, from: number): void {
  house.end = from;
  house.parts = 0;
  house.hasWord = false;
  let i = from;
  while (house.parts < MOST_PARTS && i < length) {
    const start = i;
    while (
      i < length &&
      i - start < 5 &&
      (isDigit(units[i]!) || isHanDigit(units[i]!) || kinds[i] === KIND.MASK)
    )
      i++;
    if (i === start || i - start > 4) return;
    house.parts++;
    house.end = i;
    const word = houseWordEnd(units, i);
    if (word > i) {
      house.hasWord = true;
      house.end = word;
      i = word;
      continue;
    }
    if (i + 1 >= length || !isHouseSeparator(units[i]!)) return;
    i++;
    if (units[i] === 0x20) i++;
  }
}

/** 丁目, 番地, 番, 号, with の behind: 1丁目の2 */
function houseWordEnd(units: Uint16Array, at: number): number {
  let end = at;
  if (units[at] === 0x4e01 && units[at + 1] === 0x76ee) end = at + 2;
  else if (units[at] === 0x756a) end = units[at + 1] === 0x5730 ? at + 2 : at + 1;
  else if (units[at] === 0x53f7) end = at + 1;
  if (end > at && units[end] === 0x306e) end++;
  return end;
}

/** Hyphens of all kinds, the long mark, の. */
function isHouseSeparator(unit: number): boolean {
  return (
    unit === 0x2d ||
    unit === 0x30fc ||
    unit === 0x306e ||
    (unit >= 0x2010 && unit <= 0x2015) ||
    unit === 0x2212 ||
    unit === 0x2500
  );
}

function hasPrefecture(text: Reading, from: number): boolean {
  const words = text.words();
  if ((words.present & WORD.PREFECTURE) === 0) return false;
  const word = words.lastBefore(from + TOWN_LENGTH, WORD.PREFECTURE);
  return word !== -1 && from - words.ends[word]! <= PREFECTURE_REACH;
}

function prefectureStart(text: Reading, from: number): number {
  const words = text.words();
  if ((words.present & WORD.PREFECTURE) === 0) return from;
  const word = words.lastBefore(from + TOWN_LENGTH, WORD.PREFECTURE);
  if (word === -1 || from - words.ends[word]! > PREFECTURE_REACH) return from;
  return Math.min(from, words.starts[word]!);
}

function townStart({ kinds }: Folded, town: number, least: number): number {
  let start = town;
  while (start > least && town - start < TOWN_LENGTH && kinds[start - 1] === KIND.HAN) start--;
  return start;
}

/** 郵便番号 */
function isPostcodeWord(units: Uint16Array, i: number): boolean {
  return (
    units[i] === 0x90f5 &&
    units[i + 1] === 0x4fbf &&
    units[i + 2] === 0x756a &&
    units[i + 3] === 0x53f7
  );
}

/** 150-0002 behind 〒. */
function postcodeEnd({ units, length }: Folded, from: number): number {
  let digits = 0;
  for (let i = from; i < length && i < from + 14; i++) {
    if (isDigit(units[i]!)) {
      if (++digits === 7) return i + 1 < length && isDigit(units[i + 1]!) ? 0 : i + 1;
    } else if (
      digits === 0 ? !isLead(units[i]!) : !isHouseSeparator(units[i]!) && units[i] !== 0x20
    )
      return 0;
  }
  return 0;
}

/** は, a colon, a space before the postcode. */
function isLead(unit: number): boolean {
  return unit === 0x20 || unit === 0x3a || unit === 0x306f;
}

/** 朝阳区建国路88号: a road's word right before the number, a town before that. */
function chineseStart({ units, kinds }: Folded, sign: number, least: number): number {
  let i = sign - 1;
  while (i > least && sign - i < 6 && isDigit(units[i]!)) i--;
  if (i === sign - 1 || !"路街巷弄道".includes(String.fromCharCode(units[i]!))) return -1;
  let start = i;
  let hasTown = false;
  while (start > least && i - start < 16 && kinds[start - 1] === KIND.HAN) {
    start--;
    if (start < i - 1 && "省市区區县縣镇鎮".includes(String.fromCharCode(units[start]!)))
      hasTown = true;
  }
  return hasTown ? start : -1;
}

/** 강남구 테헤란로 123 */
function koreanEnd({ units, length }: Folded, road: number, least: number): number {
  let i = road + 1;
  if (units[i] === 0x20) i++;
  const from = i;
  while (i < length && i - from < 5 && (isDigit(units[i]!) || units[i] === 0x2d)) i++;
  if (i === from || road <= least) return 0;
  return koreanTown(units, road, least) === -1 ? 0 : i;
}

function koreanStart({ units }: Folded, road: number, least: number): number {
  return koreanTown(units, road, least);
}

/** @returns where the word that ends in 시, 군, 구 before the road's name begins, or -1 */
function koreanTown(units: Uint16Array, road: number, least: number): number {
  const first = Math.max(least, road - NAME_LENGTH);
  for (let i = road - 1; i > first; i--) {
    if (units[i] !== 0x20) continue;
    const last = units[i - 1]!;
    if (last !== 0xc2dc && last !== 0xad70 && last !== 0xad6c) continue;
    let start = i - 1;
    while (
      start > least &&
      i - start < 8 &&
      units[start - 1]! >= 0xac00 &&
      units[start - 1]! <= 0xd7a3
    )
      start--;
    return start;
  }
  return -1;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
