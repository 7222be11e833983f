// All terms of a policy, their exceptions, and what else wants to know of literal strings, as
// one automaton.
import { buildAutomaton } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { foldToString, squeezeToString, termForms } from "./term-forms.ts";
import type { KeywordTerm, SqueezedForm } from "./term-forms.ts";

export const VIEW = { FOLDED: 1, SQUEEZED: 2 } as const;

/** What an entry stands for: `target` is a term, a term, a pattern, a gate. */
export const ENTRY = { TERM: 0, EXCEPTION: 1, LITERAL: 2, GATE: 3 } as const;

export const FLAG = {
  /** The mask stands for the first or last letter: nothing may stand right before or after it. */
  MASK_FIRST: 1,
  MASK_LAST: 2,
  /** Counts only when a digit or sign stands for a letter. */
  NEEDS_LEET: 4,
  /** A Latin literal: no letter right before it; and none right behind it. */
  LITERAL_FIRST: 8,
  LITERAL_LAST: 16,
} as const;

export const TERM = { WORD: 1, SPACED: 2 } as const;

/**
 * Structure of arrays; an entry is an index. A key of the automaton leads to a chain of entries.
 */
export interface KeywordIndex {
  readonly automaton: Automaton;
  /** Key -> its first entry; `next`: entry -> entry, -1 = last. */
  readonly firstEntry: Int32Array;
  readonly next: Int32Array;
  readonly kind: Uint8Array;
  readonly view: Uint8Array;
  readonly flags: Uint8Array;
  readonly target: Int32Array;
  /** Units of the form. */
  readonly length: Uint16Array;
  /** Squeezed forms: where their runs and breaks begin in `runs` and `breaks`. */
  readonly shape: Int32Array;
  readonly runs: Uint8Array;
  readonly breaks: Uint8Array;
  readonly termFlags: Uint8Array;
  readonly termDigits: Uint8Array;
  /** 1: the exception holds the term, so it frees what it covers; 0: it frees what it touches. */
  readonly covers: Uint8Array;
  readonly termsWithExceptions: Uint8Array;
}

/** A literal that patterns or detectors wait for in the folded view. */
export interface KeywordLiteral {
  readonly text: string;
  readonly kind: typeof ENTRY.LITERAL | typeof ENTRY.GATE;
  readonly target: number;
  /** FLAG.LITERAL_FIRST, FLAG.LITERAL_LAST. */
  readonly flags?: number;
}

interface Entry {
  readonly key: string;
  readonly kind: number;
  readonly view: number;
  readonly flags: number;
  readonly target: number;
  readonly shape: number;
  readonly covers: number;
}

/** Cost: milliseconds for thousands of terms, some seconds for 100,000. */
export function buildKeywordIndex(
  terms: readonly KeywordTerm[],
  literals: readonly KeywordLiteral[],
): KeywordIndex {
  const build = new IndexBuild();
  const termFlags = new Uint8Array(terms.length);
  const termDigits = new Uint8Array(terms.length);
  const termsWithExceptions = new Uint8Array(terms.length);
  terms.forEach((term, target) => {
    const forms = termForms(term);
    termFlags[target] =
      (term.match === "word" ? TERM.WORD : 0) | (forms.isSpaced ? TERM.SPACED : 0);
    termDigits[target] = forms.digits;
    termsWithExceptions[target] = term.except.length > 0 ? 1 : 0;
    build.add({ key: forms.folded, kind: ENTRY.TERM, view: VIEW.FOLDED, target });
    build.addSqueezed(forms.squeezed, target, 0);
    if (forms.squeezedL !== undefined) build.addSqueezed(forms.squeezedL, target, FLAG.NEEDS_LEET);
    for (const form of forms.masked) {
      const flags =
        (form.startsWith("*") ? FLAG.MASK_FIRST : 0) | (form.endsWith("*") ? FLAG.MASK_LAST : 0);
      build.add({ key: form, kind: ENTRY.TERM, view: VIEW.FOLDED, target, flags });
    }
    for (const exception of term.except) {
      const folded = foldToString(exception);
      const covers = folded.includes(forms.folded) ? 1 : 0;
      build.add({ key: folded, kind: ENTRY.EXCEPTION, view: VIEW.FOLDED, target, covers });
      const key = squeezeToString(exception);
      build.add({ key, kind: ENTRY.EXCEPTION, view: VIEW.SQUEEZED, target, covers });
    }
  });
  for (const literal of literals) {
    build.add({
      key: literal.text,
      kind: literal.kind,
      view: VIEW.FOLDED,
      target: literal.target,
      flags: literal.flags ?? 0,
    });
  }
  return { ...build.finish(), termFlags, termDigits, termsWithExceptions };
}

class IndexBuild {
  private readonly entries: Entry[] = [];
  private readonly runs: number[] = [];
  private readonly breaks: number[] = [];

  add(
    entry: Pick<Entry, "key" | "kind" | "view" | "target"> &
      Partial<Pick<Entry, "flags" | "covers" | "shape">>,
  ): void {
    if (entry.key === "") return;
    this.entries.push({ flags: 0, covers: 0, shape: 0, ...entry });
  }

  addSqueezed(form: SqueezedForm, target: number, flags: number): void {
    const shape = this.runs.length;
    // A `kiii` needs no more than a byte: texts that repeat more often saturate too.
    for (const run of form.runs) this.runs.push(Math.min(run, 255));
    this.breaks.push(...form.breaks);
    this.add({ key: form.text, kind: ENTRY.TERM, view: VIEW.SQUEEZED, target, flags, shape });
  }

  finish(): Omit<KeywordIndex, "termFlags" | "termDigits" | "termsWithExceptions"> {
    const { entries } = this;
    const keyOf = new Map<string, number>();
    const next = new Int32Array(entries.length).fill(-1);
    const first: number[] = [];
    entries.forEach(({ key }, index) => {
      const known = keyOf.get(key);
      if (known === undefined) {
        keyOf.set(key, first.length);
        first.push(index);
      } else {
        next[index] = first[known] ?? -1;
        first[known] = index;
      }
    });
    return {
      automaton: buildAutomaton([...keyOf.keys()]),
      firstEntry: Int32Array.from(first),
      next,
      kind: Uint8Array.from(entries, (entry) => entry.kind),
      view: Uint8Array.from(entries, (entry) => entry.view),
      flags: Uint8Array.from(entries, (entry) => entry.flags),
      target: Int32Array.from(entries, (entry) => entry.target),
      length: Uint16Array.from(entries, (entry) => entry.key.length),
      shape: Int32Array.from(entries, (entry) => entry.shape),
      runs: Uint8Array.from(this.runs),
      breaks: Uint8Array.from(this.breaks),
      covers: Uint8Array.from(entries, (entry) => entry.covers),
    };
  }
}
