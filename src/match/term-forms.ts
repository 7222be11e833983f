// The forms under which a term is looked for: squeezed, with letters masked, and as folded.
import { countsOf, createFolded, lastOf, runOf } from "../text/folded.ts";
import type { Folded } from "../text/folded.ts";
import { fold } from "../text/folder.ts";
import { isLatin, KIND } from "../text/kinds.ts";
import { READ_AS_KANA } from "../text/squeeze-table.ts";
import { foldedString } from "./folded-bytes.ts";

/** What keywords.ts compiles; a list's term without its list. */
export interface KeywordTerm {
  readonly text: string;
  readonly match: "word" | "substring";
  readonly masked: boolean;
  readonly except: readonly string[];
}

/** A string as both views have it. */
export interface KeyForm {
  /** As the folded view has it, ends trimmed. */
  readonly folded: string;
  /** As the squeezed view has it; "" when it is of signs alone. */
  readonly squeezed: string;
  /** Units of `folded` before the first that the squeezed view has. */
  readonly lead: number;
  /** Units of `folded` from the first that the squeezed view has to the last. */
  readonly span: number;
  /** How often each squeezed letter stands in a row. */
  readonly runs: readonly number[];
  /** Bit 0: a space of its own stands before the letter; bit 1: one inside its run ("tes seins"). */
  readonly breaks: readonly number[];
  /** Bits of its signs: text/sign-bits.ts. */
  readonly signs: number;
  readonly digits: number;
  /** Kanji and signs that pass for kana. */
  readonly lookalikes: number;
}

export interface TermForms {
  readonly plain: KeyForm;
  /** Written in letters that take spaces between words (Latin, Cyrillic, Arabic ...). */
  readonly isSpaced: boolean;
  /** Written in another alphabet, whose letters fold to Latin ones. */
  readonly isForeign: boolean;
  /** With one l or all of them read as `i`, for texts that write 1 or | for it. */
  readonly leetL: readonly KeyForm[];
  readonly masked: readonly string[];
}

const scratch = createFolded();

/** A text as the folded view has it, ends trimmed. */
export function foldToString(text: string): string {
  fold(text, scratch);
  return foldedString(scratch).trim();
}

export function termForms(term: KeywordTerm): TermForms {
  fold(term.text, scratch);
  const counts = countsOf(scratch);
  const isForeign = counts[KIND.LETTER]! + counts[KIND.LETTER_FOREIGN]! > 0;
  const plain = formOf(term.text);
  const { kinds, length } = scratch;
  const isSpaced = kinds.subarray(0, length).some((kind) => isLatin(kind) || kind === KIND.LETTER);
  const { folded } = plain;
  return {
    plain,
    isSpaced,
    isForeign,
    leetL: leetForms(folded),
    masked: term.masked ? maskedForms(folded, isSpaced) : [],
  };
}

/** Terms with more places for it than this get the form with all of them only. */
const LEET_PLACES = 2;

function leetForms(folded: string): KeyForm[] {
  const places = folded.match(/l+/gu) ?? [];
  if (places.length === 0) return [];
  const all = [folded.replaceAll("l", "i")];
  if (places.length > 1 && places.length <= LEET_PLACES) {
    places.forEach((_, place) => {
      let at = 0;
      all.push(folded.replace(/l+/gu, (run) => (at++ === place ? "i".repeat(run.length) : run)));
    });
  }
  return all.map(formOf);
}

/** Leaves the text folded in `scratch`. */
export function formOf(text: string): KeyForm {
  // Once more when it was decoded or composed: folding is settled after the first time.
  fold(foldToString(text), scratch);
  const { units, first, length } = scratch.squeezed;
  const runs: number[] = [];
  const breaks: number[] = [];
  for (let k = 0; k < length; k++) {
    runs.push(Math.min(255, runOf(scratch, k)));
    const isBehindSpace = k > 0 && scratch.units[first[k]! - 1] === 0x20;
    breaks.push((isBehindSpace ? 1 : 0) | (hasSpaceInside(scratch, k) ? 2 : 0));
  }
  return {
    folded: foldedString(scratch),
    squeezed: String.fromCharCode(...units.subarray(0, length)),
    lead: length === 0 ? 0 : first[0]!,
    span: length === 0 ? 0 : lastOf(scratch, length - 1) + 1 - first[0]!,
    runs,
    breaks,
    signs: scratch.signs,
    digits: countsOf(scratch)[KIND.DIGIT] ?? 0,
    lookalikes: countLookalikes(scratch),
  };
}

function hasSpaceInside(folded: Folded, run: number): boolean {
  const last = lastOf(folded, run);
  for (let i = folded.squeezed.first[run]!; i < last; i++) {
    if (folded.units[i] === 0x20) return true;
  }
  return false;
}

function countLookalikes({ units, length }: Folded): number {
  let count = 0;
  for (let i = 0; i < length; i++) count += READ_AS_KANA[units[i]!]!;
  return count;
}

/** Longest term that gets masked forms: longer ones are known by what is left of them. */
const MASKED_LENGTH = 16;

/**
 * Forms with `*` for letters: any one letter, or a run of inner ones; at least half stays, and in
 * spaced scripts the first letter (*ss is emphasis as often as not).
 */
function maskedForms(folded: string, isSpaced: boolean): string[] {
  const letters = Array.from(folded);
  const count = letters.length;
  if (count < (isSpaced ? 3 : 2) || count > MASKED_LENGTH || folded.includes(" ")) return [];
  const forms: string[] = [];
  const most = isSpaced ? Math.min(3, Math.floor(count / 2)) : Math.max(1, Math.floor(count / 3));
  for (let run = 1; run <= most; run++) {
    for (let at = isSpaced ? 1 : 0; at + run <= count - (run > 1 ? 1 : 0); at++) {
      const form = letters.map((letter, i) => (i >= at && i < at + run ? "*" : letter));
      forms.push(form.join(""));
    }
  }
  return forms;
}
