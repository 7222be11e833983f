// Replaces spans of a text by asterisks, one for each character that a person sees.
//
// Why not Intl.Segmenter: it costs 2 us a character, and texts choose what is in them. These are the
// rules of Unicode's grapheme clusters (UAX #29) that matter in chat; a rare script's cluster may
// become two asterisks.
import type { Span } from "../domain/verdict.ts";

const ZWJ = 0x200d;
/** Looked back from a span's edge for the beginning of its cluster: longer floods are cut. */
const MOST_LOOK_BACK = 64;
const EXTENDER = /[\p{M}\p{Emoji_Modifier}\p{Join_Control}\u{ff9e}\u{ff9f}\u{e0020}-\u{e007f}]/u;

/**
 * Every cluster that a span touches becomes one `*`; white space stays, for layout and sense.
 * @param spans rising, not overlapping. Cost: O(length).
 */
export function maskText(text: string, spans: readonly Span[]): string {
  let masked = "";
  let from = 0;
  for (const [start, end] of spans) {
    const first = Math.max(from, clusterStart(text, start));
    const last = clusterEnd(text, end);
    if (last <= from) continue;
    masked += text.slice(from, first) + starsFor(text, first, last);
    from = last;
  }
  return masked + text.slice(from);
}

function starsFor(text: string, from: number, to: number): string {
  let stars = "";
  for (let at = from; at < to;) {
    const code = text.codePointAt(at) ?? 0;
    const size = code > 0xffff ? 2 : 1;
    if (isWhite(code)) stars += text.slice(at, at + size);
    else if (at === from || !continues(text, at, code)) stars += "*";
    at += size;
  }
  return stars;
}

/** Does the code point at `at` belong to the cluster of what stands before it. */
function continues(text: string, at: number, code: number): boolean {
  if (at === 0 || code < 0x300) return at > 0 && text.charCodeAt(at - 1) === ZWJ;
  if (text.charCodeAt(at - 1) === ZWJ || isExtender(code)) return true;
  return isRegional(code) && isSecondOfPair(text, at);
}

function isExtender(code: number): boolean {
  if (code >= 0x3400 && code <= 0x9fff) return false;
  if (code >= 0x1160 && code <= 0x11ff) return true;
  return EXTENDER.test(String.fromCodePoint(code));
}

function isRegional(code: number): boolean {
  return code >= 0x1f1e6 && code <= 0x1f1ff;
}

/** Flags are pairs of regional indicators, counted from where their row begins. */
function isSecondOfPair(text: string, at: number): boolean {
  let before = 0;
  const least = Math.max(0, at - MOST_LOOK_BACK);
  for (let i = at - 2; i >= least && isRegional(text.codePointAt(i) ?? 0); i -= 2) before++;
  return before % 2 === 1;
}

function isWhite(code: number): boolean {
  return code <= 0x20 || code === 0x3000 || code === 0xa0 || (code >= 0x2000 && code <= 0x200a);
}

function clusterStart(text: string, at: number): number {
  const least = Math.max(0, at - MOST_LOOK_BACK);
  let start = isLow(text, at) ? at - 1 : at;
  while (start > least && continues(text, start, text.codePointAt(start) ?? 0)) {
    start -= isLow(text, start - 1) ? 2 : 1;
  }
  return start;
}

function clusterEnd(text: string, at: number): number {
  let end = isLow(text, at) ? at + 1 : at;
  while (end < text.length && continues(text, end, text.codePointAt(end) ?? 0)) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return end;
}

/** Is there the second half of a surrogate pair. */
function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
}
