// What is remembered of a message instead of its text: an exact mark, a sketch to tell how alike
// two texts are, and a few keys to find those that may be.
//
// The sketch is the set of the text's three-character pieces as a bitmap of their hashes; how many
// pieces two texts have and share is told from the bits (linear counting: K. Whang, B. Vander-Zanden,
// H. Taylor, "A linear-time probabilistic counting algorithm for database applications", ACM TODS
// 1990), their Jaccard similarity from that. Keys are the hashes of one piece in four, chosen by
// the hash itself, so that similar texts choose the same ones (U. Manber, "Finding similar files in
// a large file system", USENIX 1994). Both cost a few instructions a character without a branch;
// SimHash takes 64 additions, and minima of hashes a branch that no processor foresees.

/** Words of a sketch's bitmap. */
export const SKETCH_WORDS = 8;
const SKETCH_BITS = SKETCH_WORDS * 32;
/** Keys of a text; a longer one has no more. */
export const SKETCH_KEYS = 8;
const KEY_MASK = 3;
/** Texts with fewer letters have no sketch worth comparing. */
const LEAST_LETTERS = 12;

/** A folded text, and by kind: is it a letter or a digit. */
export interface SketchText {
  readonly units: Uint16Array;
  readonly kinds: Uint8Array;
  readonly length: number;
}

/** Of one message; overwritten by the next. */
export interface Sketch {
  /** Of the whole text without spaces, never 0: equal texts have equal marks. */
  mark: number;
  /** Of the digits alone: two bids differ in nothing else. */
  digits: number;
  /** Letters and digits as written; and a run of one letter counted once. */
  written: number;
  letters: number;
  /** The latter; a character of a script without spaces says as much as two letters. */
  weight: number;
  /** The bitmap. */
  readonly words: Int32Array;
  readonly keys: Int32Array;
  keyCount: number;
}

export function createSketch(): Sketch {
  const words = new Int32Array(SKETCH_WORDS);
  const keys = new Int32Array(SKETCH_KEYS + 1);
  return { mark: 0, digits: 0, written: 0, letters: 0, weight: 0, words, keys, keyCount: 0 };
}

/** ー */
const LONG_MARK = 0x30fc;

/**
 * The mark takes every character of the folded text but spaces, emoji too: こんにちは and はい
 * differ, and so do two bids. The sketch takes letters and digits only, so that other signs, emoji
 * and spaces change nothing, and digits are all the same to it.
 *
 * @param isWord by kind: is it a letter or a digit
 * @param seed the room: the same text in two rooms has two marks
 * Cost: O(length), some 4 ns a unit; nothing allocated.
 */
export function sketchMessage(
  { units, kinds, length }: SketchText,
  isWord: Uint8Array,
  seed: number,
  into: Sketch,
): void {
  const { words, keys } = into;
  for (let word = 0; word < SKETCH_WORDS; word++) words[word] = 0;
  let keyCount = 0;
  let mark = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) | 0;
  let digits = 0;
  let written = 0;
  let letters = 0;
  let wide = 0;
  let last = 0;
  /** The two characters before. */
  let before = 0;
  for (let i = 0; i < length; i++) {
    let unit = units[i]!;
    if (unit === 0x20) continue;
    mark = Math.imul(mark ^ unit, 0x01000193);
    mark ^= mark >>> 15;
    if (isWord[kinds[i]!] === 0) continue;
    written++;
    if (unit <= 0x39 && unit >= 0x30) {
      digits = Math.imul(digits ^ unit, 0x01000193);
      unit = 0x30;
    }
    if (isStretched(unit, last, before)) continue;
    letters++;
    if (unit >= 0x2e80) wide++;
    // The first two pieces have less before them than three characters; no matter.
    const hash = pieceHash(before, unit);
    words[hash >>> 29]! |= 1 << (hash >>> 24);
    // The last place is for what is written over.
    keys[keyCount] = hash;
    keyCount += (hash & KEY_MASK) === 0 && keyCount < SKETCH_KEYS ? 1 : 0;
    before = (before << 16) | unit;
    last = unit;
  }
  into.mark = mark >>> 0 || 1;
  into.digits = digits;
  into.written = written;
  into.letters = letters;
  into.weight = letters + wide;
  // A text that chose no key is found by the same text at least.
  if (keyCount === 0) keys[keyCount++] = mark;
  into.keyCount = keyCount;
}

/** A letter once more, a third digit or more, a stretched vowel: they count once. */
function isStretched(unit: number, last: number, before: number): boolean {
  return (unit === last && (unit !== 0x30 || before >>> 16 === 0x30)) || unit === LONG_MARK;
}

function pieceHash(before: number, unit: number): number {
  const hash = Math.imul(before ^ Math.imul(unit, 0x9e3779b1), 0x85ebca6b);
  return Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
}

/** Is the text long enough to be compared with others. */
export function hasSketch({ letters }: Sketch): boolean {
  return letters >= LEAST_LETTERS;
}

/**
 * @returns how much a text says, in Sketch.weight: a chant weighs little however long it is.
 * Cost: some 20 ns; for the few messages whose like was said before.
 */
export function varietyOf({ words, weight, letters }: Sketch): number {
  let bits = 0;
  for (let word = 0; word < SKETCH_WORDS; word++) bits += bitsOf(words[word]!);
  return letters === 0 ? 0 : (PIECES[bits]! * weight) / letters;
}

/**
 * Laughter, applause, a word of joy, a price: what a crowd says again and again when a lot opens.
 * Four Latin letters, five of a script without spaces, any chant of one syllable, nothing but emoji.
 */
export function isCheer({ weight, written, letters }: Sketch, variety: number): boolean {
  if (letters <= 3 || (written <= 4 && weight === letters)) return true;
  if (weight > letters && weight <= 10) return true;
  return variety <= weight / 2 + 2 && written >= 6 && written <= 24;
}

/**
 * @returns 0 to 1: pieces that both texts have, of all that either has.
 * Cost: some 50 ns.
 */
export function similarity(a: Int32Array, aFrom: number, b: Int32Array, bFrom: number): number {
  let left = 0;
  let right = 0;
  let either = 0;
  for (let word = 0; word < SKETCH_WORDS; word++) {
    const own = a[aFrom + word]!;
    const other = b[bFrom + word]!;
    left += bitsOf(own);
    right += bitsOf(other);
    either += bitsOf(own | other);
  }
  const all = PIECES[either]!;
  return all === 0 ? 0 : Math.max(0, (PIECES[left]! + PIECES[right]! - all) / all);
}

/** By bits set: how many pieces set them, most likely. A full bitmap is taken for a nearly full one. */
const PIECES = Float64Array.from({ length: SKETCH_BITS + 1 }, (_, bits) => {
  const empty = Math.max(0.5, SKETCH_BITS - bits);
  return SKETCH_BITS * Math.log(SKETCH_BITS / empty);
});

/** Source: H. Warren, Hacker's Delight, figure 5-2. */
function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
