// Tells a word of Russian or Greek from a Latin word in disguise, for folding reads both as Latin.
import type { Folded } from "./folded.ts";
import { KIND, PRESENT } from "./kinds.ts";

/**
 * Is what stands there a word of another alphabet: not one Latin letter in it, and letters in the
 * message that nobody takes for Latin ones. "СОСК" alone may be a disguise; in "жду СОСК" it is Russian.
 * Terms that are themselves written in another alphabet are not to be asked about.
 * @param start,end in the folded view
 * Cost: a read for messages in one alphabet, else O(end - start).
 */
export function isForeignWord(folded: Folded, start: number, end: number): boolean {
  const { present, kinds } = folded;
  if ((present & PRESENT.LETTER) === 0) return false;
  let isForeign = false;
  for (let i = start; i < end; i++) {
    const kind = kinds[i]!;
    if (kind === KIND.LATIN_LOWER || kind === KIND.LATIN_UPPER || kind === KIND.LETTER_SIGN) {
      return false;
    }
    if (kind === KIND.LETTER_FOREIGN || kind === KIND.LETTER) isForeign = true;
  }
  return isForeign;
}
