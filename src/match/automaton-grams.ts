// What keys begin with, told of four Latin letters at once: the filter in front of the trie.

/** A text to scan. */
export interface Scanned {
  readonly units: Uint16Array;
  /** Not 0: keys that count only where a word begins do not begin there. */
  readonly isInner: Uint8Array;
  readonly length: number;
}

/** Of an Automaton: see there. */
interface Entrances {
  readonly steps: Int32Array;
  readonly nodes: Int32Array;
  readonly fourth: Int32Array;
}

/** Unit -> 1 to 26 for a to z; 0 = another. */
const LETTERS = new Uint8Array(0x10000);
for (let letter = 1; letter <= 26; letter++) LETTERS[0x60 + letter] = letter;

/** Bits of a letter in a gram of three; the first letter's stand highest. */
const LETTER_BITS = 5;
const GRAM_BITS = 3 * LETTER_BITS;
export const GRAMS = 1 << GRAM_BITS;
const GRAM = GRAMS - 1;
/** A gram and the letter behind it. */
const FOUR = (1 << (GRAM_BITS + LETTER_BITS)) - 1;
const ALL = -1;

/** @param first 1 to 26, as the others; 0 = another unit */
export function gramOf(first: number, second: number, third: number): number {
  return (((first << LETTER_BITS) | second) << LETTER_BITS) | third;
}

/**
 * @param isOfBegin by index: the key counts only where a word begins
 * @returns by gram: bits of the letters that may be fourth in keys that begin so; at GRAMS more, in
 *   those of them that count inside words
 */
export function fourthLetters(
  keys: readonly string[],
  isOfBegin: (at: number) => boolean,
): Int32Array {
  const fourth = new Int32Array(2 * GRAMS);
  for (const [at, key] of keys.entries()) {
    if (LETTERS[key.charCodeAt(0)] === 0) continue;
    addTo(fourth.subarray(0, GRAMS), key);
    if (!isOfBegin(at)) addTo(fourth.subarray(GRAMS), key);
  }
  return fourth;
}

/** A key of fewer letters allows all that may follow. */
function addTo(fourth: Int32Array, key: string): void {
  const known = Math.min(key.length, 3);
  let gram = 0;
  for (let i = 0; i < known; i++) gram = (gram << LETTER_BITS) | LETTERS[key.charCodeAt(i)]!;
  const open = LETTER_BITS * (3 - known);
  const mask = key.length <= 3 ? ALL : 1 << LETTERS[key.charCodeAt(3)]!;
  const begin = gram << open;
  for (let at = begin; at < begin + (1 << open); at++) fourth[at]! |= mask;
}

/**
 * Where keys may begin. Without a branch for what Latin letters say: nobody could predict it.
 * @param places are put here, see `startOf` and `gramAt`: room for each unit
 * @returns how many there are
 */
export function findPlaces(
  { fourth, steps, nodes }: Entrances,
  { units, isInner, length }: Scanned,
  places: Int32Array,
): number {
  const letters = LETTERS;
  const last = length - 3;
  let count = 0;
  // The last letter is three places ahead.
  let four = 0;
  for (let i = 0; i < 3; i++) {
    four = (four << LETTER_BITS) | (i < length ? letters[units[i]!]! : 0);
  }
  for (let i = 0; i < length; i++) {
    four = ((four << LETTER_BITS) | (i < last ? letters[units[i + 3]!]! : 0)) & FOUR;
    if (four < GRAMS) {
      const step = steps[units[i]!]!;
      if (step !== 0 && nodes[step + 1] === 0) places[count++] = i << GRAM_BITS;
      continue;
    }
    const gram = four >> LETTER_BITS;
    const next = fourth[isInner[i] === 0 ? gram : gram | GRAMS]!;
    places[count] = (i << GRAM_BITS) | gram;
    // A shift by its lowest five bits, the last letter.
    count += (next >>> four) & 1;
  }
  return count;
}

export function startOf(place: number): number {
  return place >>> GRAM_BITS;
}

/** @returns 0 where no Latin letter stands */
export function gramAt(place: number): number {
  return place & GRAM;
}
