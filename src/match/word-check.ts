// Whether a find stands as a word of its own; for masked forms, whether the mask is at no word's edge.
import type { Folded } from "../text/folded.ts";
import { isBoundary, isKana, isWordKind, KIND } from "../text/kinds.ts";
import { FLAG } from "./keyword-index.ts";
import type { WordEnds } from "./segments.ts";

/** `[start, end)` in the folded view. */
export function standsAsWord(
  { kinds, length, starts, ends }: Folded,
  start: number,
  end: number,
  wordEnds: WordEnds,
): boolean {
  const before = start === 0 ? KIND.SPACE : kinds[start - 1]!;
  const after = end === length ? KIND.SPACE : kinds[end]!;
  const first = kinds[start]!;
  const last = kinds[end - 1]!;
  if (!isBoundary(before, first) && !isUnsure(before, first)) return false;
  // Korean hangs its particles on the word.
  const isEnd = isBoundary(last, after) || after === KIND.HANGUL;
  if (!isEnd && !isUnsure(last, after)) return false;
  if (!isBoundary(before, first) && !wordEnds.has(starts[start]!)) return false;
  return isEnd || wordEnds.has(ends[end - 1]!);
}

export function standsMasked(
  { kinds, length }: Folded,
  flags: number,
  isWord: boolean,
  start: number,
  end: number,
): boolean {
  const before = start === 0 ? KIND.SPACE : kinds[start - 1]!;
  const after = end === length ? KIND.SPACE : kinds[end]!;
  const isAfterMask = before === KIND.MASK || isWordKind(before);
  if ((flags & FLAG.MASK_FIRST) !== 0 && isAfterMask) return false;
  if ((flags & FLAG.MASK_LAST) === 0) return true;
  if (after === KIND.MASK || after === KIND.DIGIT) return false;
  return !isWord || isBoundary(kinds[end - 2] ?? KIND.SPACE, after);
}

/** Kana that follows kana may go on with the same word: only a segmenter can tell. */
function isUnsure(before: number, after: number): boolean {
  return (isKana(before) && isKana(after)) || (before === KIND.HAN && after === KIND.HAN);
}
