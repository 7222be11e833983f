// Which step a user's strikes reach: the default ladder, row by row.
import { describe, expect, it } from "vitest";
import type { Sanction, Strike } from "../../../src/domain/sanction.ts";
import { LADDER, nextStep, windowMs } from "../../../src/enforcement/ladder.ts";
import type { Ladder, LadderStep } from "../../../src/enforcement/ladder.ts";
import { DEFAULT_LADDER } from "../../../src/policy/defaults.ts";
import { aSanction, aStrike, STORE_TIME } from "../../support/store-builders.ts";

const LADDER_RULES: Ladder = DEFAULT_LADDER;
const NOW = STORE_TIME;

function strikes(count: number, change: Partial<Strike> = {}): readonly Strike[] {
  return Array.from({ length: count }, (_, n) => aStrike({ id: `t_${n}`, ...change }));
}

function given(step: LadderStep | undefined, change: Partial<Sanction> = {}): Sanction {
  if (step === undefined) throw new Error("no such step");
  return aSanction({
    kind: step.kind,
    until: step.seconds === null ? null : NOW + step.seconds * 1_000,
    room: step.everywhere ? null : "shop-42",
    acknowledge: step.acknowledge,
    by: LADDER,
    ...change,
  });
}

describe("nextStep", () => {
  it.each([
    [0, undefined, undefined],
    [1, "warning", false],
    [2, "warning", true],
    [3, "timeout", false],
    [4, "ban", false],
    [9, "ban", false],
  ] as const)("for %i strikes: %s", (count, kind, acknowledge) => {
    const step = nextStep(strikes(count), [], LADDER_RULES, NOW);
    expect(step?.kind).toBe(kind);
    expect(step?.acknowledge).toBe(acknowledge);
  });

  it("adds up weights, not strikes", () => {
    expect(nextStep(strikes(2, { weight: 2 }), [], LADDER_RULES, NOW)?.kind).toBe("ban");
  });

  it.each([
    [-1, null],
    [0, null],
    [1, "warning"],
  ])("counts a strike %i ms after the window's start: %s", (offset, kind) => {
    const at = NOW - windowMs(LADDER_RULES) + offset;
    expect(nextStep(strikes(1, { at }), [], LADDER_RULES, NOW)?.kind ?? null).toBe(kind);
  });

  it.each([0, 1, 2, 3])("does not give step %i again", (index) => {
    const before = [given(LADDER_RULES.steps[index])];
    expect(nextStep(strikes(index + 1), before, LADDER_RULES, NOW)).toBeNull();
  });

  it("gives the next step to whoever had the one before", () => {
    const before = [given(LADDER_RULES.steps[0])];
    expect(nextStep(strikes(2), before, LADDER_RULES, NOW)?.acknowledge).toBe(true);
  });

  it("does not take a moderator's own sanction for a step", () => {
    const before = [given(LADDER_RULES.steps[3], { by: "mod-1" })];
    expect(nextStep(strikes(4), before, LADDER_RULES, NOW)?.kind).toBe("ban");
  });

  it("gives a step again when the last time has left the window", () => {
    const createdAt = NOW - windowMs(LADDER_RULES);
    const before = [given(LADDER_RULES.steps[3], { createdAt })];
    expect(nextStep(strikes(4), before, LADDER_RULES, NOW)?.kind).toBe("ban");
  });

  it("gives nothing when the ladder has no steps", () => {
    expect(nextStep(strikes(9), [], { ...LADDER_RULES, steps: [] }, NOW)).toBeNull();
  });
});
