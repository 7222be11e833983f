// What an automaton's keys stand for, as a structure of arrays: a key leads to a chain of entries.
import type { KeyForm } from "./term-forms.ts";

/** An entry is an index. */
export interface Entries {
  /** Key -> its first entry; `next`: entry -> entry, -1 = last. */
  readonly firstEntry: Int32Array;
  readonly next: Int32Array;
  readonly kind: Uint8Array;
  readonly flags: Uint8Array;
  readonly target: Int32Array;
  /** 1: the exception holds the term, so it frees what it covers; 0: it frees what it touches. */
  readonly covers: Uint8Array;
  /** Entry -> form: entries of one string share it. */
  readonly form: Int32Array;
  readonly forms: Forms;
}

/** The strings of entries: see KeyForm. Entry's form `f` has `shape[f]` to `shape[f + 1]` letters. */
export interface Forms {
  readonly shape: Int32Array;
  readonly runs: Uint8Array;
  readonly breaks: Uint8Array;
  /** Form -> where its folded units begin in `units`; `exact[f + 1]` is their end. */
  readonly exact: Int32Array;
  readonly units: Uint16Array;
  readonly lead: Uint8Array;
}

interface Entry {
  readonly kind: number;
  readonly target: number;
  readonly flags: number;
  readonly covers: number;
}

/** Collects entries; equal keys share a chain, equal forms share their letters. */
export class EntryTable {
  private readonly keyOf = new Map<string, number>();
  private readonly formOf = new Map<string, number>();
  private readonly first: number[] = [];
  private readonly next: number[] = [];
  private readonly form: number[] = [];
  private readonly entries: Entry[] = [];
  private readonly shape: number[] = [0];
  private readonly runs: number[] = [];
  private readonly breaks: number[] = [];
  private readonly exact: number[] = [0];
  private readonly units: number[] = [];
  private readonly lead: number[] = [];

  get size(): number {
    return this.entries.length;
  }

  keys(): readonly string[] {
    return [...this.keyOf.keys()];
  }

  add(key: string, form: KeyForm, entry: Entry): void {
    const index = this.entries.push(entry) - 1;
    this.form.push(this.addForm(form));
    const known = this.keyOf.get(key);
    if (known === undefined) {
      this.keyOf.set(key, this.first.push(index) - 1);
      this.next.push(-1);
      return;
    }
    this.next.push(this.first[known] ?? -1);
    this.first[known] = index;
  }

  private addForm(form: KeyForm): number {
    const known = this.formOf.get(form.folded);
    if (known !== undefined) return known;
    const index = this.formOf.size;
    this.formOf.set(form.folded, index);
    this.runs.push(...form.runs);
    this.breaks.push(...form.breaks);
    this.shape.push(this.runs.length);
    for (let i = 0; i < form.folded.length; i++) this.units.push(form.folded.charCodeAt(i));
    this.exact.push(this.units.length);
    this.lead.push(Math.min(255, form.lead));
    return index;
  }

  finish(): Entries {
    const { entries } = this;
    return {
      firstEntry: Int32Array.from(this.first),
      next: Int32Array.from(this.next),
      kind: Uint8Array.from(entries.map(({ kind }) => kind)),
      flags: Uint8Array.from(entries.map(({ flags }) => flags)),
      target: Int32Array.from(entries.map(({ target }) => target)),
      covers: Uint8Array.from(entries.map(({ covers }) => covers)),
      form: Int32Array.from(this.form),
      forms: {
        shape: Int32Array.from(this.shape),
        runs: Uint8Array.from(this.runs),
        breaks: Uint8Array.from(this.breaks),
        exact: Int32Array.from(this.exact),
        units: Uint16Array.from(this.units),
        lead: Uint8Array.from(this.lead),
      },
    };
  }
}
