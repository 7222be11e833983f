// Training: learns what can be learned, the same way every time.
import { describe, expect, it } from "vitest";
import { encodeModel } from "../../../src/classifier/model-format.ts";
import { createScorer } from "../../../src/classifier/scoring.ts";
import { train } from "../../../src/classifier/training.ts";
import { examplesToLearn, smallModel } from "../../support/classifier.ts";

describe("train", () => {
  it("tells texts apart that it has not seen", () => {
    const scorer = createScorer(smallModel());
    const toxic = (text: string): number => scorer.score(text)[0] ?? Number.NaN;
    expect(toxic("moron")).toBeGreaterThan(toxic("star") + 0.2);
    expect(toxic("ゴミ")).toBeGreaterThan(toxic("いいね") + 0.2);
  });

  it("gives the same bytes for the same seed", () => {
    expect(encodeModel(smallModel(5))).toEqual(encodeModel(smallModel(5)));
  });

  it("gives other bytes for another seed", () => {
    expect(encodeModel(smallModel(5))).not.toEqual(encodeModel(smallModel(6)));
  });

  it("leaves a head alone that nothing was annotated for", () => {
    const model = smallModel();
    const stride = model.heads.length + 1;
    const hate = model.cells.filter((_, i) => i % stride === 2);
    expect(hate.every((weight) => weight === 0)).toBe(true);
    expect(createScorer(model).score("moron")[1]).toBe(0.5);
  });

  it("tells after each epoch", () => {
    const told: number[] = [];
    train(examplesToLearn(2), 1, { bits: 10, epochs: 3, seed: 1 }, (epoch) => told.push(epoch));
    expect(told).toEqual([1, 2, 3]);
  });

  it("follows the heavier of two answers to the same text", () => {
    const [example] = examplesToLearn(1);
    if (example === undefined) throw new Error("there is no example");
    const against = {
      ...example,
      labels: example.labels.map((label) => (label === 1 ? 0 : label)),
    };
    const pairs = (weight: number) =>
      Array.from({ length: 40 }, () => [{ ...example, weight }, against]).flat();
    const scoreAt = (weight: number): number =>
      createScorer(train(pairs(weight), 1, { bits: 10, epochs: 4, seed: 1 })).logits(
        example.text,
      )[0] ?? Number.NaN;
    expect(scoreAt(4)).toBeGreaterThan(0);
    expect(scoreAt(0.25)).toBeLessThan(0);
  });
});
