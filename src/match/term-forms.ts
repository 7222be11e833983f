// The forms under which a term is looked for: as folded, squeezed, and with letters masked.
import { createFolded, fold } from "../text/folder.ts";
import { foldedString } from "./folded-bytes.ts";
import { isLatin, KIND } from "../text/kinds.ts";

/** What keywords.ts compiles; a list's term without its list. */
export interface KeywordTerm {
  readonly text: string;
  readonly match: "word" | "substring";
  readonly masked: boolean;
  readonly except: readonly string[];
}

export interface TermForms {
  readonly folded: string;
  /** Written in letters that take spaces between words (Latin, Cyrillic, Arabic ...). */
  readonly isSpaced: boolean;
  readonly digits: number;
  readonly squeezed: SqueezedForm;
  /** `l` read as `i`, for texts that write 1 or | for it; absent when the term has no l. */
  readonly squeezedL: SqueezedForm | undefined;
  readonly masked: readonly string[];
}

export interface SqueezedForm {
  readonly text: string;
  /** How often each letter stands in a row. */
  readonly runs: readonly number[];
  /** 1 where the term itself has a space before the letter. */
  readonly breaks: readonly number[];
}

const scratch = createFolded();

/** A text as the folded view has it, ends trimmed. */
export function foldToString(text: string): string {
  fold(text, scratch);
  return foldedString(scratch).trim();
}

export function squeezeToString(text: string): string {
  fold(text, scratch);
  return String.fromCharCode(...scratch.squeezed.units.subarray(0, scratch.squeezed.length));
}

export function termForms(term: KeywordTerm): TermForms {
  fold(term.text, scratch);
  const kinds = scratch.kinds.subarray(0, scratch.length);
  const isSpaced = kinds.some((kind) => isLatin(kind) || kind === KIND.LETTER);
  const digits = scratch.counts[KIND.DIGIT] ?? 0;
  const folded = foldToString(term.text);
  const squeezed = squeezedForm(folded);
  return {
    folded,
    isSpaced,
    digits,
    squeezed,
    squeezedL: folded.includes("l") ? squeezedForm(folded.replaceAll("l", "i")) : undefined,
    masked: term.masked ? maskedForms(folded, isSpaced) : [],
  };
}

function squeezedForm(folded: string): SqueezedForm {
  fold(folded, scratch);
  const { units, first, last, runs, length } = scratch.squeezed;
  const breaks: number[] = [];
  for (let k = 0; k < length; k++) {
    const before = first[k]! - 1;
    breaks.push(k > 0 && before > last[k - 1]! && scratch.units[before] === 0x20 ? 1 : 0);
  }
  return {
    text: String.fromCharCode(...units.subarray(0, length)),
    runs: [...runs.subarray(0, length)],
    breaks,
  };
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
