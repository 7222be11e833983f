// What an automaton's keys stand for: a key leads to a chain of entries, an entry to a form; a key of
// literals alone to those (keyword-literals.ts).
//
// Records of four numbers side by side: a candidate costs a cache line for its entry and one for its
// form instead of one for each fact.
import { BEGINS_WORD } from "./automaton.ts";
import { LiteralTable } from "./keyword-literals.ts";
import type { KeyForm } from "./term-forms.ts";

export interface Entries {
  /**
   * An entry is the offset of its record: the next entry of the key (-1 = last), kind and flags, the
   * target, the form.
   */
  readonly entries: Int32Array;
  readonly forms: Forms;
  /** Records of keyword-literals.ts. */
  readonly literals: Int32Array;
}

/** Of an entry that leads to literals: its target is their record. */
export const ENTRY_OF_LITERALS = 2;

/** The strings of terms and exceptions, each once: see KeyForm. A form is the offset of its record. */
export interface Forms {
  /** Where its runs and breaks begin, how many letters it has, where its units begin, how many. */
  readonly table: Int32Array;
  readonly runs: Uint8Array;
  readonly breaks: Uint8Array;
  readonly units: Uint16Array;
}

/** Places in an entry's record; the next entry stands first. */
export const ENTRY_SORT = 1;
export const ENTRY_TARGET = 2;
export const ENTRY_FORM = 3;
/** Places in a form's record; the letters' number has the lead in its upper half. */
export const FORM_SHAPE = 0;
export const FORM_LETTERS = 1;
export const FORM_UNITS = 2;
export const FORM_LENGTH = 3;
const RECORD = 4;
/** ENTRY_SORT: the kind below, flags above. */
const KIND_BITS = 4;
const LEAD_SHIFT = 16;

export function kindOfEntry({ entries }: Entries, entry: number): number {
  return entries[entry + ENTRY_SORT]! & ((1 << KIND_BITS) - 1);
}

export function flagsOfEntry({ entries }: Entries, entry: number): number {
  return entries[entry + ENTRY_SORT]! >> KIND_BITS;
}

/** Letters of the form in the squeezed view. */
export function lettersOf({ table }: Forms, form: number): number {
  return table[form + FORM_LETTERS]! & 0xffff;
}

export function leadOf({ table }: Forms, form: number): number {
  return table[form + FORM_LETTERS]! >> LEAD_SHIFT;
}

/**
 * What a hit tells of its key, in one number: where its entries or its literals begin, how many
 * letters it has, and whether all stand as words only, so that most candidates are dropped unseen.
 */
export const KEY = {
  NEEDS_BEGIN: BEGINS_WORD,
  NEEDS_END: 2,
  /** Literals alone, of more units than letters: "www" is squeezed to one, and no w alone is any. */
  NEEDS_MORE: 0x100,
  LITERALS: 0x200,
} as const;
const KEY_LENGTH_SHIFT = 2;
const KEY_LENGTH_MASK = 0x3f;
const KEY_TARGET_SHIFT = 10;
/** Entries are offsets of records of four. */
const RECORD_SHIFT = 2;
const MOST_TARGETS = 1 << (31 - KEY_TARGET_SHIFT);

/** Where KEY.LITERALS is not set. */
export function entryOfKey(key: number): number {
  return (key >> KEY_TARGET_SHIFT) << RECORD_SHIFT;
}

/** Where KEY.LITERALS is set. */
export function literalsOfKey(key: number): number {
  return key >> KEY_TARGET_SHIFT;
}

/** Letters in the squeezed view; right where NEEDS_BEGIN or NEEDS_MORE is set. */
export function lettersOfKey(key: number): number {
  return (key >> KEY_LENGTH_SHIFT) & KEY_LENGTH_MASK;
}

interface Entry {
  readonly kind: number;
  readonly target: number;
  readonly flags: number;
}

