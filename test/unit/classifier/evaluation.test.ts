// Figures of evaluation, against numbers worked out by hand.
import { describe, expect, it } from "vitest";
import { count, createTally, quality, rocAuc } from "../../../src/classifier/evaluation.ts";

describe("rocAuc", () => {
  it.each([
    ["1 when every positive is above", [0.9, 0.8, 0.2, 0.1], [true, true, false, false], 1],
    ["0 when every positive is below", [0.1, 0.9], [true, false], 0],
    ["a half for ties", [0.5, 0.5, 0.5], [true, false, false], 0.5],
    [
      "the share of pairs in order",
      [0.9, 0.7, 0.6, 0.4, 0.4],
      [true, false, true, true, false],
      3.5 / 6,
    ],
  ])("is %s", (_, scores, labels, auc) => {
    expect(rocAuc(scores, labels)).toBeCloseTo(auc, 12);
  });

  it("is not a number when there is nothing to tell apart", () => {
    expect(rocAuc([0.1, 0.2], [true, true])).toBeNaN();
    expect(rocAuc([], [])).toBeNaN();
  });
});

describe("quality", () => {
  it("gives precision, recall, F1 and false alarms", () => {
    const tally = createTally();
    for (let i = 0; i < 3; i += 1) count(tally, true, true, false);
    count(tally, false, true, false);
    count(tally, true, false, true);
    count(tally, true, false, false);
    for (let i = 0; i < 199; i += 1) count(tally, false, false, true);
    expect(quality(tally)).toEqual({
      texts: 4,
      precision: 3 / 5,
      recall: 3 / 4,
      f1: 6 / 9,
      falsePositivesPer1000: 5,
    });
  });

  it("leaves out texts that were not annotated, but counts them among the harmless", () => {
    const tally = createTally();
    count(tally, true, undefined, true);
    expect(quality(tally)).toMatchObject({
      texts: 0,
      precision: null,
      falsePositivesPer1000: 1_000,
    });
  });

  it("has no shares of nothing", () => {
    expect(quality(createTally())).toEqual({
      texts: 0,
      precision: null,
      recall: null,
      f1: null,
      falsePositivesPer1000: null,
    });
  });
});
