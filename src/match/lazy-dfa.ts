// A program run as an automaton whose states are made when a text first needs them, as RE2 does:
// one table look-up a symbol, never a step back. Source: Cox, "Regular Expression Matching in the
// Wild" (2010); a match shows one symbol late, so that assertions may look at what follows.
//
// In place of x{0,n}'s n places a state keeps the one with the most left: it can do all that the
// others can, so gaps between words make few states where plain sets would make 2^n.
import type { Alphabet } from "./regex-alphabet.ts";
import { Columns } from "./regex-columns.ts";
import { ASSERT, OP } from "./regex-program.ts";
import type { Program } from "./regex-program.ts";
import type { SymbolText } from "./symbol-text.ts";

/** How many states all automata of a policy have; above its limit they are begun anew. */
export interface StateBudget {
  used: number;
}

/** Before it starts anew: a text may make one a symbol. */
const MOST_STATES = 1_500;

/** In `mark`: gathered, and part of the state. */
const KEPT = 2;
const UNKNOWN = -1;
/** No text that goes on from here matches. */
const DEAD = 0;

/** What stands before the place, as assertions see it. */
const BEFORE = { TEXT_EDGE: 0, OTHER: 1, WORD: 2 } as const;

export class LazyDfa {
  private readonly program: Program;
  private readonly budget: StateBudget;
  /** A match may begin anywhere, not only where the run begins. */
  private readonly isFloating: boolean;
  private readonly columns: Columns;
  private readonly width: number;
  /** State * width + column -> next state * 2 + (1: a match ends before this symbol). */
  private table = new Int16Array(0);
  private cores: Uint16Array[] = [];
  private befores: number[] = [];
  /** By what stands before them: the states in which a run begins; -1: not made yet. */
  private readonly beginnings = [-1, -1, -1];
  /** By a sum of hashes (murmur3's finalizer), so in any order: the last state of that sum. */
  private readonly known = new Map<number, number>();
  /** Of the state being made: its instructions, marked so that none comes twice. */
  private readonly mark: Uint8Array;
  private readonly made: number[] = [];
  private readonly seen: Uint8Array;
  private readonly walked: number[] = [];
  private readonly bestRank: Uint16Array;

  constructor(program: Program, alphabet: Alphabet, isFloating: boolean, budget: StateBudget) {
    this.program = program;
    this.budget = budget;
    this.isFloating = isFloating;
    this.columns = new Columns(program, alphabet);
    this.width = this.columns.count + 1;
    this.mark = new Uint8Array(program.ops.length);
    this.seen = new Uint8Array(program.ops.length);
    const chains = program.chain.reduce((most, one) => Math.max(most, one), 0);
    this.bestRank = new Uint16Array(chains + 1);
    this.clear();
  }

  /** Forgets its states. */
  clear(): void {
    this.budget.used -= this.cores.length;
    this.cores = [];
    this.befores = [];
    this.known.clear();
    this.beginnings.fill(-1);
    this.table = new Int16Array(this.width * 8).fill(UNKNOWN);
    this.finish(BEFORE.OTHER);
    this.table.fill(DEAD, 0, this.width);
  }

  /** Makes the states that a text's first symbols need. Cost: some 100 us. */
  warm(): void {
    const begin = this.begin(BEFORE.TEXT_EDGE);
    for (let column = 0; column < this.width; column++) this.step(begin, column);
  }

  /** @returns whether there is a match in the text */
  test({ symbols, length }: SymbolText): boolean {
    const { width } = this;
    const { ofSymbol } = this.columns;
    let { table } = this;
    let state = this.begin(BEFORE.TEXT_EDGE);
    for (let i = 0; i < length; i++) {
      const column = ofSymbol[symbols[i]!]!;
      let next = table[state * width + column]!;
      if (next < 0) {
        next = this.step(state, column);
        table = this.table;
      }
      if ((next & 1) === 1) return true;
      state = next >> 1;
      if (state === DEAD) return false;
    }
    return this.isMatchAtEnd(state);
  }

