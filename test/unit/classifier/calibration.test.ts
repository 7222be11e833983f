// Calibration: probabilities that mean what they say.
import { describe, expect, it } from "vitest";
import { fitPlatt, IDENTITY } from "../../../src/classifier/calibration.ts";
import { createRandom } from "../../../src/classifier/random.ts";
import { sigmoid } from "../../../src/classifier/scoring.ts";

describe("fitPlatt", () => {
  it("finds the slope and offset that the answers were drawn from", () => {
    const random = createRandom(11);
    const logits = Array.from({ length: 20_000 }, () => random() * 4 - 2);
    const labels = logits.map((x) => (random() < sigmoid(3 * x - 1) ? 1 : 0));
    const { slope, offset } = fitPlatt(
      logits,
      labels,
      logits.map(() => 1),
    );
    expect(slope).toBeCloseTo(3, 0);
    expect(offset).toBeCloseTo(-1, 0);
  });

  it("counts a text of weight two as two texts", () => {
    const logits = [-1, -0.5, 0, 0.2, 0.4, -0.4, 0.1, 0.3, 0.8, 1];
    const labels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const doubled = fitPlatt([...logits, 1], [...labels, 1], Array(11).fill(1));
    const weighted = fitPlatt(logits, labels, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
    expect(weighted.slope).toBeCloseTo(doubled.slope, 6);
    expect(weighted.offset).toBeCloseTo(doubled.offset, 6);
  });

  it("stays finite when the answers can be told apart without error", () => {
    const { slope } = fitPlatt(
      [-2, -2, -2, -2, -2, 2, 2, 2, 2, 2],
      [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
      Array(10).fill(1),
    );
    expect(slope).toBeGreaterThan(0);
    expect(slope).toBeLessThan(100);
  });

  it.each([
    ["too few of an answer", [1, 2, 3, 4, -1, -2, -3, -4, -5], [1, 1, 1, 1, 0, 0, 0, 0, 0]],
    [
      "a head that ranks the wrong way round",
      [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5],
      [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    ],
    ["nothing at all", [], []],
  ])("leaves scores as they are for %s", (_, logits, labels) => {
    expect(
      fitPlatt(
        logits,
        labels,
        logits.map(() => 1),
      ),
    ).toEqual(IDENTITY);
  });
});
