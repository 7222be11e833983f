// Searches a folded message for a policy's terms and leads finds back to the original.
//
// One pass over the squeezed view finds every candidate, plain or disguised; each is then compared
// with the folded view: as written, or an evasion (evasion-check.ts), or ordinary words that ran together.
import type { Folded } from "../text/folded.ts";
import { lastOf, mayEnd, rowBefore, rowBehind, spanOf } from "../text/folded.ts";
import { isForeignWord } from "../text/foreign-words.ts";
import { isLatin } from "../text/kinds.ts";
import { createHits, scan } from "./automaton.ts";
import type { Hits } from "./automaton.ts";
import { isEvasion } from "./evasion-check.ts";
import { exactEnd, exactStart } from "./exact-check.ts";
import {
  ENTRY_FORM,
  ENTRY_TARGET,
  entryOfKey,
  flagsOfEntry,
  FORM_SHAPE,
  KEY,
  kindOfEntry,
  lettersOf,
  lettersOfKey,
  literalsOfKey,
} from "./keyword-entries.ts";
import { ENTRY, FLAG, TERM } from "./keyword-index.ts";
import type { KeyedEntries, KeywordIndex } from "./keyword-index.ts";
import { KeywordExceptions } from "./keyword-exceptions.ts";
import {
  flagsOfLiteral,
  lettersOfLiteral,
  literalStart,
  spanOfLiteral,
  unitsOfLiteral,
} from "./keyword-literals.ts";
import { LiteralWaits } from "./literal-waits.ts";
import { WordEnds } from "./segments.ts";
import { standsAsWord, standsMasked } from "./word-check.ts";

/**
 * Finds of one message, in no order; spans in UTF-16 units of the original. Overwritten by the
 * next search.
 */
export interface KeywordFinds {
  count: number;
  terms: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
  /** Index of MANNERS. */
  manners: Uint8Array;
  /** Patterns with a required literal in the text, each once. */
  readonly patterns: number[];
  /** Bit set of gates whose literal is in the text. */
  gates: number;
  /** A literal that patterns wait for is there, with more signs or letters in it or others for its own. */
  isSplit: boolean;
}

/** Indices of MANNERS. */
const MANNER = { PLAIN: 0, MASKED: 1, EVADED: 2 } as const;

/** Is told what was found and let go; only explanations have one. */
export interface KeywordTrace {
  /** A find that an exception frees, and the exception's own span. */
  freed(term: number, start: number, end: number, by: readonly [start: number, end: number]): void;
}

/** Finds kept of one message; a text with more is a flood of terms, and rejected for the first. */
const MOST_FINDS = 512;
/**
 * Candidates looked at closely in one message: ordinary ones have a handful, a text made of
 * half-terms has thousands. What is written plainly is always found.
 */
const MOST_CHECKS = 256;

export class KeywordSearch {
  readonly finds: KeywordFinds = {
    count: 0,
    terms: new Int32Array(MOST_FINDS),
    starts: new Int32Array(MOST_FINDS),
    ends: new Int32Array(MOST_FINDS),
    manners: new Uint8Array(MOST_FINDS),
    patterns: [],
    gates: 0,
    isSplit: false,
  };
  trace: KeywordTrace | undefined;
  private readonly index: KeywordIndex;
  private readonly hits: Hits = createHits();
  private readonly wordEnds = new WordEnds();
  private readonly exceptions = new KeywordExceptions();
  private readonly waits: LiteralWaits;
  private checks = 0;

  constructor(index: KeywordIndex) {
    this.index = index;
    this.waits = new LiteralWaits(index.branches, this.finds);
  }

