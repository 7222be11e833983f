// Compiling a policy: what the engine gets of lists and rules, and what is refused.
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import { compilePolicy, defaultConsequence } from "../../../src/policy/compile.ts";
import { policyList, policyRule, policySpec, policyTerm } from "../../support/policy.ts";

describe("compilePolicy", () => {
  it("gives a list's terms the action of their severity", () => {
    const lists = [
      policyList("l", "profanity", [
        policyTerm("a1", { severity: 1 }),
        policyTerm("a2", { severity: 2 }),
        policyTerm("b2", { severity: 2 }),
      ]),
    ];
    const compiled = compilePolicy(policySpec({ lists }));
    const actions = [...compiled.termConsequence].map(
      (owner) => compiled.consequences[owner]?.action,
    );
    expect(actions).toEqual(["allow", "mask", "mask"]);
    expect(compiled.consequences).toHaveLength(2);
  });

  it("takes a rule's own action before its category's", () => {
    const rules = [policyRule("r", { pattern: "x{3}", action: "shadow" })];
    const [[rule] = []] = compilePolicy(policySpec({ rules })).patternRules;
    expect(rule?.consequence.action).toBe("shadow");
  });

  it("refuses a pattern that does not compile and names its rule", () => {
    const rules = [policyRule("broken", { pattern: "(x" })];
    expect(() => compilePolicy(policySpec({ rules }))).toThrow(AppError);
    expect(() => compilePolicy(policySpec({ rules }))).toThrow(
      expect.objectContaining({ code: "policy_invalid", facts: { rule: "broken" } }),
    );
  });

  it("compiles a policy without lists and rules", () => {
    expect(compilePolicy(policySpec({ lists: [], rules: [] })).consequences).toEqual([]);
  });
});

describe("defaultConsequence", () => {
  it("is the action of category and severity", () => {
    expect(defaultConsequence(policySpec(), "x", "harassment", 2).action).toBe("hold");
    expect(defaultConsequence(policySpec(), "x", "harassment", 3).action).toBe("reject");
  });
});
