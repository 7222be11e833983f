// Searches a folded message for a policy's terms, in both views, and leads finds back to the
// original.
import type { Folded } from "../text/folder.ts";
import { isBoundary, isLatin, isWordKind, KIND } from "../text/kinds.ts";
import { createHits, scan } from "./automaton.ts";
import type { Hits } from "./automaton.ts";
import { ENTRY, FLAG, TERM, VIEW } from "./keyword-index.ts";
import type { KeywordIndex } from "./keyword-index.ts";
import { WordEnds } from "./segments.ts";
import { isEvasion, isUnsure } from "./squeezed-check.ts";

/**
 * Finds of one message, in no order; spans in UTF-16 units of the original. Overwritten by the
 * next search.
 */
export interface KeywordFinds {
  count: number;
  terms: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
  /** Patterns with a required literal in the text, each once. */
  readonly patterns: number[];
  /** Bit set of gates whose literal is in the text. */
  gates: number;
}

export class KeywordSearch {
  readonly finds: KeywordFinds = {
    count: 0,
    terms: new Int32Array(64),
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    patterns: [],
    gates: 0,
  };
  private readonly index: KeywordIndex;
  private readonly hits: Hits = createHits();
  private readonly wordEnds = new WordEnds();
  /** Term, start, end of exceptions found: three numbers each, and whether it covers. */
  private readonly exceptions: number[] = [];

  constructor(index: KeywordIndex) {
    this.index = index;
  }

  /**
   * Cost: O(length + hits); a hit that needs word ends in Japanese costs a segmenter's pass once.
   */
  search(folded: Folded): KeywordFinds {
    const { finds, hits, index } = this;
    finds.count = 0;
    finds.gates = 0;
    if (finds.patterns.length > 0) finds.patterns.length = 0;
    if (this.exceptions.length > 0) this.exceptions.length = 0;
    this.wordEnds.reset(folded.text);
    scan(index.automaton, folded.units, folded.length, hits);
    for (let i = 0; i < hits.count; i++) this.followFolded(folded, hits.keys[i]!, hits.ends[i]!);
    scan(index.automaton, folded.squeezed.units, folded.squeezed.length, hits);
    for (let i = 0; i < hits.count; i++) this.followSqueezed(folded, hits.keys[i]!, hits.ends[i]!);
    if (finds.count > 0 && this.exceptions.length > 0) this.dropExcepted();
    return finds;
  }

  private followFolded(folded: Folded, key: number, end: number): void {
    const { index, finds } = this;
    for (let entry = index.firstEntry[key]!; entry !== -1; entry = index.next[entry]!) {
      if (index.view[entry] !== VIEW.FOLDED) continue;
      const target = index.target[entry]!;
      const start = end - index.length[entry]!;
      const kind = index.kind[entry]!;
      if (kind === ENTRY.TERM) {
        if (this.isWhole(folded, entry, start, end)) this.add(folded, target, start, end);
      } else if (kind === ENTRY.EXCEPTION) this.except(folded, entry, start, end);
      else if (!this.standsFree(folded, entry, start, end)) continue;
      else if (kind === ENTRY.GATE) finds.gates |= 1 << target;
      else if (!finds.patterns.includes(target)) finds.patterns.push(target);
    }
  }

  private followSqueezed(folded: Folded, key: number, end: number): void {
    const { index } = this;
    for (let entry = index.firstEntry[key]!; entry !== -1; entry = index.next[entry]!) {
      if (index.view[entry] !== VIEW.SQUEEZED) continue;
      const from = end - index.length[entry]!;
      const first = folded.squeezed.first[from]!;
      const last = folded.squeezed.last[end - 1]! + 1;
      if (index.kind[entry] === ENTRY.EXCEPTION) this.except(folded, entry, first, last);
      else if (isEvasion(index, entry, folded, from) && this.isWhole(folded, entry, first, last)) {
        this.add(folded, index.target[entry]!, first, last);
      }
    }
  }

