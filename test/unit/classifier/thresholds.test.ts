// Thresholds from harmless chat.
import { describe, expect, it } from "vitest";
import { collectHarmless, upperScore } from "../../../src/classifier/thresholds.ts";
import { smallModel } from "../../support/classifier.ts";

describe("upperScore", () => {
  const values = Array.from({ length: 200 }, (_, i) => i / 200);

  it("is reached by no more than the share", () => {
    const score = upperScore(values, 0.01);
    expect(values.filter((value) => value >= score)).toHaveLength(2);
  });

  it("is as low as it can be in steps of 0.001", () => {
    const score = upperScore(values, 0.01) - 0.001;
    expect(values.filter((value) => value >= score).length).toBeGreaterThan(2);
  });

  it("is not above 1", () => {
    expect(upperScore([1, 1, 1], 0.01)).toBe(1);
  });
});

describe("collectHarmless", () => {
  it.each([
    [99, []],
    [100, ["ja"]],
    [101, ["ja"]],
  ])("answers for %i texts of a group with the groups %j", (texts, groups) => {
    const harmless = collectHarmless(smallModel());
    for (let i = 0; i < texts; i += 1) harmless.add(`この服いいね${"あ".repeat(i % 3)}`, null);
    expect(harmless.thresholds(0.01).map(({ group }) => group)).toEqual(groups);
  });

  it("gives every category of the model a threshold", () => {
    const harmless = collectHarmless(smallModel());
    for (let i = 0; i < 100; i += 1) harmless.add("what a dress", null);
    expect(Object.keys(harmless.thresholds(0.01)[0]?.holds ?? {})).toEqual([
      "harassment",
      "hate",
      "sexual",
      "violence",
      "self_harm",
      "spam",
    ]);
  });
});
