// When a decision costs its sender a strike, and how heavy it is.
import { describe, expect, it } from "vitest";
import type { Case, Decision } from "../../../src/domain/case.ts";
import type { Severity } from "../../../src/domain/categories.ts";
import { strikeOf, strikeTotal } from "../../../src/enforcement/strikes.ts";
import type { StrikeRules } from "../../../src/enforcement/strikes.ts";
import { aCase, aStrike, STORE_TIME } from "../../support/store-builders.ts";

const RULES: StrikeRules = { weights: [0, 1, 1, 2], exempt: ["self_harm"] };
const REJECT: Decision = {
  decision: "reject",
  byKind: "moderator",
  by: "mod-1",
  category: "contact",
  note: null,
  sanctionId: null,
  at: STORE_TIME,
};

function strike(decision: Partial<Decision> = {}, item: Partial<Case> = {}) {
  return strikeOf(aCase({ version: 2, ...item }), { ...REJECT, ...decision }, RULES);
}

describe("strikeOf", () => {
  it("names case and version, so that it is given once", () => {
    expect(strike()).toEqual(aStrike({ id: "k_1.2" }));
  });

  it.each([
    [1, undefined],
    [2, 1],
    [3, 1],
    [4, 2],
  ] as const)("weighs severity %i as %s", (severity: Severity, weight) => {
    const reasons = [{ rule: "r", category: "contact", severity, spans: [] }] as const;
    expect(strike({}, { reasons })?.weight).toBe(weight);
  });

  it("goes by the severity of the category that was decided on", () => {
    const reasons = [
      { rule: "a", category: "contact", severity: 2, spans: [] },
      { rule: "b", category: "hate", severity: 4, spans: [] },
    ] as const;
    expect(strike({ category: "contact" }, { reasons })?.severity).toBe(2);
    expect(strike({ category: "hate" }, { reasons })?.severity).toBe(4);
  });

  it("takes the worst reason when the category is the moderator's own", () => {
    const reasons = [{ rule: "b", category: "hate", severity: 4, spans: [] }] as const;
    expect(strike({ category: "scam" }, { reasons })?.severity).toBe(4);
  });

  it("takes a report without reasons as moderate", () => {
    expect(strike({}, { reasons: [], origin: "report" })?.severity).toBe(2);
  });

  it.each<[string, Partial<Decision>]>([
    ["a release", { decision: "release" }],
    ["an expiry", { byKind: "expiry" }],
    ["an exempt category", { category: "self_harm" }],
    ["no category", { category: null }],
  ])("gives none for %s", (_, decision) => {
    expect(strike(decision)).toBeNull();
  });
});

describe("strikeTotal", () => {
  it("adds up weights", () => {
    expect(strikeTotal([aStrike({ weight: 2 }), aStrike({ weight: 1 })])).toBe(3);
  });
});
