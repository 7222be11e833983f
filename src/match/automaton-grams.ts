// What keys begin with, told of four Latin letters at once: the filter in front of the trie.

/** Unit -> 1 to 26 for a to z; 0 = another. */
export const LETTERS = new Uint8Array(0x10000);
for (let letter = 1; letter <= 26; letter++) LETTERS[0x60 + letter] = letter;

/** Bits of a letter in a gram of three; the first letter's stand highest. */
export const LETTER_BITS = 5;
export const GRAM_BITS = 3 * LETTER_BITS;
/** Of keys that count inside words, too. */
export const INNER_GRAM = 1 << GRAM_BITS;
const ALL = -1;

/**
 * @param isOfBegin by index: the key counts only where a word begins
 * @returns by the gram of three letters, the first a Latin one: bits of the letters that may be fourth
 *   in keys that begin so; at INNER_GRAM more, in those of them that count inside words
 */
export function fourthLetters(
  keys: readonly string[],
  isOfBegin: (at: number) => boolean,
): Int32Array {
  const fourth = new Int32Array(2 * INNER_GRAM);
  for (const [at, key] of keys.entries()) {
    if (LETTERS[key.charCodeAt(0)] === 0) continue;
    addTo(fourth.subarray(0, INNER_GRAM), key);
    if (!isOfBegin(at)) addTo(fourth.subarray(INNER_GRAM), key);
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
