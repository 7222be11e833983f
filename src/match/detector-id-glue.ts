// What may stand between an app's name and an id: "LINEのIDは: @", "whatsapp me on".
import { isLatinUnit } from "./detector-trie.ts";
import { DETECTOR_WORDS, WORD } from "./detector-words.ts";
import type { Reading } from "./detector.ts";

/** Particles, signs and marks between a name and its token. */
const MOST_GLUE = 8;

/** What stood between the last name and its token. */
interface Glue {
  hasMark: boolean;
  hasColon: boolean;
  hasAt: boolean;
  hasCopula: boolean;
  hasDollar: boolean;
  hasVerb: boolean;
  end: number;
}

export const glue: Glue = {
  hasMark: false,
  hasColon: false,
  hasAt: false,
  hasCopula: false,
  hasDollar: false,
  hasVerb: false,
  end: 0,
};
/** Steps over what may stand between: spaces, signs, particles, marks, verbs. */
export function readGlue(text: Reading, from: number, isMark: boolean): void {
  const { units, length } = text.folded;
  glue.hasMark = isMark;
  glue.hasColon = false;
  glue.hasAt = false;
  glue.hasCopula = false;
  glue.hasDollar = false;
  glue.hasVerb = false;
  let at = from;
  for (let steps = 0; steps < MOST_GLUE && at < length; steps++) {
    const unit = units[at]!;
    if (isColon(unit)) glue.hasColon = true;
    else if (unit === 0x40) glue.hasAt = true;
    else if (unit === 0x24) glue.hasDollar = true;
    else if (!isSoftSign(unit)) {
      const end = wordEnd(text, at);
      if (end === -1) break;
      at = end;
      continue;
    }
    at++;
  }
  glue.end = at;
}

/** A mark, particle or verb at `at`; @returns its end, -1 for none */
function wordEnd(text: Reading, at: number): number {
  const { units, length } = text.folded;
  if (units[at] === 0x306e || units[at] === 0x3067) return at + 1;
  const end = DETECTOR_WORDS.longest(units, length, at);
  if (end === -1) return isHelper(units, length, at);
  const roles = DETECTOR_WORDS.tag;
  if ((roles & WORD.MARK) !== 0) glue.hasMark = true;
  else if ((roles & WORD.COPULA) !== 0) glue.hasCopula = true;
  else if ((roles & WORD.CONTACT_VERB) !== 0) glue.hasVerb = true;
  else return isHelper(units, length, at);
  return end;
}

/** me, my, at, on: as in "whatsapp me on". してね as in 追加してね. */
function isHelper(units: Uint16Array, length: number, at: number): number {
  const a = units[at]!;
  const b = at + 1 < length ? units[at + 1]! : 0;
  const c = at + 2 < length ? units[at + 2]! : 0x20;
  const isPair =
    (a === 0x6d && (b === 0x65 || b === 0x79)) ||
    (a === 0x61 && b === 0x74) ||
    (a === 0x6f && b === 0x6e);
  if (isPair && !isLatinUnit(c)) return at + 2;
  // して, してね, してください
  if (a !== 0x3057 || b !== 0x3066) return -1;
  let end = at + 2;
  while (end < length && end < at + 7 && units[end]! >= 0x3041 && units[end]! <= 0x3096) end++;
  return end;
}

function isColon(unit: number): boolean {
  return (
    unit === 0x3a ||
    unit === 0x3d ||
    unit === 0x2192 ||
    unit === 0x21d2 ||
    unit === 0x27a1 ||
    unit === 0x300c
  );
}

function isSoftSign(unit: number): boolean {
  switch (unit) {
    case 0x20:
    case 0x2d:
    case 0x28:
    case 0x29:
    case 0x2b:
    case 0x2c:
    case 0x3001:
    case 0x2e:
    case 0x21:
    case 0x3e:
    case 0x30fc:
    case 0x300d:
    case 0x300e:
    case 0x3010:
    case 0x3011:
    case 0x2f:
      return true;
    default:
      return unit >= 0xd800 && unit <= 0xdfff;
  }
}
