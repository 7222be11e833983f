// What an explanation tells: the views, the terms and how they were written, what was let go, the rules.
import { describe, expect, it } from "vitest";
import { createExplainer } from "../../../src/engine/explain.ts";
import { compilePolicy } from "../../../src/policy/compile.ts";
import { policyList, policyRule, policySpec, policyTerm } from "../../support/policy.ts";

const lists = [
  policyList("swearing", "profanity", [policyTerm("fuck", { masked: true, line: 7 })]),
  policyList("death", "harassment", [policyTerm("死", { except: ["必死"] })]),
];
const rules = [policyRule("line", { pattern: String.raw`\bline.*\bid\b` })];
const explain = createExplainer(compilePolicy(policySpec({ lists, rules })));

describe("createExplainer", () => {
  it("shows the text as it is compared", () => {
    expect(explain("Ｆ.Ｕ.Ｃ.Ｋ　死ね").views).toEqual({
      folded: "f.u.c.k 死ね",
      squeezed: "fuck死ね",
      readings: ["fuck死ね"],
    });
  });

  it("shows no other reading of a text that hides nothing", () => {
    expect(explain("is it still available?").views.readings).toEqual([]);
  });

  it.each([
    ["plain", "what the fuck", "fuck"],
    ["evaded", "what the f.u.c.k", "f.u.c.k"],
    ["masked", "what the f*ck", "f*ck"],
  ])("names a term that is written %s, its list and its line", (manner, text, written) => {
    const [match] = explain(text).matched;
    const rule = { rule: "swearing", line: 7 };
    expect(match).toMatchObject({ ...rule, manner, term: "fuck", text: written });
  });

  it("tells which exception let a find go", () => {
    const { matched, excepted } = explain("必死に探した");
    expect(matched).toEqual([]);
    expect(excepted).toMatchObject([{ term: "死", by: "必死", span: [1, 2] }]);
  });

  it("names the rules whose literal is in the text, and whether they matched", () => {
    expect(explain("my LINE and id").rules).toEqual([{ rule: "line", matched: true }]);
    expect(explain("my id and line").rules).toEqual([{ rule: "line", matched: false }]);
    expect(explain("hello").rules).toEqual([]);
  });
});
