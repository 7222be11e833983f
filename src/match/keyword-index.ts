// All terms of a policy, their exceptions, and what else wants to know of literal strings, as
// one automaton over the squeezed view, and a small one over the folded view for what that view
// has no letters for (masked forms, signs).
import { buildAutomaton } from "./automaton.ts";
import type { Automaton } from "./automaton.ts";
import { hasRareSign } from "../text/sign-bits.ts";
import { SQUEEZE_TABLE } from "../text/squeeze-table.ts";
import { EntryTable, KEY } from "./keyword-entries.ts";
import type { Entries } from "./keyword-entries.ts";
import { formOf, termForms } from "./term-forms.ts";
import type { KeyForm, KeywordTerm } from "./term-forms.ts";

/** What an entry stands for: `target` is a term, a term, a pattern's set of literals, a gate. */
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
  /** Pattern -> 1: both its sets of literals must be in the text, 0: the first. */
  readonly patternPairs: Uint8Array;
}

/** A literal that patterns or detectors wait for in the folded view. */
export interface KeywordLiteral {
  readonly text: string;
  readonly kind: typeof ENTRY.LITERAL | typeof ENTRY.GATE;
  /** A gate; or twice the pattern, plus one for a literal of its second set. */
  readonly target: number;
  /** FLAG.LITERAL_FIRST, FLAG.LITERAL_LAST. */
  readonly flags?: number;
}

/** Cost: milliseconds for thousands of terms, some seconds for 100,000. */
export function buildKeywordIndex(
  terms: readonly KeywordTerm[],
  literals: readonly KeywordLiteral[],
  patternPairs: Uint8Array = new Uint8Array(0),
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
  for (const { text, kind, target, flags = 0 } of literals) {
    const needs =
      ((flags & FLAG.LITERAL_FIRST) === 0 ? 0 : KEY.NEEDS_BEGIN) |
      ((flags & FLAG.LITERAL_LAST) === 0 ? 0 : KEY.NEEDS_END);
    build.add(formOf(text), { kind, target, flags, needs });
  }
  const ofTerms = { termFlags, termDigits, termLookalikes, termsWithExceptions };
  return { ...build.finish(), ...ofTerms, patternPairs };
}

class IndexBuild {
  private readonly squeezed = new EntryTable();
  private readonly signs = new EntryTable();
  private readonly signSets = new Set<number>();

  add(form: KeyForm, entry: EntryOf): void {
    if (isOfSigns(form, entry.kind)) this.addSigns(form, entry);
    else {
      this.squeezed.add(form.squeezed, form, { flags: 0, ...entry }, needsOf(form, entry));
    }
  }

  addSigns(form: KeyForm, entry: EntryOf): void {
    if (form.folded === "") return;
    this.signSets.add(form.signs);
    this.signs.add(form.folded, form, { flags: 0, ...entry }, 0);
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

/** Where the squeezed letters stand at a word's edge in every find: a sign beside them makes one. */
function needsOf({ lead, folded }: KeyForm, { kind, needs = 0 }: EntryOf): number {
  const endsInSign = SQUEEZE_TABLE[folded.charCodeAt(folded.length - 1)] === 0;
  // Only what is compared letter by letter has its signs in every find.
  const isExact = kind === ENTRY.LITERAL || kind === ENTRY.GATE;
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
  const automaton = buildAutomaton(table.keys(), table.hits());
  return { automaton, ...table.finish() };
}
