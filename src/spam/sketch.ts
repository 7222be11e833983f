// What is remembered of a message instead of its text: an exact mark, and a sketch to tell how
// alike two texts are.
//
// The sketch is one permutation hashing (P. Li, A. Owen, C.-H. Zhang, "One Permutation Hashing",
// NIPS 2012) over three-character pieces, of whose smallest values 8 bits are kept (P. Li, C. König,
// "b-Bit Minwise Hashing", WWW 2010). It estimates the Jaccard similarity of the sets of pieces from
// one hash a character; SimHash would take 64 additions a character for less on texts this short.

export const SKETCH_BYTES = 32;
/** A text of less variety has no sketch worth comparing: ten Latin pieces are 12 letters. */
const LEAST_VARIETY = 10;

/** Of one message; overwritten by the next. */
export interface Sketch {
  /** Of the whole text without spaces, never 0: equal texts have equal marks. */
  mark: number;
  /** Of the digits alone: two bids differ in nothing else. */
  digits: number;
  /** Letters and digits; a character of a script without spaces says as much as two letters. */
  weight: number;
  /** The same, of different pieces only: a chant weighs little however long it is. */
  variety: number;
  /** Letters and digits as written; and a run of one letter counted once. */
  written: number;
  letters: number;
  /** Lower half 1 to 255 of each bin's smallest hash; 0 = the bin is empty. */
  readonly bins: Uint8Array;
}

export function createSketch(): Sketch {
  const bins = new Uint8Array(SKETCH_BYTES);
  return { mark: 0, digits: 0, weight: 0, variety: 0, written: 0, letters: 0, bins };
}

const smallest = new Uint32Array(SKETCH_BYTES);
/** 1,024 bits: which pieces were seen, near enough for texts of a chat. */
const seen = new Uint32Array(32);
const NONE = 0xffffffff;
/** ー */
const LONG_MARK = 0x30fc;

/**
 * A message's mark: of its folded text without spaces, never 0. Kana, digits and emoji count, so
 * こんにちは and はい differ, and so do two bids.
 */
export function hashMessage(units: Uint16Array, length: number, seed: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) | 0;
  for (let i = 0; i < length; i++) {
    const unit = units[i]!;
    if (unit === 0x20) continue;
    hash = Math.imul(hash ^ unit, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0 || 1;
}

/**
 * @param units a folded text, `isWord[i]` by kind: only letters and digits make pieces, so that
 *   other signs, emoji and spaces between the words change nothing. Digits are all the same.
 * Cost: O(length), some 3 ns a unit; nothing allocated.
 */
export function sketchMessage(
  units: Uint16Array,
  kinds: Uint8Array,
  length: number,
  isWord: Uint8Array,
  into: Sketch,
): void {
  smallest.fill(NONE);
  seen.fill(0);
  let [before, last] = [0, 0];
  let [weight, variety, written, letters, digits] = [0, 0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    if (isWord[kinds[i]!] === 0) continue;
    written++;
    let unit = units[i]!;
    if (unit >= 0x30 && unit <= 0x39) {
      digits = Math.imul(digits ^ unit, 0x01000193);
      unit = 0x30;
    }
    // Stretched letters are one, and so is a stretched vowel.
    if (unit === LONG_MARK || (unit === last && (unit !== 0x30 || before === 0x30))) continue;
    letters++;
    const own = unit >= 0x2e80 ? 2 : 1;
    weight += own;
    if (letters > 2) {
      let hash = Math.imul(before, 0x9e3779b1) ^ Math.imul(last, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15) ^ unit, 0xc2b2ae35);
      hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
      hash ^= hash >>> 16;
      const bin = hash >>> 27;
      const rest = hash & 0x07ffffff;
      if (rest < smallest[bin]!) smallest[bin] = rest;
      const word = (hash >>> 5) & 31;
      const bit = 1 << (hash & 31);
      if ((seen[word]! & bit) === 0) {
        seen[word]! |= bit;
        variety += own;
      }
    }
    before = last;
    last = unit;
  }
  into.digits = digits;
  into.weight = weight;
  into.variety = variety;
  into.written = written;
  into.letters = letters;
  const { bins } = into;
  for (let bin = 0; bin < SKETCH_BYTES; bin++) {
    const rest = smallest[bin]!;
    bins[bin] = rest === NONE ? 0 : rest & 0xff || 1;
  }
}

/** Is the text long enough to be compared with others. */
export function hasSketch({ letters, variety }: Sketch): boolean {
  return letters >= 12 && variety >= LEAST_VARIETY;
}

/**
 * Laughter, applause, a word of joy, a price: what a crowd says again and again when a lot opens.
 * Four Latin letters, five of a script without spaces, any chant of one syllable, nothing but emoji.
 */
export function isCheer({ weight, variety, written, letters }: Sketch): boolean {
  if (letters <= 3 || (written <= 4 && weight === letters)) return true;
  if (weight > letters && weight <= 10) return true;
  return variety * 2 <= weight && written >= 6 && written <= 24;
}

/**
 * @returns 0 to 1: the share of bins that agree, of those that are not empty in both.
 * Cost: 32 comparisons.
 */
export function similarity(a: Uint8Array, aFrom: number, b: Uint8Array, bFrom: number): number {
  let same = 0;
  let empty = 0;
  for (let bin = 0; bin < SKETCH_BYTES; bin++) {
    const value = a[aFrom + bin]!;
    if (value !== b[bFrom + bin]) continue;
    if (value === 0) empty++;
    else same++;
  }
  return empty === SKETCH_BYTES ? 0 : same / (SKETCH_BYTES - empty);
}
