// Eight bits a weight: close to what was learned.
import { describe, expect, it } from "vitest";
import { quantise } from "../../../src/classifier/quantise.ts";
import { createRandom } from "../../../src/classifier/random.ts";
import { createFeatures } from "../../../src/classifier/features.ts";
import { HEADS } from "../../../src/classifier/heads.ts";
import { createScorer, termWeight } from "../../../src/classifier/scoring.ts";

const BITS = 10;
const SIZE = 2 ** BITS;

function randomFloats(seed: number) {
  const random = createRandom(seed);
  return {
    bits: BITS,
    idf: Float64Array.from({ length: SIZE }, () => Math.round(13 + random() * 100) * (20 / 255)),
    biases: Float64Array.from(HEADS, () => random() - 0.5),
    // Cubed: most are small, a few large, as in a real model.
    weights: HEADS.map(() =>
      Float32Array.from({ length: SIZE }, () => 6 * (2 * random() - 1) ** 3),
    ),
  };
}

describe("quantise", () => {
  it("moves a text's score by less than 0.03", () => {
    const float = randomFloats(3);
    const scorer = createScorer(quantise(float));
    const features = createFeatures(BITS);
    for (const text of ["hello everyone", "いくらですか？送料込みですか", "wwww 🔥", "a"]) {
      features.extract(text);
      const { size, buckets, counts } = features;
      const values = Array.from(
        { length: size },
        (_, i) => termWeight(counts[i] ?? 0) * (float.idf[buckets[i] ?? 0] ?? 0),
      );
      const norm = Math.hypot(...values);
      const logits = scorer.logits(text);
      for (const [h, weights] of float.weights.entries()) {
        const sum = values.reduce(
          (all, value, i) => all + value * (weights[buckets[i] ?? 0] ?? 0),
          0,
        );
        expect(
          Math.abs((logits[h] ?? Number.NaN) - (sum / norm + (float.biases[h] ?? 0))),
        ).toBeLessThan(0.03 * Math.sqrt(size));
      }
    }
  });

  it("keeps sign and order of the weights of a head", () => {
    const float = randomFloats(4);
    const { cells } = quantise(float);
    const stride = HEADS.length + 1;
    const pairs = [...(float.weights[0] ?? [])].map(
      (weight, i) => [weight, cells[i * stride + 1] ?? 0] as const,
    );
    pairs.sort((a, b) => a[0] - b[0]);
    const falls = pairs.some(([, q], i) => q < (pairs[i - 1]?.[1] ?? -128));
    expect(falls).toBe(false);
    expect(pairs[0]?.[1]).toBeLessThan(-120);
    expect(pairs.at(-1)?.[1]).toBeGreaterThan(120);
  });
});
