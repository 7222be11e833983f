// Exceptions found in one message: longer harmless words around a term, and what they free.
import type { Folded } from "../text/folded.ts";

/** Exceptions kept of one message; beyond them nothing more is freed. */
const MOST = 512;

export class KeywordExceptions {
  count = 0;
  private readonly terms = new Int32Array(MOST);
  private readonly starts = new Int32Array(MOST);
  private readonly ends = new Int32Array(MOST);
  private readonly covers = new Uint8Array(MOST);

  clear(): void {
    this.count = 0;
  }

  /** @param start `[start, end)` in the folded view; kept as it is in the original. */
  add(folded: Folded, term: number, start: number, end: number, covers: number): void {
    if (this.count === MOST) return;
    this.terms[this.count] = term;
    this.starts[this.count] = folded.starts[start]!;
    this.ends[this.count] = folded.ends[end - 1]!;
    this.covers[this.count] = covers === 0 ? 0 : 1;
    this.count++;
  }

  /** @returns the exception that frees the term's find `[start, end)` of the original, or -1 */
  freeing(term: number, start: number, end: number): number {
    for (let i = 0; i < this.count; i++) {
      if (this.terms[i] !== term) continue;
      const from = this.starts[i]!;
      const to = this.ends[i]!;
      const isFreed = this.covers[i] === 1 ? from <= start && to >= end : from < end && to > start;
      if (isFreed) return i;
    }
    return -1;
  }

  spanOf(exception: number): readonly [start: number, end: number] {
    return [this.starts[exception]!, this.ends[exception]!];
  }
}
