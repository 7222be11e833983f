// Cuts a message's text into pieces, marked and unmarked, for the console to show. Pure.
import type { WireCase } from "../api/wire.ts";

export interface Piece {
  readonly text: string;
  /** Categories that marked it, severest first; empty when unmarked. */
  readonly categories: readonly string[];
}

/** Cuts the text at every span's border. Spans are UTF-16 units, as JavaScript counts. Pure. */
export function piecesOf(text: string, reasons: WireCase["reasons"]): readonly Piece[] {
  const cuts = new Set([0, text.length]);
  for (const { spans } of reasons) {
    for (const [start, end] of spans) {
      cuts.add(Math.min(Math.max(start, 0), text.length));
      cuts.add(Math.min(Math.max(end, 0), text.length));
    }
  }
  const borders = [...cuts].toSorted((a, b) => a - b);
  const ranked = reasons.toSorted((a, b) => b.severity - a.severity);
  const pieces: Piece[] = [];
  for (const [index, start] of borders.entries()) {
    const end = borders[index + 1];
    if (end === undefined) break;
    const over = ranked.filter(({ spans }) => spans.some(([a, b]) => a < end && b > start));
    const categories = [...new Set(over.map(({ category }) => category))];
    pieces.push({ text: text.slice(start, end), categories });
  }
  return pieces;
}
