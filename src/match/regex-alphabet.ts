// The symbols that a policy's patterns tell apart: code points that no pattern distinguishes are
// one symbol, so that a message is translated once for all patterns and tables stay small.
import type { PointSet } from "./point-set.ts";
import { WORD } from "./point-set.ts";

/** Symbols that are in a set, or, when they are fewer, those that are not. */
export interface SymbolSet {
  readonly members: Uint16Array;
  readonly isComplement: boolean;
}

/** Plain data. */
export interface Alphabet {
  /** Symbol of each code point below 0x10000. */
  readonly units: Uint16Array;
  /** Above it: where each run begins, and its symbol. */
  readonly starts: Uint32Array;
  readonly symbols: Uint16Array;
  readonly size: number;
  /** 1: `\b` and `\w` take the symbol for a letter of a word. */
  readonly isWord: Uint8Array;
  /** By the numbers that AlphabetBuilder gave them. */
  readonly sets: readonly SymbolSet[];
  /** Under which names; undefined: a name that stands for no set. */
  readonly names: ReadonlyMap<string, number | undefined>;
}

/** Who gives numbers to sets of code points. */
export interface SetNumbers {
  /** @returns the number of the set that `read` gives, undefined when it gives none */
  named(name: string, read: () => PointSet | undefined): number | undefined;
}

/** Of a finished alphabet: only what was named before has a number. */
export function numbersOf({ names }: Alphabet): SetNumbers {
  return { named: (name) => names.get(name) };
}

/** The symbol of a code point above 0xffff. */
export function astralSymbol({ starts, symbols }: Alphabet, point: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= point) low = middle;
    else high = middle - 1;
  }
  return symbols[low]!;
}

/** Numbers sets as they come; equal ones are one. */
export class AlphabetBuilder implements SetNumbers {
  private readonly sets: PointSet[] = [];
  private readonly known = new Map<string, number>();
  private readonly names = new Map<string, number | undefined>();

  constructor() {
    this.add(WORD);
  }

  named(name: string, read: () => PointSet | undefined): number | undefined {
    const known = this.names.get(name);
    if (known !== undefined || this.names.has(name)) return known;
    const set = read();
    const number = set && this.add(set);
    this.names.set(name, number);
    return number;
  }

  private add(set: PointSet): number {
    const key = set.join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.known.set(key, this.sets.length);
    return this.sets.push(set) - 1;
  }

  /** Cost: some 10 ms for thousands of sets. */
  build(): Alphabet {
    const runs = this.runs();
    const ids = new Map<string, number>();
    const covers: (readonly number[])[] = [];
    const units = new Uint16Array(0x10000);
    const starts: number[] = [0x10000];
    const symbols: number[] = [0];
    for (const [at, { from, cover }] of runs.entries()) {
      const key = cover.join();
      let id = ids.get(key);
      if (id === undefined) {
        id = covers.push(cover) - 1;
        ids.set(key, id);
      }
      const next = runs[at + 1]?.from ?? 0x110000;
      if (from < 0x10000) units.fill(id, from, Math.min(next, 0x10000));
      if (next <= 0x10000) continue;
      starts.push(Math.max(from, 0x10000));
      symbols.push(id);
    }
    const size = covers.length;
    if (size > 0xffff) throw new RangeError("more symbols than a table holds");
    const isWord = Uint8Array.from(covers, (cover) => (cover.includes(0) ? 1 : 0));
    return {
      units,
      starts: Uint32Array.from(starts),
      symbols: Uint16Array.from(symbols),
      size,
      isWord,
      sets: this.symbolSets(covers),
      names: this.names,
    };
  }

  /** Cut where any set begins or ends; each run with the sets it lies in. */
  private runs(): readonly { readonly from: number; readonly cover: readonly number[] }[] {
    const edges: { readonly at: number; readonly set: number; readonly opens: boolean }[] = [];
    for (const [set, ranges] of this.sets.entries()) {
      for (let i = 0; i < ranges.length; i += 2) {
        edges.push({ at: ranges[i] ?? 0, set, opens: true });
        edges.push({ at: (ranges[i + 1] ?? 0) + 1, set, opens: false });
      }
    }
    edges.sort((a, b) => a.at - b.at);
    const inside = new Set<number>();
    const runs: { from: number; cover: readonly number[] }[] = [{ from: 0, cover: [] }];
    for (const [i, { at, set, opens }] of edges.entries()) {
      if (opens) inside.add(set);
      else inside.delete(set);
      if (edges[i + 1]?.at === at || at > 0x10ffff) continue;
      const cover = [...inside].toSorted((a, b) => a - b);
      if (at === 0) runs.length = 0;
      runs.push({ from: at, cover });
    }
    return runs;
  }

  private symbolSets(covers: readonly (readonly number[])[]): SymbolSet[] {
    const members: number[][] = this.sets.map(() => []);
    for (const [symbol, cover] of covers.entries()) {
      for (const set of cover) members[set]?.push(symbol);
    }
    return members.map((inside) => {
      const isComplement = inside.length > covers.length / 2;
      if (!isComplement) return { members: Uint16Array.from(inside), isComplement };
      const known = new Set(inside);
      const rest = [...covers.keys()].filter((symbol) => !known.has(symbol));
      return { members: Uint16Array.from(rest), isComplement };
    });
  }
}
