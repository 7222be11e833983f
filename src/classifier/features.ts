// Text into features: hashed character n-grams inside words, of a text folded for this model alone.
//
// Why this way: the fold is the model's own and not the engine's. Weights are bound to it, so a
// change here needs a new model and a new FEATURE_VERSION, while the engine's fold may move freely.
// Digits become one sign (prices, sizes and lot numbers say nothing), katakana becomes hiragana
// (バカ = ばか), runs are cut to three (ｗｗｗｗｗ = ｗｗｗ). Measured: the first two give +0.001 AUC,
// the third nothing but less work; n-grams up to 4 are as good as up to 5 at 2^18 buckets, and a
// fifth cheaper.

/** Written into model files; a file of another version is refused. */
export const FEATURE_VERSION = 1;
export const LONGEST_GRAM = 4;
/** Code points looked at; chat is at most 500 UTF-16 units, training texts may be longer. */
export const MAX_CODE_POINTS = 1_000;

const SPACE = 0x20;
const LONGEST_RUN = 3;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const MAX_FEATURES = (MAX_CODE_POINTS + 2) * LONGEST_GRAM;
/** Power of two, at least twice MAX_FEATURES, so that probing stays short. */
const TABLE_SIZE = 8_192;

/**
 * Buffers that one caller reuses from text to text; what `extract` found is valid until its next
 * call. Cost of `extract`: O(length), no allocation for ASCII, two strings otherwise.
 */
export interface Features {
  /** Distinct buckets found. */
  readonly size: number;
  /** The first `size` entries: bucket numbers, 0 to 2^bits - 1, in order of appearance. */
  readonly buckets: Int32Array;
  /** How often each of them occurs in the text. */
  readonly counts: Uint16Array;
  /** @param text original text; any string, lone surrogates and all */
  extract(text: string): void;
}

/** @param bits log2 of the number of buckets, 8 to 24 */
export function createFeatures(bits: number): Features {
  return new HashedGrams(bits);
}

class HashedGrams implements Features {
  size = 0;
  readonly buckets = new Int32Array(MAX_FEATURES);
  readonly counts = new Uint16Array(MAX_FEATURES);
  readonly #codePoints = new Uint32Array(MAX_CODE_POINTS + 2);
  /** Open addressing: index into `buckets` plus one; 0 is free. */
  readonly #table = new Int16Array(TABLE_SIZE);
  readonly #slots = new Int16Array(MAX_FEATURES);
  readonly #bucketMask: number;

  constructor(bits: number) {
    this.#bucketMask = 2 ** bits - 1;
  }

  extract(text: string): void {
    for (let i = 0; i < this.size; i += 1) this.#table[this.#slots[i]!] = 0;
    this.size = 0;
    const length = foldInto(this.#codePoints, text);
    // A small text uses a small part of the table, which stays in the processor's first cache.
    let tableMask = 255;
    while (tableMask < length * LONGEST_GRAM * 2 && tableMask < TABLE_SIZE - 1) {
      tableMask = tableMask * 2 + 1;
    }
    for (let start = 0; start < length; start += 1) this.#gramsAt(start, length, tableMask);
  }

  /** Every n-gram that begins here and does not go past the end of its word. */
  #gramsAt(start: number, length: number, tableMask: number): void {
    const end = Math.min(length, start + LONGEST_GRAM);
    let hash = FNV_OFFSET;
    for (let i = start; i < end; i += 1) {
      const codePoint = this.#codePoints[i]!;
      hash = Math.imul(hash ^ codePoint, FNV_PRIME);
      hash ^= hash >>> 15;
      const isBorder = codePoint === SPACE;
      if (!isBorder || i > start) this.#add(mix(hash + (i - start)), tableMask);
      if (isBorder && i > start) return;
    }
  }

  #add(hash: number, tableMask: number): void {
    const bucket = hash & this.#bucketMask;
    let slot = hash & tableMask;
    for (;;) {
      const entry = this.#table[slot]!;
      if (entry === 0) break;
      if (this.buckets[entry - 1] === bucket) {
        this.counts[entry - 1]! += 1;
        return;
      }
      slot = (slot + 1) & tableMask;
    }
    this.buckets[this.size] = bucket;
    this.counts[this.size] = 1;
    this.#slots[this.size] = slot;
    this.size += 1;
    this.#table[slot] = this.size;
  }
}

/** murmur3's finish: the low bits must depend on every character. */
function mix(value: number): number {
  let hash = value;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Writes the folded text, a space before and after every word.
 * @returns how many code points were written
 */
function foldInto(out: Uint32Array, text: string): number {
  // NFKC makes a text at most 18 times longer, so a cut before it only bounds the work.
  const head = text.slice(0, MAX_CODE_POINTS * 2);
  const folded = isAscii(head) ? head : head.normalize("NFKC").toLowerCase();
  out[0] = SPACE;
  let length = 1;
  let last = SPACE;
  let run = 1;
  for (let i = 0; i < folded.length && length <= MAX_CODE_POINTS; i += 1) {
    const raw = folded.codePointAt(i) ?? SPACE;
    if (raw > 0xffff) i += 1;
    if (isIgnored(raw)) continue;
    const codePoint = foldCodePoint(raw);
    run = codePoint === last ? run + 1 : 1;
    last = codePoint;
    if (run > (codePoint === SPACE ? 1 : LONGEST_RUN)) continue;
    out[length] = codePoint;
    length += 1;
  }
  if (last !== SPACE) {
    out[length] = SPACE;
    length += 1;
  }
  return length;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function foldCodePoint(codePoint: number): number {
  if (codePoint <= SPACE || codePoint === 0xa0 || codePoint === 0x3000) return SPACE;
  if (codePoint >= 0x30 && codePoint <= 0x39) return 0x30;
  if (codePoint >= 0x41 && codePoint <= 0x5a) return codePoint + 0x20;
  if (codePoint >= 0x30a1 && codePoint <= 0x30f6) return codePoint - 0x60;
  return codePoint;
}

/** Signs that are not seen: soft hyphen, joiners, direction marks, variation selectors. */
function isIgnored(codePoint: number): boolean {
  return (
    codePoint === 0xad ||
    codePoint === 0xfeff ||
    codePoint === 0x2060 ||
    (codePoint >= 0x200b && codePoint <= 0x200f) ||
    codePoint === 0xfe0e ||
    codePoint === 0xfe0f
  );
}
