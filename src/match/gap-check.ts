// Whether what stands between a candidate's letters is there to hide the term, or parts words.
import type { Folded } from "../text/folded.ts";
import { isBoundary, KIND } from "../text/kinds.ts";
import { SQUEEZE_TABLE } from "../text/squeeze-table.ts";
import { ENTRY_FORM, ENTRY_TARGET, FORM_SHAPE } from "./keyword-entries.ts";
import { TERM } from "./keyword-index.ts";
import type { KeywordIndex } from "./keyword-index.ts";

/** `[from, end)` in the squeezed view, `[start, stop)` in the folded one. */
export interface Candidate {
  readonly from: number;
  readonly end: number;
  readonly start: number;
  readonly stop: number;
}

/** Anything longer is not a gap but an end. */
export const GAP_LENGTH = 3;

/** Short words that stand beside each other in plain English; pieces of an evasion they are not. */
const SHORT_WORDS = new Set(
  (
    "a i an as at am be by do go ha he hi if in is it la ma me mi my no of oh ok on " +
    "or pa so to um up us we ya yo"
  ).split(" "),
);

/** Sentence ends and commas part words for good. */
const PARTING = new Set(Array.from("、。,!?;", (c) => c.charCodeAt(0)));

interface Pieces {
  gaps: number;
  spaces: number;
  count: number;
  longest: number;
  hasRareWord: boolean;
}

export function gapsFit(
  index: KeywordIndex,
  entry: number,
  folded: Folded,
  find: Candidate,
): boolean {
  const { kinds, length } = folded;
  const { start, stop } = find;
  const isSpaced =
    (index.termFlags[index.squeezed.entries[entry + ENTRY_TARGET]!]! & TERM.SPACED) !== 0;
  const startsWord = start === 0 || isBoundary(kinds[start - 1]!, kinds[start]!);
  const endsWord = stop === length || isBoundary(kinds[stop - 1]!, kinds[stop]!);
  // The cheap half first: most candidates are words that ran together.
  if (isSpaced && (!startsWord || !endsWord) && hasForeignGap(index, entry, folded, find)) {
    return false;
  }
  const pieces = piecesOf(index, entry, folded, find);
  if (pieces === undefined) return false;
  if (pieces.gaps === 0) return true;
  if (!isSpaced) return pieces.spaces === 0 || (startsWord && pieces.longest === 1);
  if (!startsWord || !endsWord) return false;
  if (pieces.spaces === 0) return true;
  const letters = find.end - find.from;
  return pieces.longest <= 2 && pieces.hasRareWord && (pieces.count >= 3 || letters >= 4);
}

/** A gap where the term has none. */
function hasForeignGap(
  index: KeywordIndex,
  entry: number,
  { units, squeezed }: Folded,
  { from, end }: Candidate,
): boolean {
  const { entries, forms } = index.squeezed;
  const shape = forms.table[entries[entry + ENTRY_FORM]! + FORM_SHAPE]!;
  for (let k = from + 1; k < end; k++) {
    const before = squeezed.first[k]! - 1;
    if (SQUEEZE_TABLE[units[before]!] !== 0 || (forms.breaks[shape + k - from]! & 1) === 1)
      continue;
    return true;
  }
  return false;
}

/** @returns undefined when a gap is too wide or parts sentences */
function piecesOf(
  index: KeywordIndex,
  entry: number,
  folded: Folded,
  find: Candidate,
): Pieces | undefined {
  const { units, kinds, squeezed } = folded;
  const { entries, forms } = index.squeezed;
  const shape = forms.table[entries[entry + ENTRY_FORM]! + FORM_SHAPE]!;
  const letters = find.end - find.from;
  const pieces: Pieces = { gaps: 0, spaces: 0, count: 1, longest: 0, hasRareWord: false };
  let piece = "";
  let gap = 0;
  let gapHasSpace = false;
  let k = 0;
  let wordGaps = 0;
  const endPiece = (): void => {
    pieces.longest = Math.max(pieces.longest, piece.length);
    if (!SHORT_WORDS.has(piece)) pieces.hasRareWord = true;
    piece = "";
  };
  for (let i = find.start; i < find.stop; i++) {
    const unit = units[i]!;
    while (k + 1 < letters && squeezed.first[find.from + k + 1]! <= i) k++;
    if (SQUEEZE_TABLE[unit] === 0) {
      // A long mark stretches the sound before it; it is no gap.
      if (kinds[i] === KIND.PROLONGED) continue;
      if (PARTING.has(unit) || ++gap > GAP_LENGTH) return undefined;
      if (kinds[i] === KIND.SPACE) gapHasSpace = true;
      continue;
    }
    if (gap > 0) {
      const isFirst = squeezed.first[find.from + k] === i;
      const isOwn = (forms.breaks[shape + k]! & (isFirst ? 1 : 2)) !== 0;
      if (isOwn) {
        // The term's own space: a word without gaps before it is no piece.
        if (wordGaps > 0) endPiece();
        piece = "";
        wordGaps = 0;
      } else {
        endPiece();
        wordGaps++;
        pieces.gaps++;
        pieces.count++;
        if (gapHasSpace) pieces.spaces++;
      }
      gap = 0;
      gapHasSpace = false;
    }
    piece += String.fromCharCode(unit);
  }
  if (wordGaps > 0) endPiece();
  return pieces;
}
