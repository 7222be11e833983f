// All terms of a policy, their exceptions, and what else wants to know of literal strings, as
// one automaton over the squeezed view, and a small one over the folded view for what that view
// has no letters for (masked forms, signs).
import { buildAutomaton } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { hasRareSign } from "../text/sign-bits.ts";
import { SQUEEZE_TABLE } from "../text/squeeze-table.ts";
import { ENTRY_OF_LITERALS, EntryTable, KEY } from "./keyword-entries.ts";
import type { Entries } from "./keyword-entries.ts";
import { formOf, termForms } from "./term-forms.ts";
import type { KeyForm, KeywordTerm } from "./term-forms.ts";

/** What an entry stands for: `target` is a term, a term, a record of keyword-literals.ts. */
export const ENTRY = { TERM: 0, EXCEPTION: 1, LITERALS: ENTRY_OF_LITERALS } as const;

export const FLAG = {
  /** The mask stands for the first or last letter: nothing may stand right before or after it. */
  MASK_FIRST: 1,
  MASK_LAST: 2,
  /** Counts only when a digit or sign stands for a letter. */
  NEEDS_LEET: 4,
  /** A Latin literal: no letter right before it; and none right behind it. */
  LITERAL_FIRST: 8,
  LITERAL_LAST: 16,
  /** The exception holds the term, so it frees what it covers; else it frees what it touches. */
  COVERS: 64,
  /** An exception that counts only as it is written. */
  AS_WRITTEN: 32,
} as const;

export const TERM = {
  WORD: 1,
  SPACED: 2,
  /** Written in another alphabet itself. */
  FOREIGN: 4,
} as const;

/** An automaton and what its keys stand for: its hits are bits of KEY. */
export interface KeyedEntries extends Entries {
  readonly automaton: Automaton;
}

export interface KeywordIndex {
  /** Over the squeezed view. */
  readonly squeezed: KeyedEntries;
  /** Over the folded view; absent when nothing needs it. */
  readonly signs: KeyedEntries | undefined;
  /** Bit sets of signs: the folded view is searched only when it has all signs of one of them. */
  readonly signSets: readonly number[];
  readonly termFlags: Uint8Array;
  readonly termDigits: Uint8Array;
  readonly termLookalikes: Uint8Array;
  readonly termsWithExceptions: Uint8Array;
  readonly branches: Branches;
}

/** Of patterns, what one waits for: see regex-literals.ts. */
export interface Branches {
  /** Branch -> 1: both its sets of literals must be in the text, 0: the first. */
  readonly pairs: Uint8Array;
  /** Branch -> pattern. */
  readonly patterns: Int32Array;
}

const NO_BRANCHES: Branches = { pairs: new Uint8Array(0), patterns: new Int32Array(0) };

/** A literal that patterns or detectors wait for in the folded view. */
export interface KeywordLiteral {
  readonly text: string;
  /** Twice the branch, plus one for a literal of its second set; below 0: -1 - gate. */
  readonly target: number;
  /** FLAG.LITERAL_FIRST, FLAG.LITERAL_LAST. */
  readonly flags?: number;
}

/** Cost: milliseconds for thousands of terms, some seconds for 100,000. */
export function buildKeywordIndex(
  terms: readonly KeywordTerm[],
  literals: readonly KeywordLiteral[],
  branches: Branches = NO_BRANCHES,
): KeywordIndex {
  const build = new IndexBuild();
  const termFlags = new Uint8Array(terms.length);
  const termDigits = new Uint8Array(terms.length);
  const termLookalikes = new Uint8Array(terms.length);
  const termsWithExceptions = new Uint8Array(terms.length);
  terms.forEach((term, target) => {
    const { plain, isSpaced, isForeign, leetL, masked } = termForms(term);
    termFlags[target] =
      (term.match === "word" ? TERM.WORD : 0) |
      (isSpaced ? TERM.SPACED : 0) |
      (isForeign ? TERM.FOREIGN : 0);
    termDigits[target] = plain.digits;
    termLookalikes[target] = plain.lookalikes;
    termsWithExceptions[target] = term.except.length > 0 ? 1 : 0;
    const needs = term.match === "word" ? KEY.NEEDS_BEGIN | KEY.NEEDS_END : 0;
    build.add(plain, { kind: ENTRY.TERM, target, needs });
    for (const form of leetL) {
      build.add(form, { kind: ENTRY.TERM, target, flags: FLAG.NEEDS_LEET, needs });
    }
    for (const form of masked) {
      const flags =
        (form.startsWith("*") ? FLAG.MASK_FIRST : 0) | (form.endsWith("*") ? FLAG.MASK_LAST : 0);
      build.addSigns(formOf(form), { kind: ENTRY.TERM, target, flags });
    }
    for (const text of term.except) {
      const exception = formOf(text);
      const covers = exception.folded.includes(plain.folded) ? FLAG.COVERS : 0;
      // Only its letters' number tells it from the term: as written, or it would free every find.
      const own = exception.squeezed === plain.squeezed ? FLAG.AS_WRITTEN : 0;
      build.add(exception, { kind: ENTRY.EXCEPTION, target, flags: covers | own });
    }
  });
  for (const literal of literals) build.addLiteral(literal);
  const ofTerms = { termFlags, termDigits, termLookalikes, termsWithExceptions };
  return { ...build.finish(), ...ofTerms, branches };
}