  /** Is a literal where its pattern or detector can use it: "line" in "online" is of no use. */
  private standsFree(folded: Folded, entry: number, start: number, end: number): boolean {
    const flags = this.index.flags[entry]!;
    if (flags === 0) return true;
    const { kinds, length } = folded;
    if ((flags & FLAG.LITERAL_FIRST) !== 0 && start > 0 && isLatin(kinds[start - 1]!)) return false;
    return (flags & FLAG.LITERAL_LAST) === 0 || end === length || !isLatin(kinds[end]!);
  }

  /** Does the find stand as the term asks: as a word of its own, its mask at no word's edge. */
  private isWhole(folded: Folded, entry: number, start: number, end: number): boolean {
    const { kinds, length } = folded;
    const flags = this.index.flags[entry]!;
    const isWord = (this.index.termFlags[this.index.target[entry]!]! & TERM.WORD) !== 0;
    if (flags === 0 && !isWord) return true;
    const before = start === 0 ? KIND.SPACE : kinds[start - 1]!;
    const after = end === length ? KIND.SPACE : kinds[end]!;
    const isAfterMask = before === KIND.MASK || isWordKind(before);
    if ((flags & FLAG.MASK_FIRST) !== 0 && isAfterMask) return false;
    if ((flags & FLAG.MASK_LAST) !== 0) {
      if (after === KIND.MASK || after === KIND.DIGIT) return false;
      if (!isBoundary(kinds[end - 2] ?? KIND.SPACE, after) && isWord) return false;
    }
    if (!isWord) return true;
    return (
      (isBoundary(before, kinds[start]!) ||
        (isUnsure(before, kinds[start]!) && this.wordEnds.has(folded.starts[start]!))) &&
      // Korean hangs its particles on the word.
      (isBoundary(kinds[end - 1]!, after) ||
        after === KIND.HANGUL ||
        (isUnsure(kinds[end - 1]!, after) && this.wordEnds.has(folded.ends[end - 1]!)))
    );
  }

  private add(folded: Folded, term: number, start: number, end: number): void {
    const { finds } = this;
    if (finds.count === finds.terms.length) this.growFinds();
    finds.terms[finds.count] = term;
    finds.starts[finds.count] = folded.starts[start]!;
    finds.ends[finds.count] = folded.ends[end - 1]!;
    finds.count++;
  }

  private except(folded: Folded, entry: number, start: number, end: number): void {
    this.exceptions.push(
      this.index.target[entry]!,
      folded.starts[start]!,
      folded.ends[end - 1]!,
      this.index.covers[entry]!,
    );
  }

  /** An exception frees what it covers and nothing beside it: 必死 leaves the next 死ね alone. */
  private dropExcepted(): void {
    const { finds } = this;
    let kept = 0;
    for (let i = 0; i < finds.count; i++) {
      if (this.isExcepted(finds.terms[i]!, finds.starts[i]!, finds.ends[i]!)) continue;
      finds.terms[kept] = finds.terms[i]!;
      finds.starts[kept] = finds.starts[i]!;
      finds.ends[kept] = finds.ends[i]!;
      kept++;
    }
    finds.count = kept;
  }

  private isExcepted(term: number, start: number, end: number): boolean {
    if (this.index.termsWithExceptions[term] === 0) return false;
    const { exceptions } = this;
    for (let i = 0; i < exceptions.length; i += 4) {
      if (exceptions[i] !== term) continue;
      const from = exceptions[i + 1] ?? 0;
      const to = exceptions[i + 2] ?? 0;
      const isFreed =
        exceptions[i + 3] === 1 ? from <= start && to >= end : from < end && to > start;
      if (isFreed) return true;
    }
    return false;
  }

  private growFinds(): void {
    const { finds } = this;
    const size = finds.terms.length * 2;
    const widened = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const wide = new Int32Array(size);
      wide.set(old);
      return wide;
    };
    finds.terms = widened(finds.terms);
    finds.starts = widened(finds.starts);
    finds.ends = widened(finds.ends);
  }
}
