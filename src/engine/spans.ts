// Spans of the original text: put in order and merged.
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