  /**
   * Cost: O(length + hits), bounded; a find that needs word ends in Japanese costs a segmenter's
   * look at its surroundings.
   */
  search(folded: Folded): KeywordFinds {
    const { finds, hits, index } = this;
    finds.count = 0;
    finds.isSplit = false;
    this.waits.begin();
    this.exceptions.clear();
    this.wordEnds.reset(folded.text);
    this.checks = 0;
    const { squeezed, signs } = index;
    const { isInner } = folded.squeezed;
    scan(squeezed.automaton, folded.squeezed, hits);
    for (let i = 0; i < hits.count; i++) {
      const key = hits.keys[i]!;
      const end = hits.ends[i]!;
      if ((key & KEY.NEEDS_END) !== 0 && !mayEnd(folded, end - 1)) continue;
      if ((key & KEY.NEEDS_BEGIN) !== 0 && isInner[end - lettersOfKey(key)] !== 0) continue;
      if ((key & KEY.LITERALS) === 0) {
        this.follow(folded, entryOfKey(key), end);
        continue;
      }
      const letters = lettersOfKey(key);
      if ((key & KEY.NEEDS_MORE) !== 0 && spanOf(folded, end - letters, end) === letters) continue;
      this.followLiterals(folded, literalsOfKey(key), end);
    }
    if (signs !== undefined && this.mayHaveSigns(folded)) {
      // Of these keys none waits for a word's beginning: `isInner`, of the other view, is not asked.
      scan(signs.automaton, { units: folded.units, isInner, length: folded.length }, hits);
      for (let i = 0; i < hits.count; i++) {
        const key = hits.keys[i]!;
        const end = hits.ends[i]!;
        if ((key & KEY.LITERALS) === 0) this.followSigns(signs, folded, entryOfKey(key), end);
        else this.seeSigns(signs, folded, literalsOfKey(key), end);
      }
    }
    if (finds.count > 0 && this.exceptions.count > 0) this.dropExcepted();
    return finds;
  }

  private mayHaveSigns({ signs }: Folded): boolean {
    if (signs === 0) return false;
    for (const needed of this.index.signSets) if ((signs & needed) === needed) return true;
    return false;
  }

  /** @param first entry of a key; @param end behind the key's last letter in the squeezed view */
  private follow(folded: Folded, first: number, end: number): void {
    const { squeezed } = this.index;
    const { entries } = squeezed;
    for (let entry = first; entry !== -1; entry = entries[entry]!) {
      const kind = kindOfEntry(squeezed, entry);
      if (kind === ENTRY.TERM) this.checkTerm(folded, entry, end);
      else if (kind === ENTRY.EXCEPTION) this.except(folded, entry, end);
      else this.followLiterals(folded, entries[entry + ENTRY_TARGET]!, end);
    }
  }

  private followLiterals(folded: Folded, first: number, end: number): void {
    const { literals } = this.index.squeezed;
    const span = spanOf(folded, end - lettersOfLiteral(literals, first), end);
    for (let at = first; at !== -1; at = literals[at]!) {
      if (spanOfLiteral(literals, at) > span) continue;
      const start = literalStart(literals, at, folded, end);
      if (start === -1) {
        this.finds.isSplit = true;
        continue;
      }
      const stop = start + unitsOfLiteral(literals, at);
      if (standsFree(folded, flagsOfLiteral(literals, at), start, stop))
        this.waits.see(literals, at);
    }
  }

  private checkTerm(folded: Folded, entry: number, end: number): void {
    const { index } = this;
    const { squeezed } = index;
    const { entries, forms } = squeezed;
    const form = entries[entry + ENTRY_FORM]!;
    const target = entries[entry + ENTRY_TARGET]!;
    const flags = flagsOfEntry(squeezed, entry);
    const isWord = (index.termFlags[target]! & TERM.WORD) !== 0;
    if (flags === 0) {
      const start = exactStart(forms, form, folded, end);
      if (start !== -1) {
        const stop = this.stretched(folded, start + exactEnd(forms, form), end);
        if (!isWord || standsAsWord(folded, start, stop, this.wordEnds)) {
          return this.add(folded, target, start, stop, MANNER.PLAIN);
        }
      }
    }
    if (++this.checks > MOST_CHECKS) return;
    const shape = forms.table[form + FORM_SHAPE]!;
    const from = end - lettersOf(forms, form);
    // A neighbour's letter may have joined the first or last run: "you ugly", "loser right".
    const isOneFirst = forms.runs[shape] === 1 && end - from > 1;
    const isOneLast = forms.runs[shape + end - from - 1] === 1 && end - from > 1;
    const start = isOneFirst ? rowBefore(folded, from) : folded.squeezed.first[from]!;
    const stop = isOneLast ? rowBehind(folded, end - 1) : lastOf(folded, end - 1) + 1;
    if (!isEvasion(index, entry, folded, { from, end, start, stop })) return;
    if (isWord && !standsAsWord(folded, start, stop, this.wordEnds)) return;
    this.add(folded, target, start, stop, MANNER.EVADED);
  }

