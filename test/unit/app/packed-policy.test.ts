// A packed policy: unpacked it is what was packed, and what judges by it judges the same.
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { packPlan, readPackedPlan, unpackPlan } from "../../../src/app/packed-policy.ts";
import { shippedPolicyDir } from "../../../src/app/paths.ts";
import { readPolicyFolder } from "../../../src/app/policy-folder.ts";
import { compilePolicy, planOf } from "../../../src/policy/compile.ts";
import { policyList, policySpec, policyTerm } from "../../support/policy.ts";

const terms = [
  policyTerm("alpha"),
  policyTerm("beta", { line: 2, severity: 1, match: "word" }),
  policyTerm("gamma", { line: 70_000, except: ["gammas", "digamma"] }),
  policyTerm("delta", { line: 70_001, except: ["gammas", "digamma"], masked: true }),
];

describe("packPlan", () => {
  it.each([
    ["a little of everything", policySpec()],
    ["terms of many kinds", policySpec({ lists: [policyList("l", "spam", terms)] })],
    ["no list and no rule", policySpec({ lists: [], rules: [] })],
  ])("keeps a plan with %s whole", (_, spec) => {
    const plan = planOf(compilePolicy(spec));
    // Not toEqual: it goes through the tables number by number, for seconds.
    expect(isDeepStrictEqual(unpackPlan(packPlan(plan)), plan)).toBe(true);
  });

  it("keeps a term that a list and the plan have one object", () => {
    const plan = unpackPlan(packPlan(planOf(compilePolicy(policySpec()))));
    const listed = plan.spec.lists.flatMap((list) => list.terms);
    expect(listed).toHaveLength(plan.terms.length);
    for (const term of listed) expect(plan.terms).toContain(term);
  });
});

describe("readPackedPlan", () => {
  it("has the policy that ships, as npm run build packed it, and no other", async () => {
    const { version } = await readPolicyFolder(shippedPolicyDir());
    expect(readPackedPlan(version)?.spec.version).toBe(version);
    expect(readPackedPlan("000000000000")).toBeUndefined();
  });
});
