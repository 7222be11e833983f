// Whether a find in the squeezed view is an evasion of the term, or ordinary words that ran
// together.
//
// Direction of error: a doubtful join of two words is let pass. "this hit" must never be an insult.
import type { Folded } from "../text/folder.ts";
import { isBoundary, isKana, isWordKind, KIND } from "../text/kinds.ts";
import { SQUEEZE_TABLE } from "../text/squeeze-table.ts";
import { FLAG, TERM } from "./keyword-index.ts";
import type { KeywordIndex } from "./keyword-index.ts";

/** Short words that stand beside each other in plain English; pieces of an evasion they are not. */
const SHORT_WORDS = new Set(
  (
    "a i an as at am be by do go ha he hi if in is it la ma me mi my no of oh ok on " +
    "or pa so to um up us we ya yo"
  ).split(" "),
);

/** @param from first squeezed unit of the find; its length is the entry's */
export function isEvasion(
  index: KeywordIndex,
  entry: number,
  folded: Folded,
  from: number,
): boolean {
  const length = index.length[entry]!;
  const { first, last } = folded.squeezed;
  const start = first[from]!;
  const end = last[from + length - 1]! + 1;
  if (!runsFit(index, entry, folded, from)) return false;
  if (!leetFits(index, entry, folded, start, end)) return false;
  const term = index.target[entry]!;
  const isSpaced = (index.termFlags[term]! & TERM.SPACED) !== 0;
  return gapsFit(index, entry, folded, { from, start, end, isSpaced });
}

/** ass is not as; niger is not the slur; a letter three times or more is stretching. */
function runsFit(index: KeywordIndex, entry: number, folded: Folded, from: number): boolean {
  const length = index.length[entry]!;
  const shape = index.shape[entry]!;
  const { runs } = folded.squeezed;
  const isWord = (index.termFlags[index.target[entry]!]! & TERM.WORD) !== 0;
  for (let k = 0; k < length; k++) {
    const written = runs[from + k]!;
    const wanted = index.runs[shape + k]!;
    if (written < wanted) return false;
    if (written === 2 && wanted === 1 && length < 4) {
      const isEdge = k === 0 || k === length - 1;
      if (isWord || !isEdge) return false;
    }
  }
  return true;
}

/** Digits may stand for some letters, not for all: 455 is a price. Terms with digits want them. */
function leetFits(
  index: KeywordIndex,
  entry: number,
  folded: Folded,
  start: number,
  end: number,
): boolean {
  let digits = 0;
  let letters = 0;
  let signs = 0;
  for (let i = start; i < end; i++) {
    const kind = folded.kinds[i]!;
    if (kind === KIND.DIGIT) digits++;
    else if (isWordKind(kind)) letters++;
    else if (SQUEEZE_TABLE[folded.units[i]!] !== 0) signs++;
  }
  const wanted = index.termDigits[index.target[entry]!]!;
  if (wanted > 0) return digits >= wanted && letters > 0;
  if ((index.flags[entry]! & FLAG.NEEDS_LEET) !== 0 && digits + signs === 0) return false;
  if (digits > 0) return letters > 0 && digits <= letters * 2;
  return letters > 0 || signs >= 3;
}

interface Find {
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly isSpaced: boolean;
}

/** Sentence ends and commas part words for good; anything longer than this is not a gap. */
const PARTING = new Set(Array.from("、。,!?;", (c) => c.charCodeAt(0)));
const GAP_LENGTH = 3;

interface Pieces {
  gaps: number;
  spaces: number;
  count: number;
  longest: number;
  hasRareWord: boolean;
}

function gapsFit(index: KeywordIndex, entry: number, folded: Folded, find: Find): boolean {
  const pieces = piecesOf(index, entry, folded, find);
  if (pieces === undefined) return false;
  if (pieces.gaps === 0) return true;
  const { kinds } = folded;
  const { start, end } = find;
  const startsWord = start === 0 || isBoundary(kinds[start - 1]!, kinds[start]!);
  if (!find.isSpaced) {
    return pieces.spaces === 0 || (startsWord && pieces.longest === 1);
  }
  const endsWord = end === folded.length || isBoundary(kinds[end - 1]!, kinds[end]!);
  if (!startsWord || !endsWord) return false;
  if (pieces.spaces === 0) return true;
  const length = index.length[entry]!;
  return pieces.longest <= 2 && pieces.hasRareWord && (pieces.count >= 3 || length >= 4);
}

/** @returns undefined when a gap is too wide or parts sentences */
function piecesOf(
  index: KeywordIndex,
  entry: number,
  folded: Folded,
  find: Find,
): Pieces | undefined {
  const { units, kinds, squeezed } = folded;
  const shape = index.shape[entry]!;
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
  for (let i = find.start; i < find.end; i++) {
    const unit = units[i]!;
    while (k + 1 < index.length[entry]! && squeezed.first[find.from + k + 1]! <= i) k++;
    if (SQUEEZE_TABLE[unit] === 0) {
      // A long mark stretches the sound before it; it is no gap.
      if (kinds[i] === KIND.PROLONGED) continue;
      if (PARTING.has(unit) || ++gap > GAP_LENGTH) return undefined;
      if (kinds[i] === KIND.SPACE) gapHasSpace = true;
      continue;
    }
    if (gap > 0) {
      const isOwn = index.breaks[shape + k] === 1 && squeezed.first[find.from + k] === i;
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

/** Kana that follows kana may go on with the same word: only a segmenter can tell. */
export function isUnsure(before: number, after: number): boolean {
  return (isKana(before) && isKana(after)) || (before === KIND.HAN && after === KIND.HAN);
}