  /** @returns where the longest match that begins at `from` ends; -1 when none does. */
  longest({ symbols, length }: SymbolText, from: number): number {
    const { width } = this;
    const { ofSymbol, isWord } = this.columns;
    const isAfterWord = from > 0 && isWord[ofSymbol[symbols[from - 1]!]!] === 1;
    let state = this.begin(
      from === 0 ? BEFORE.TEXT_EDGE : isAfterWord ? BEFORE.WORD : BEFORE.OTHER,
    );
    let end = -1;
    for (let i = from; i < length; i++) {
      const column = ofSymbol[symbols[i]!]!;
      let next = this.table[state * width + column]!;
      if (next < 0) next = this.step(state, column);
      if ((next & 1) === 1) end = i;
      state = next >> 1;
      if (state === DEAD) return end;
    }
    return this.isMatchAtEnd(state) ? length : end;
  }

  /**
   * Runs from the end of the text to its beginning; for a backward program.
   * @param begins 1 for each place, of `length + 1`, where a match begins
   */
  backwards({ symbols, length }: SymbolText, begins: Uint8Array): void {
    const { width } = this;
    const { ofSymbol } = this.columns;
    let state = this.begin(BEFORE.TEXT_EDGE);
    for (let i = length - 1; i >= 0; i--) {
      const column = ofSymbol[symbols[i]!]!;
      let next = this.table[state * width + column]!;
      if (next < 0) next = this.step(state, column);
      begins[i + 1] = next & 1;
      state = next >> 1;
    }
    begins[0] = this.isMatchAtEnd(state) ? 1 : 0;
  }

  private isMatchAtEnd(state: number): boolean {
    const column = this.columns.count;
    const known = this.table[state * this.width + column]!;
    return ((known < 0 ? this.step(state, column) : known) & 1) === 1;
  }

  private begin(before: number): number {
    const known = this.beginnings[before]!;
    if (known >= 0) return known;
    this.reach(this.program.start);
    const state = this.finish(before);
    this.beginnings[before] = state;
    return state;
  }

  /** Makes a way out of a state. @returns as in `table` */
  private step(from: number, column: number): number {
    let state = from;
    if (this.cores.length >= MOST_STATES) {
      const core = this.cores[from] ?? new Uint16Array(0);
      const before = this.befores[from] ?? 0;
      this.clear();
      for (const at of core) this.reach(at);
      state = this.finish(before);
    }
    const isMatch = this.walk(state, column);
    const isEnd = column === this.columns.count;
    if (isEnd) this.drop();
    else if (this.isFloating) this.reach(this.program.start);
    const { hasAsserts } = this.program;
    const isWord = hasAsserts && this.columns.isWord[column] === 1;
    const next = isEnd ? DEAD : this.finish(isWord ? BEFORE.WORD : BEFORE.OTHER);
    const way = next * 2 + (isMatch ? 1 : 0);
    this.table[state * this.width + column] = way;
    return way;
  }

  /** Follows a state over one symbol. @returns whether a match ends before it */
  private walk(state: number, column: number): boolean {
    const { ops, first, second } = this.program;
    const { seen, walked, columns } = this;
    const before = this.befores[state] ?? 0;
    let isMatch = false;
    const core = this.cores[state];
    if (core !== undefined) for (let i = 0; i < core.length; i++) walked.push(core[i]!);
    for (let i = 0; i < walked.length; i++) {
      const at = walked[i]!;
      if (seen[at] === 1) continue;
      seen[at] = 1;
      const op = ops[at]!;
      if (op === OP.MATCH) isMatch = true;
      else if (op === OP.SPLIT) walked.push(first[at]!, second[at]!);
      else if (op === OP.TAKE) {
        if (columns.takes(at, column)) this.reach(second[at]!);
      } else if (this.holds(first[at]!, before, column)) walked.push(second[at]!);
    }
    for (const at of walked) seen[at] = 0;
    walked.length = 0;
    return isMatch;
  }

