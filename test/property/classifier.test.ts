// Whatever a text is, the classifier answers with probabilities, and with the same ones.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createScorer } from "../../src/classifier/scoring.ts";
import { smallModel } from "../support/classifier.ts";

const scorer = createScorer(smallModel());
/** Any UTF-16, lone surrogates among it, and texts that repeat themselves. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .tuple(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 600 }))
    .map(([s, n]) => s.repeat(n)),
);

describe("createScorer", () => {
  it("gives 0 to 1 for each head, for any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const scores = [...scorer.score(text)];
        expect(scores).toHaveLength(6);
        expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
      }),
    );
  });

  it("scores a text the same whatever came before it", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const first = [...scorer.score(text)];
        scorer.score(other);
        expect([...scorer.score(text)]).toEqual(first);
      }),
    );
  });
});
