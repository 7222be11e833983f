// From a pattern's tree to a program of few instructions, forwards and backwards: Thompson's
// construction (CACM 1968), counted repeats written out.
import { AlphabetBuilder } from "./regex-alphabet.ts";
import type { SetNumbers } from "./regex-alphabet.ts";
import { ANY_BUT_NEWLINE, classSet, escapeSet, letterSet } from "./point-set.ts";
import type { PointSet } from "./point-set.ts";
import type { RegexNode } from "./regex-syntax.ts";

export const OP = {
  /** Takes a symbol of set `first`, goes on at `second`. */
  TAKE: 0,
  /** Goes on at both. */
  SPLIT: 1,
  /** Goes on at `second` where `first` (an ASSERT) holds. */
  ASSERT: 2,
  MATCH: 3,
} as const;

export const ASSERT = { BEGIN: 0, END: 1, WORD_EDGE: 2, NO_WORD_EDGE: 3 } as const;

/** Plain data; instruction i is `ops[i]`, `first[i]`, `second[i]`. */
export interface Program {
  readonly ops: Uint8Array;
  readonly first: Uint16Array;
  readonly second: Uint16Array;
  /**
   * Not 0: the instruction takes the next of `x{0,n}`; of those of one number, the one with the
   * smallest rank can do all that the others can.
   */
  readonly chain: Uint16Array;
  readonly rank: Uint16Array;
  readonly start: number;
  readonly hasAsserts: boolean;
  readonly hasChains: boolean;
}

/** More instructions than this are left to the regex engine. */
const MOST_INSTRUCTIONS = 6_000;

/**
 * @param isBackward takes the same texts from their end to their beginning; is written whenever the
 *   forward one is
 * @returns undefined for what is not understood (flags but i, \C) or too large
 */
export function writeProgram(
  node: RegexNode,
  sets: SetNumbers,
  isBackward: boolean,
): Program | undefined {
  try {
    return new Writer(sets, isBackward).write(node);
  } catch (error) {
    if (error instanceof NotWritable) return undefined;
    throw error;
  }
}

export function isWritable(node: RegexNode): boolean {
  return writeProgram(node, new AlphabetBuilder(), false) !== undefined;
}

class NotWritable extends Error {
  override name = "NotWritable";
}

class Writer {
  private readonly sets: SetNumbers;
  private readonly isBackward: boolean;
  private readonly ops: number[] = [];
  private readonly first: number[] = [];
  private readonly second: number[] = [];
  private readonly chain: number[] = [];
  private readonly rank: number[] = [];
  private chains = 0;

  constructor(sets: SetNumbers, isBackward: boolean) {
    this.sets = sets;
    this.isBackward = isBackward;
  }

  write(node: RegexNode): Program {
    const start = this.node(node, this.add(OP.MATCH, 0, 0));
    return {
      ops: Uint8Array.from(this.ops),
      first: Uint16Array.from(this.first),
      second: Uint16Array.from(this.second),
      chain: Uint16Array.from(this.chain),
      rank: Uint16Array.from(this.rank),
      start,
      hasAsserts: this.ops.includes(OP.ASSERT),
      hasChains: this.chains > 0,
    };
  }

  private add(op: number, first: number, second: number): number {
    if (this.ops.length >= MOST_INSTRUCTIONS) throw new NotWritable();
    this.first.push(first);
    this.second.push(second);
    this.chain.push(0);
    this.rank.push(0);
    return this.ops.push(op) - 1;
  }

  /** @param source names the set: it is read once, however often it is written */
  private take(source: string, read: () => PointSet | undefined, next: number): number {
    const set = this.sets.named(source, read);
    if (set === undefined) throw new NotWritable();
    return this.add(OP.TAKE, set, next);
  }

  /** Writes the node in front of `next`. @returns where it begins */
  private node(node: RegexNode, next: number): number {
    switch (node.kind) {
      case "literal": {
        const letters = Array.from(node.text);
        if (!this.isBackward) letters.reverse();
        return letters.reduce(
          (after, letter) => this.take(`=${letter}`, () => letterSet(letter), after),
          next,
        );
      }
      case "class":
        return this.take(node.source, () => classSet(node.source), next);
      case "atom":
        return this.atom(node.source, next);
      case "group":
        if (!/^\((?:\?(?:P?<\w+>|i?:))?$/u.test(node.head)) throw new NotWritable();
        return this.node(node.body, next);
      case "concat": {
        const parts = this.isBackward ? node.parts : node.parts.toReversed();
        return parts.reduce((after, part) => this.node(part, after), next);
      }
      case "alternation": {
        const starts = node.options.map((option) => this.node(option, next));
        return starts.reduce((one, other) => this.add(OP.SPLIT, one, other));
      }
      case "repeat":
        return this.repeat(node.body, countsOf(node.source), next);
    }
  }

  private atom(source: string, next: number): number {
    if (source === "(?i)") return next;
    if (source === ".") return this.take(source, () => ANY_BUT_NEWLINE, next);
    const { isBackward } = this;
    switch (source) {
      case "^":
      case "\\A":
        return this.add(OP.ASSERT, isBackward ? ASSERT.END : ASSERT.BEGIN, next);
      case "$":
      case "\\z":
        return this.add(OP.ASSERT, isBackward ? ASSERT.BEGIN : ASSERT.END, next);
      case "\\b":
        return this.add(OP.ASSERT, ASSERT.WORD_EDGE, next);
      case "\\B":
        return this.add(OP.ASSERT, ASSERT.NO_WORD_EDGE, next);
      default:
        return this.take(source, () => escapeSet(source), next);
    }
  }

  private repeat(body: RegexNode, { min, max }: Counts, next: number): number {
    let start = next;
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.add(OP.SPLIT, 0, next);
      this.first[loop] = this.node(body, loop);
      start = loop;
    } else {
      const chain = isOneSymbol(body) ? ++this.chains : 0;
      for (let left = 1; left <= max - min; left++) {
        const taken = this.node(body, start);
        if (chain > 0) {
          this.chain[taken] = chain;
          this.rank[taken] = max - min - left;
        }
        // Whoever skips one skips all that are left.
        start = this.add(OP.SPLIT, taken, next);
      }
    }
    for (let i = 0; i < min; i++) start = this.node(body, start);
    return start;
  }
}

interface Counts {
  readonly min: number;
  readonly max: number;
}

function countsOf(source: string): Counts {
  const endless = Number.POSITIVE_INFINITY;
  if (source.startsWith("*")) return { min: 0, max: endless };
  if (source.startsWith("+")) return { min: 1, max: endless };
  if (source.startsWith("?")) return { min: 0, max: 1 };
  const [, min = "0", comma, max] = /^\{(\d+)(,)?(\d*)\}/u.exec(source) ?? [];
  if (comma === undefined) return { min: Number(min), max: Number(min) };
  return { min: Number(min), max: max === "" ? endless : Number(max) };
}

/** Takes exactly one symbol however it is matched. */
function isOneSymbol(node: RegexNode): boolean {
  if (node.kind === "class") return true;
  if (node.kind === "atom") return !/^(?:[\^$]|\\[AzbB]|\(.*)$/u.test(node.source);
  if (node.kind === "literal") return Array.from(node.text).length === 1;
  return node.kind === "group" && isOneSymbol(node.body);
}
