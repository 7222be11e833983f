// A message's text with the matched spans marked, each with its category's name on hover.
import type { WireCase } from "../api/wire.ts";
import { piecesOf } from "./text-pieces.ts";

interface Props {
  readonly text: string;
  readonly reasons: WireCase["reasons"];
  readonly nameOf: (category: string) => string;
}

export function MarkedText({ text, reasons, nameOf }: Props) {
  return (
    <p class="marked" dir="auto">
      {piecesOf(text, reasons).map((piece, index) =>
        piece.categories.length === 0 ? (
          <span key={index}>{piece.text}</span>
        ) : (
          <mark key={index} title={piece.categories.map(nameOf).join(", ")}>
            {piece.text}
          </mark>
        ),
      )}
    </p>
  );
}
