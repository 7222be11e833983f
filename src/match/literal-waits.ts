// Who waits for the literals of a text: which patterns have seen enough of it to be tried.
import { targetsEnd, targetsStart } from "./keyword-literals.ts";
import type { Branches } from "./keyword-index.ts";

/** What the text turned out to hold: part of KeywordFinds. */
interface Awaited {
  readonly patterns: number[];
  gates: number;
}

export class LiteralWaits {
  private readonly branches: Branches;
  private readonly awaited: Awaited;
  /** A branch's set of literals -> the search that saw one of it last. */
  private readonly seenIn: Uint32Array;
  /** Pattern -> the search that it was found for last. */
  private readonly foundIn: Uint32Array;
  private searches = 0;

  /** @param awaited emptied by `begin`, filled by `see` */
  constructor(branches: Branches, awaited: Awaited) {
    this.branches = branches;
    this.awaited = awaited;
    this.seenIn = new Uint32Array(branches.pairs.length * 2);
    this.foundIn = new Uint32Array((branches.patterns.at(-1) ?? -1) + 1);
  }

  begin(): void {
    const { awaited } = this;
    awaited.gates = 0;
    if (awaited.patterns.length > 0) awaited.patterns.length = 0;
    this.searches = (this.searches + 1) >>> 0;
    if (this.searches !== 0) return;
    // After 2^32 searches numbers come again.
    this.seenIn.fill(0);
    this.foundIn.fill(0);
    this.searches = 1;
  }

  /** The text holds the literal of this record. Cost: O(its targets). */
  see(literals: Int32Array, at: number): void {
    const { seenIn, foundIn, searches, awaited } = this;
    const { pairs, patterns } = this.branches;
    const end = targetsEnd(literals, at);
    for (let i = targetsStart(literals, at); i < end; i++) {
      const target = literals[i]!;
      if (target < 0) {
        awaited.gates |= 1 << (-1 - target);
        continue;
      }
      if (seenIn[target] === searches) continue;
      seenIn[target] = searches;
      const branch = target >> 1;
      if (pairs[branch] === 1 && seenIn[target ^ 1] !== searches) continue;
      const pattern = patterns[branch]!;
      if (foundIn[pattern] === searches) continue;
      foundIn[pattern] = searches;
      awaited.patterns.push(pattern);
    }
  }
}
