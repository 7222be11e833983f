// Whether a candidate of the squeezed view is an evasion of the term, or ordinary words that ran
// together.
//
// Direction of error: a doubtful join of two words is let pass. "this hit" must never be an insult.
import type { Folded } from "../text/folded.ts";
import { isWordKind, KIND } from "../text/kinds.ts";
import { READ_AS_KANA, SQUEEZE_TABLE } from "../text/squeeze-table.ts";
import { GAP_LENGTH, gapsFit } from "./gap-check.ts";
import type { Candidate } from "./gap-check.ts";
import type { KeywordIndex } from "./keyword-index.ts";
import { ENTRY_FORM, ENTRY_TARGET, FORM_SHAPE, flagsOfEntry } from "./keyword-entries.ts";
import { FLAG, TERM } from "./keyword-index.ts";

/** Letters of a phrase that may be written without its spaces. */
const SHORT_PHRASE = 8;
/** Looked back at most so far for the letter before a gap: long marks are no gap. */
const MOST_LOOK_BACK = 24;

/** Cost: O(length of the candidate). */
export function isEvasion(
  index: KeywordIndex,
  entry: number,
  folded: Folded,
  find: Candidate,
): boolean {
  if (!areNear(folded, find) || !runsFit(index, entry, folded, find)) return false;
  if (!lettersFit(index, entry, folded, find)) return false;
  if (seen.separators === 0) return !isShortPhrase(index, entry, find);
  return gapsFit(index, entry, folded, find);
}

/** "semata" is no "se mata": a short term of several words keeps its spaces. */
function isShortPhrase(index: KeywordIndex, entry: number, { from, end }: Candidate): boolean {
  if (end - from >= SHORT_PHRASE) return false;
  // Korean leaves spaces out as it likes.
  const target = index.squeezed.entries[entry + ENTRY_TARGET]!;
  if ((index.termFlags[target]! & TERM.SPACED) === 0) return false;
  const { entries, forms } = index.squeezed;
  const shape = forms.table[entries[entry + ENTRY_FORM]! + FORM_SHAPE]!;
  for (let k = 0; k < end - from; k++) if (forms.breaks[shape + k] !== 0) return true;
  return false;
}

/** No gap between two letters is too wide. */
function areNear({ units, kinds, squeezed }: Folded, { from, end }: Candidate): boolean {
  for (let k = from + 1; k < end; k++) {
    const first = squeezed.first[k]!;
    const least = first - MOST_LOOK_BACK;
    let gap = 0;
    for (let i = first - 1; SQUEEZE_TABLE[units[i]!] === 0; i--) {
      if (i < least) return false;
      if (kinds[i] !== KIND.PROLONGED && ++gap > GAP_LENGTH) return false;
    }
  }
  return true;
}

/** ass is not as; niger is not the slur; a letter three times or more is stretching. */
function runsFit(index: KeywordIndex, entry: number, folded: Folded, find: Candidate): boolean {
  const { entries, forms } = index.squeezed;
  const shape = forms.table[entries[entry + ENTRY_FORM]! + FORM_SHAPE]!;
  const { from, end } = find;
  const length = end - from;
  const isWord = (index.termFlags[entries[entry + ENTRY_TARGET]!]! & TERM.WORD) !== 0;
  for (let k = 0; k < length; k++) {
    const wanted = forms.runs[shape + k]!;
    const written = runUpTo(folded, from + k, Math.max(3, wanted), find);
    if (written < wanted) return false;
    if (written === 2 && wanted === 1 && length < 4) {
      const isEdge = k === 0 || k === length - 1;
      if (isWord || !isEdge) return false;
    }
  }
  return true;
}

/** How many letters the squeezed unit stands for, counted up to `most`. */
function runUpTo(
  { units, squeezed }: Folded,
  at: number,
  most: number,
  { start, stop }: Candidate,
): number {
  const end = Math.min(stop, squeezed.first[at + 1]!);
  let run = 0;
  for (let i = Math.max(start, squeezed.first[at]!); i < end && run < most; i++) {
    if (SQUEEZE_TABLE[units[i]!] !== 0) run++;
  }
  return run;
}

/** What the candidate is written with. */
interface Letters {
  digits: number;
  letters: number;
  signs: number;
  /** Long marks are none: they stretch the sound before them. */
  separators: number;
  lower: number;
  /** Capital i, which passes for l among small letters. */
  upperI: number;
  lookalikes: number;
  /** Kana and ideographs but katakana and look-alikes. */
  otherKana: number;
}

const seen: Letters = {
  digits: 0,
  letters: 0,
  signs: 0,
  separators: 0,
  lower: 0,
  upperI: 0,
  lookalikes: 0,
  otherKana: 0,
};

function countLetters({ units, kinds }: Folded, { start, stop }: Candidate): void {
  seen.digits = 0;
  seen.letters = 0;
  seen.signs = 0;
  seen.separators = 0;
  seen.lower = 0;
  seen.upperI = 0;
  seen.lookalikes = 0;
  seen.otherKana = 0;
  for (let i = start; i < stop; i++) {
    const kind = kinds[i]!;
    const unit = units[i]!;
    if (kind === KIND.LATIN_LOWER) {
      seen.letters++;
      seen.lower++;
    } else if (kind === KIND.DIGIT) seen.digits++;
    else if (isWordKind(kind)) {
      seen.letters++;
      if (kind === KIND.LATIN_UPPER) {
        if (unit === 0x69) seen.upperI++;
      } else if (READ_AS_KANA[unit] === 1) seen.lookalikes++;
      else if (kind !== KIND.KATAKANA && kind !== KIND.PROLONGED) seen.otherKana++;
    } else if (SQUEEZE_TABLE[unit] !== 0) seen.signs++;
    else seen.separators++;
  }
}

function lettersFit(index: KeywordIndex, entry: number, folded: Folded, find: Candidate): boolean {
  countLetters(folded, find);
  const target = index.squeezed.entries[entry + ENTRY_TARGET]!;
  if (!lookalikesFit(index.termLookalikes[target]!, folded, find)) return false;
  const { digits, letters, signs, upperI, lower } = seen;
  // "cara!" is no carai.
  if (folded.units[find.stop - 1] === 0x21) return false;
  const wanted = index.termDigits[target]!;
  // Digits may stand for some letters, not for all: 455 is a price. Terms with digits want them.
  if (wanted > 0) return digits >= wanted && letters > 0;
  if ((flagsOfEntry(index.squeezed, entry) & FLAG.NEEDS_LEET) !== 0) {
    if (digits + signs === 0 && (upperI === 0 || lower === 0)) return false;
    // 1pm is a time.
    if (digits > 0 && find.end - find.from <= 3) return false;
  }
  if (digits > 0) return letters > 0 && digits <= letters * 2;
  return letters > 0 || signs >= 3;
}

/** They pass for katakana, among katakana, and not inside a word of kanji: 人工口座 is none. */
function lookalikesFit(own: number, { kinds, length }: Folded, find: Candidate): boolean {
  if (seen.lookalikes === own) return true;
  if (own > 0 || seen.otherKana > 0 || find.end - find.from < 2) return false;
  return (
    (find.start === 0 || !isHan(kinds[find.start - 1]!)) &&
    (find.stop === length || !isHan(kinds[find.stop]!))
  );
}

function isHan(kind: number): boolean {
  return kind === KIND.HAN || kind === KIND.HAN_NUMERAL;
}