  private holds(assert: number, before: number, column: number): boolean {
    if (assert === ASSERT.BEGIN) return before === BEFORE.TEXT_EDGE;
    if (assert === ASSERT.END) return column === this.columns.count;
    const isEdge = (before === BEFORE.WORD) !== (this.columns.isWord[column] === 1);
    return isEdge === (assert === ASSERT.WORD_EDGE);
  }

  /** Adds an instruction to the state being made, and what is reached from it for nothing. */
  private reach(start: number): void {
    const { ops, first, second } = this.program;
    const { made } = this;
    let next = made.length;
    this.gather(start);
    while (next < made.length) {
      const at = made[next++]!;
      if (ops[at] !== OP.SPLIT) continue;
      this.gather(first[at]!);
      this.gather(second[at]!);
    }
  }

  private gather(at: number): void {
    if (this.mark[at] !== 0) return;
    this.mark[at] = 1;
    this.made.push(at);
  }

  private drop(): void {
    for (const at of this.made) this.mark[at] = 0;
    this.made.length = 0;
  }

  /** @returns the number of the state that `reach` has gathered */
  private finish(before: number): number {
    const { made, mark } = this;
    this.prune();
    let count = 0;
    let hash = 0;
    for (let i = 0; i < made.length; i++) {
      const at = made[i]!;
      if (mark[at] !== KEPT) continue;
      count++;
      const half = Math.imul(at + 1, 0x85ebca6b);
      hash = (hash + Math.imul(half ^ (half >>> 13), 0xc2b2ae35)) | 0;
    }
    // Where nothing is left no text can matter any more.
    const stands = count === 0 ? BEFORE.OTHER : before;
    const state = this.find(hash * 3 + stands, count, stands) ?? this.make(count, stands);
    this.known.set(hash * 3 + stands, state);
    this.drop();
    return state;
  }

  /** Marks what makes the state: no splits, and of a chain the one that can do most. */
  private prune(): void {
    const { made, mark, bestRank } = this;
    const { ops, chain, rank, hasChains } = this.program;
    if (hasChains) {
      for (let i = 0; i < made.length; i++) bestRank[chain[made[i]!]!] = 0xffff;
      for (let i = 0; i < made.length; i++) {
        const at = made[i]!;
        if (rank[at]! < bestRank[chain[at]!]!) bestRank[chain[at]!] = rank[at]!;
      }
    }
    for (let i = 0; i < made.length; i++) {
      const at = made[i]!;
      if (ops[at] === OP.SPLIT) continue;
      if (chain[at] === 0 || rank[at] === bestRank[chain[at]!]) mark[at] = KEPT;
    }
  }

  /** The state of this hash, if it is the one that is being made. */
  private find(key: number, count: number, before: number): number | undefined {
    const state = this.known.get(key);
    if (state === undefined || this.befores[state] !== before) return undefined;
    const core = this.cores[state];
    if (core?.length !== count) return undefined;
    for (let i = 0; i < count; i++) if (this.mark[core[i]!] !== KEPT) return undefined;
    return state;
  }

  private make(count: number, before: number): number {
    const { made, mark } = this;
    const core = new Uint16Array(count);
    let next = 0;
    for (let i = 0; i < made.length; i++) if (mark[made[i]!] === KEPT) core[next++] = made[i]!;
    const state = this.cores.push(core) - 1;
    this.befores.push(before);
    this.budget.used++;
    if ((state + 1) * this.width > this.table.length) this.grow();
    return state;
  }

  private grow(): void {
    const { table } = this;
    this.table = new Int16Array(table.length * 2).fill(UNKNOWN, table.length);
    this.table.set(table);
  }
}
