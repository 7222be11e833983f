// The specification of marked text: pieces rebuild the text and carry the categories of the spans over them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { piecesOf } from "../../../src/console/text-pieces.ts";

type Reasons = Parameters<typeof piecesOf>[1];

function reason(
  category: Reasons[number]["category"],
  severity: 1 | 2 | 3 | 4,
  ...spans: [number, number][]
) {
  return { rule: "r", category, severity, spans };
}

describe("piecesOf", () => {
  it("marks Japanese text by UTF-16 units", () => {
    const pieces = piecesOf("😂LINE追加して", [reason("off_platform", 3, [2, 8])]);
    expect(pieces.map(({ text }) => text)).toEqual(["😂", "LINE追加", "して"]);
    expect(pieces[1]?.categories).toEqual(["off_platform"]);
  });

  it("cuts where spans overlap and names the severest category first", () => {
    const pieces = piecesOf("abcdef", [reason("profanity", 2, [0, 4]), reason("hate", 4, [2, 6])]);
    expect(pieces.map(({ categories }) => categories)).toEqual([
      ["profanity"],
      ["hate", "profanity"],
      ["hate"],
    ]);
  });

  it("rebuilds any text whatever the spans", () => {
    const span = fc.tuple(fc.integer({ min: -5, max: 40 }), fc.integer({ min: -5, max: 40 }));
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(span), (text, spans) => {
        const pieces = piecesOf(text, [reason("scam", 3, ...spans)]);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });
});