  /** 死ねねね: a last letter that is stretched belongs to what was written. */
  private stretched({ squeezed, units }: Folded, stop: number, end: number): number {
    const limit = squeezed.first[end]!;
    let last = stop;
    while (last < limit && units[last] === units[stop - 1]) last++;
    return last - stop >= 2 ? last : stop;
  }

  private followSigns(signs: KeyedEntries, folded: Folded, first: number, end: number): void {
    const { entries, forms } = signs;
    for (let entry = first; entry !== -1; entry = entries[entry]!) {
      const target = entries[entry + ENTRY_TARGET]!;
      const kind = kindOfEntry(signs, entry);
      if (kind === ENTRY.LITERALS) {
        this.seeSigns(signs, folded, target, end);
        continue;
      }
      const start = end - exactEnd(forms, entries[entry + ENTRY_FORM]!);
      const flags = flagsOfEntry(signs, entry);
      if (kind === ENTRY.EXCEPTION) {
        this.exceptions.add(folded, target, start, end, flags & FLAG.COVERS);
      } else {
        const isWord = (this.index.termFlags[target]! & TERM.WORD) !== 0;
        if (!standsMasked(folded, flags, isWord, start, end)) continue;
        if (isWord && !standsAsWord(folded, start, end, this.wordEnds)) continue;
        this.add(folded, target, start, end, MANNER.MASKED);
      }
    }
  }

  private seeSigns({ literals }: KeyedEntries, folded: Folded, first: number, end: number): void {
    for (let at = first; at !== -1; at = literals[at]!) {
      const start = end - unitsOfLiteral(literals, at);
      if (standsFree(folded, flagsOfLiteral(literals, at), start, end))
        this.waits.see(literals, at);
    }
  }

  private add(folded: Folded, term: number, start: number, end: number, manner: number): void {
    const { finds } = this;
    if (finds.count === MOST_FINDS) return;
    const isForeign = (this.index.termFlags[term]! & TERM.FOREIGN) !== 0;
    if (!isForeign && isForeignWord(folded, start, end)) return;
    finds.terms[finds.count] = term;
    finds.starts[finds.count] = folded.starts[start]!;
    finds.ends[finds.count] = folded.ends[end - 1]!;
    finds.manners[finds.count] = manner;
    finds.count++;
  }

  private except(folded: Folded, entry: number, end: number): void {
    const { squeezed } = this.index;
    const { entries, forms } = squeezed;
    const form = entries[entry + ENTRY_FORM]!;
    const from = end - lettersOf(forms, form);
    const flags = flagsOfEntry(squeezed, entry);
    const isAsWritten = (flags & FLAG.AS_WRITTEN) !== 0;
    if (isAsWritten && exactStart(forms, form, folded, end) === -1) return;
    const start = folded.squeezed.first[from]!;
    const stop = lastOf(folded, end - 1) + 1;
    const target = entries[entry + ENTRY_TARGET]!;
    this.exceptions.add(folded, target, start, stop, flags & FLAG.COVERS);
  }

  /** An exception frees what it covers and nothing beside it: 必死 leaves the next 死ね alone. */
  private dropExcepted(): void {
    const { finds, exceptions } = this;
    let kept = 0;
    for (let i = 0; i < finds.count; i++) {
      const term = finds.terms[i]!;
      const start = finds.starts[i]!;
      const end = finds.ends[i]!;
      const by =
        this.index.termsWithExceptions[term] === 0 ? -1 : exceptions.freeing(term, start, end);
      if (by !== -1) {
        this.trace?.freed(term, start, end, exceptions.spanOf(by));
        continue;
      }
      finds.terms[kept] = term;
      finds.starts[kept] = start;
      finds.ends[kept] = end;
      finds.manners[kept] = finds.manners[i]!;
      kept++;
    }
    finds.count = kept;
  }
}

/** Is a literal where its pattern or detector can use it: "line" in "online" is of no use. */
function standsFree(folded: Folded, flags: number, start: number, end: number): boolean {
  if (flags === 0) return true;
  const { kinds, length } = folded;
  if ((flags & FLAG.LITERAL_FIRST) !== 0 && start > 0 && isLatin(kinds[start - 1]!)) return false;
  return (flags & FLAG.LITERAL_LAST) === 0 || end === length || !isLatin(kinds[end]!);
}
