// What an automaton's keys stand for: a key leads to a chain of entries, an entry to a form.
//
// Records of four numbers side by side: a candidate costs a cache line for its entry and one for its
// form instead of one for each fact.
import { BEGINS_WORD } from "./automaton.ts";
import type { KeyForm } from "./term-forms.ts";

export interface Entries {
  /**
   * An entry is the offset of its record: the next entry of the key (-1 = last), kind and flags, the
   * target, the form.
   */
  readonly entries: Int32Array;
  readonly forms: Forms;
}

/** The strings of entries, each once: see KeyForm. A form is the offset of its record. */
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
 * What a hit tells of its key, in one number: where its entries begin, how many letters it has, and
 * whether all entries stand as words only, so that most candidates are dropped unseen.
 */
export const KEY = { NEEDS_BEGIN: BEGINS_WORD, NEEDS_END: 2 } as const;
const KEY_LENGTH_SHIFT = 2;
const KEY_LENGTH_MASK = 0x7f;
const KEY_ENTRY_SHIFT = 9;
/** Entries are offsets of records of four. */
const RECORD_SHIFT = 2;
const MOST_ENTRIES = 1 << (31 - KEY_ENTRY_SHIFT);

export function entryOfKey(key: number): number {
  return (key >> KEY_ENTRY_SHIFT) << RECORD_SHIFT;
}

/** Letters in the squeezed view; right where NEEDS_BEGIN is set. */
export function lettersOfKey(key: number): number {
  return (key >> KEY_LENGTH_SHIFT) & KEY_LENGTH_MASK;
}

interface Entry {
  readonly kind: number;
  readonly target: number;
  readonly flags: number;
}

/** Collects entries; equal keys share a chain, equal forms share their letters. */
export class EntryTable {
  private readonly keyOf = new Map<string, number>();
  private readonly formOf = new Map<string, number>();
  private readonly first: number[] = [];
  /** Key -> bits of KEY that all its entries have. */
  private readonly needs: number[] = [];
  private readonly entries: number[] = [];
  private readonly table: number[] = [];
  private readonly runs: number[] = [];
  private readonly breaks: number[] = [];
  private readonly units: number[] = [];

  get size(): number {
    return this.entries.length;
  }

  keys(): readonly string[] {
    return [...this.keyOf.keys()];
  }

  /** Key, by its index in `keys()` -> what a hit tells of it: see KEY. */
  hits(): readonly number[] {
    if (this.entries.length >> RECORD_SHIFT >= MOST_ENTRIES) {
      throw new RangeError(`more than ${MOST_ENTRIES} entries`);
    }
    return this.keys().map((key, at) => {
      const isLong = key.length > KEY_LENGTH_MASK;
      const needs = (this.needs[at] ?? 0) & (isLong ? KEY.NEEDS_END : -1);
      const letters = isLong ? 0 : key.length << KEY_LENGTH_SHIFT;
      return (((this.first[at] ?? 0) >> RECORD_SHIFT) << KEY_ENTRY_SHIFT) | letters | needs;
    });
  }

  /** @param needs bits of KEY: where the entry stands only at a word's edge */
  add(key: string, form: KeyForm, { kind, target, flags }: Entry, needs: number): void {
    const entry = this.entries.length;
    const known = this.keyOf.get(key);
    const next = known === undefined ? -1 : (this.first[known] ?? -1);
    this.entries.push(next, kind | (flags << KIND_BITS), target, this.addForm(form));
    // What all of a key's entries need is asked before any of them is looked at.
    if (known === undefined) {
      this.keyOf.set(key, this.first.push(entry) - 1);
      this.needs.push(needs);
      return;
    }
    this.first[known] = entry;
    this.needs[known] = (this.needs[known] ?? 0) & needs;
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

  finish(): Entries {
    return {
      entries: Int32Array.from(this.entries),
      forms: {
        table: Int32Array.from(this.table),
        runs: Uint8Array.from(this.runs),
        breaks: Uint8Array.from(this.breaks),
        units: Uint16Array.from(this.units),
      },
    };
  }
}
