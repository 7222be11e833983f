// Which signs a text has, as a bit set: what only a text with certain signs can hold is not looked for
// in any other.
import { KIND } from "./kinds.ts";

const MASK_BIT = 1;
const EMOJI_BIT = 2;
const OTHER_BIT = 4;
/** Signs with a bit of their own, for lists have terms of them: 1:1, f&f, ➕v. */
const OWN = ":/&+#@.$%=~-";

const OWN_BITS: ReadonlyMap<number, number> = new Map(
  Array.from(OWN, (sign, index) => [sign.charCodeAt(0), 8 << index]),
);

/** @returns 0 for letters, digits and spaces */
export function signBitOf(unit: number, kind: number): number {
  const own = OWN_BITS.get(unit);
  if (own !== undefined) return own;
  if (kind === KIND.MASK) return MASK_BIT;
  if (kind === KIND.EMOJI) return EMOJI_BIT;
  const isSign = kind === KIND.PUNCTUATION || kind === KIND.OTHER || kind === KIND.DOT;
  return isSign ? OTHER_BIT : 0;
}

const COMMON_BITS = OTHER_BIT | (OWN_BITS.get(".".charCodeAt(0)) ?? 0);

/** Has a bit set a sign that most texts are without; commas, quotes and dots are not. */
export function hasRareSign(signs: number): boolean {
  return (signs & ~COMMON_BITS) !== 0;
}

/** Masks, and the signs that stand for letters inside words: @ and $. */
export const INNER_BITS =
  MASK_BIT | (OWN_BITS.get("@".charCodeAt(0)) ?? 0) | (OWN_BITS.get("$".charCodeAt(0)) ?? 0);