interface Key {
  /** Of its entries; -1: it has literals alone. */
  first: number;
  /** Bits of KEY that all that it leads to has. */
  needs: number;
}

/** Collects entries; equal keys share a chain, equal forms share their letters. */
export class EntryTable {
  private readonly byKey = new Map<string, Key>();
  private readonly formOf = new Map<string, number>();
  private readonly entries: number[] = [];
  private readonly literals = new LiteralTable();
  private readonly table: number[] = [];
  private readonly runs: number[] = [];
  private readonly breaks: number[] = [];
  private readonly units: number[] = [];

  get size(): number {
    return this.byKey.size;
  }

  keys(): readonly string[] {
    return [...this.byKey.keys()];
  }

  /** @param needs bits of KEY: where the entry stands only at a word's edge */
  add(key: string, form: KeyForm, { kind, target, flags }: Entry, needs: number): void {
    const own = this.keyOf(key, needs);
    own.first = this.addEntry(own.first, kind | (flags << KIND_BITS), target, this.addForm(form));
  }

  /** @param target as a literal's record has it; @param needs as for `add` */
  addLiteral(key: string, form: KeyForm, flags: number, target: number, needs: number): void {
    this.keyOf(key, needs);
    this.literals.add(key, form, flags, target);
  }

  private addEntry(next: number, sort: number, target: number, form: number): number {
    return this.entries.push(next, sort, target, form) - RECORD;
  }

  /** What all that a key leads to needs is asked before any of it is looked at. */
  private keyOf(key: string, needs: number): Key {
    const known = this.byKey.get(key);
    if (known !== undefined) {
      known.needs &= needs;
      return known;
    }
    const own = { first: -1, needs };
    this.byKey.set(key, own);
    return own;
  }

  private addForm(form: KeyForm): number {
    const { folded, runs, breaks, lead } = form;
    const known = this.formOf.get(folded);
    if (known !== undefined) return known;
    const offset = this.formOf.size * RECORD;
    this.formOf.set(folded, offset);
    const letters = runs.length | (Math.min(255, lead) << LEAD_SHIFT);
    this.table.push(this.runs.length, letters, this.units.length, folded.length);
    for (const run of runs) this.runs.push(run);
    for (const own of breaks) this.breaks.push(own);
    for (let i = 0; i < folded.length; i++) this.units.push(folded.charCodeAt(i));
    return offset;
  }

  /** @returns with `hits`: key, by its index in `keys()` -> what a hit tells of it, see KEY */
  finish(): Entries & { readonly hits: readonly number[] } {
    const hits = [...this.byKey].map(([key, own]) => this.hitOf(key, own));
    return {
      hits,
      entries: Int32Array.from(this.entries),
      literals: this.literals.finish(),
      forms: {
        table: Int32Array.from(this.table),
        runs: Uint8Array.from(this.runs),
        breaks: Uint8Array.from(this.breaks),
        units: Uint16Array.from(this.units),
      },
    };
  }

  private hitOf(key: string, { first, needs }: Key): number {
    const literals = this.literals.place(key);
    // Literals that stand too far behind for a hit to name them are led to by an entry.
    const isLiterals = first === -1 && literals < MOST_TARGETS;
    const entry =
      literals === -1 || isLiterals ? first : this.addEntry(first, ENTRY_OF_LITERALS, literals, 0);
    const target = isLiterals ? literals : entry >> RECORD_SHIFT;
    if (target >= MOST_TARGETS) throw new RangeError(`more than ${MOST_TARGETS} entries`);
    const isLong = key.length > KEY_LENGTH_MASK;
    const letters = isLong ? 0 : key.length << KEY_LENGTH_SHIFT;
    return (
      (target << KEY_TARGET_SHIFT) |
      (isLiterals ? KEY.LITERALS : 0) |
      letters |
      (needs & (isLong ? KEY.NEEDS_END : KEY.NEEDS_BEGIN | KEY.NEEDS_END | KEY.NEEDS_MORE))
    );
  }
}