class IndexBuild {
  private readonly squeezed = new EntryTable();
  private readonly signs = new EntryTable();
  private readonly signSets = new Set<number>();

  add(form: KeyForm, entry: EntryOf): void {
    if (isOfSigns(form, entry.kind)) this.addSigns(form, entry);
    else {
      const needs = needsOf(form, entry.needs ?? 0, false);
      this.squeezed.add(form.squeezed, form, { flags: 0, ...entry }, needs);
    }
  }

  addSigns(form: KeyForm, entry: EntryOf): void {
    if (form.folded === "") return;
    this.signSets.add(form.signs);
    this.signs.add(form.folded, form, { flags: 0, ...entry }, 0);
  }

  addLiteral({ text, target, flags = 0 }: KeywordLiteral): void {
    const form = formOf(text);
    if (isOfSigns(form, ENTRY.LITERALS)) {
      if (form.folded === "") return;
      this.signSets.add(form.signs);
      this.signs.addLiteral(form.folded, form, flags, target, 0);
      return;
    }
    const needs =
      ((flags & FLAG.LITERAL_FIRST) === 0 ? 0 : KEY.NEEDS_BEGIN) |
      ((flags & FLAG.LITERAL_LAST) === 0 ? 0 : KEY.NEEDS_END);
    const more = form.span > form.squeezed.length ? KEY.NEEDS_MORE : 0;
    const all = needsOf(form, needs, true) | more;
    this.squeezed.addLiteral(form.squeezed, form, flags, target, all);
  }

  finish(): Pick<KeywordIndex, "squeezed" | "signs" | "signSets"> {
    return {
      squeezed: keyed(this.squeezed),
      signs: this.signs.size === 0 ? undefined : keyed(this.signs),
      signSets: [...this.signSets],
    };
  }
}

/**
 * Without its signs nothing is left, or too little to be found by: ➕v is no v. Literals are compared
 * with the folded view in any case, and may be shorter.
 */
function isOfSigns({ squeezed, folded, signs }: KeyForm, kind: number): boolean {
  if (squeezed === "") return true;
  if (signs === 0 || folded.length === squeezed.length) return false;
  if (kind === ENTRY.TERM) return squeezed.length < 3;
  if (kind === ENTRY.EXCEPTION) return squeezed.length < 2;
  // "ch*" is in few texts, "ch" in every third.
  return squeezed.length < 2 || (squeezed.length < 4 && hasRareSign(signs));
}

/**
 * Where the squeezed letters stand at a word's edge in every find: a sign beside them makes one.
 * @param isExact compared letter by letter, so that its signs are in every find
 */
function needsOf({ lead, folded }: KeyForm, needs: number, isExact: boolean): number {
  const endsInSign = SQUEEZE_TABLE[folded.charCodeAt(folded.length - 1)] === 0;
  const begin = lead > 0 ? (isExact ? KEY.NEEDS_BEGIN : 0) : needs & KEY.NEEDS_BEGIN;
  const end = endsInSign ? (isExact ? KEY.NEEDS_END : 0) : needs & KEY.NEEDS_END;
  return begin | end;
}

interface EntryOf {
  readonly kind: number;
  readonly target: number;
  readonly flags?: number;
  /** Bits of KEY. */
  readonly needs?: number;
}

function keyed(table: EntryTable): KeyedEntries {
  const { hits, ...entries } = table.finish();
  return { automaton: buildAutomaton(table.keys(), hits), ...entries };
}
