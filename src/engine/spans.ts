// Spans of the original text: put in order, merged, and replaced by asterisks.
import type { Span } from "../domain/verdict.ts";

/** @param pairs start, end, start, end ... @returns rising, not overlapping, none empty */
export function mergeSpans(pairs: readonly number[]): Span[] {
  if (pairs.length === 2) {
    const [start = 0, end = 0] = pairs;
    return end > start ? [[start, end]] : [];
  }
  const spans: [number, number][] = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const start = pairs[i] ?? 0;
    const end = pairs[i + 1] ?? 0;
    if (end > start) spans.push([start, end]);
  }
  spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const merged: [number, number][] = [];
  for (const span of spans) {
    const last = merged[merged.length - 1];
    if (last !== undefined && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
    else merged.push(span);
  }
  return merged;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Characters that are graphemes by themselves whatever stands beside them. */
const SIMPLE = /^[\u0020-\u02ff\u3000-\u3098\u309b-\u9fff\uff01-\uff9d]*$/u;

/** Every grapheme that a span touches becomes one `*`; white space stays, for layout and sense. */
export function maskText(text: string, spans: readonly Span[]): string {
  // A segmenter's pass costs 50 us and more; most masked words need none.
  if (spans.some(([start, end]) => !SIMPLE.test(text.slice(Math.max(0, start - 1), end + 1)))) {
    return maskGraphemes(text, spans);
  }
  let masked = "";
  let from = 0;
  for (const [start, end] of spans) {
    masked += text.slice(from, start) + text.slice(start, end).replace(/\S/gu, "*");
    from = end;
  }
  return masked + text.slice(from);
}

function maskGraphemes(text: string, spans: readonly Span[]): string {
  let masked = "";
  let next = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    const end = index + segment.length;
    while (next < spans.length && (spans[next]?.[1] ?? 0) <= index) next++;
    const span = spans[next];
    const isHidden = span !== undefined && span[0] < end && segment.trim() !== "";
    masked += isHidden ? "*" : segment;
  }
  return masked;
}
