// Where the detectors' words stand in a message: one pass, in order, none inside another.
import type { Folded } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import { isLatinUnit } from "./detector-trie.ts";
import { DETECTOR_WORDS, WORD } from "./detector-words.ts";

/** Looked up where they are wanted; too frequent to be worth keeping. */
const UNKEPT = WORD.NONE | WORD.COPULA | WORD.COUNTER;
const NAMES = WORD.APP | WORD.PAY_APP | WORD.CODE;

/** Buffers are reused from message to message; they grow to the longest. */
export class WordFinds {
  count = 0;
  /** Roles: bits of WORD. */
  roles = new Int32Array(256);
  /** `[start, end)` in the folded view. */
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  /** Roles of all words together. */
  present = 0;

  /** Cost: O(length), some 5 ns a unit. */
  read({ units, kinds, length }: Folded): void {
    this.count = 0;
    this.present = 0;
    if (this.roles.length < length) this.grow(length);
    const { first } = DETECTOR_WORDS;
    for (let i = 0; i < length; i++) {
      const unit = units[i]!;
      if (first[unit] === 0) continue;
      if (isLatinUnit(unit) && i > 0 && isLatinUnit(units[i - 1]!)) continue;
      const end = DETECTOR_WORDS.longest(units, length, i);
      if (end === -1) continue;
      const roles = DETECTOR_WORDS.tag;
      // ライン in a longer katakana word is no name.
      const isInside =
        (roles & NAMES) !== 0 && i > 0 && kinds[i] === KIND.KATAKANA && kinds[i - 1] === kinds[i];
      if ((roles & ~UNKEPT) !== 0 && !isInside) {
        this.roles[this.count] = roles;
        this.starts[this.count] = i;
        this.ends[this.count] = end;
        this.count++;
        this.present |= roles;
      }
      i = end - 1;
    }
  }

  /** @returns index of the last word with one of these roles that ends at or before `at`, or -1 */
  lastBefore(at: number, roles: number): number {
    for (let k = this.countBefore(at) - 1; k >= 0; k--) {
      if ((this.roles[k]! & roles) !== 0 && this.ends[k]! <= at) return k;
      if (at - this.ends[k]! > LOOK_BACK) return -1;
    }
    return -1;
  }

  /** How many words begin before `at`. Cost: O(log count). */
  private countBefore(at: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private grow(size: number): void {
    this.roles = new Int32Array(size);
    this.starts = new Int32Array(size);
    this.ends = new Int32Array(size);
  }
}

/** Units before a number or an id in which a word still speaks of it. */
const LOOK_BACK = 24;
