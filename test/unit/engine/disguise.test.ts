// Sentences in disguise: lists and rules look at what people read, and act as on the plain sentence.
import { describe, expect, it } from "vitest";
import { foundTexts, statelessProbe } from "../../support/engine.ts";
import { policyList, policyRule, policyTerm } from "../../support/policy.ts";

const probe = statelessProbe({
  lists: [
    policyList("threats", "violence", [policyTerm("kill yourself", { match: "word" })]),
    policyList("lures", "off_platform", ["ラインで連絡"]),
  ],
  rules: [
    policyRule("clown", { pattern: "\\bworthless (?:clown|host)\\b", category: "harassment" }),
    policyRule("away", { pattern: "(?:振込|ラインペイ)で払", category: "off_platform" }),
    // Waits for no word: it is tried on every text.
    policyRule("always", { pattern: "\\b[x-z]{4}\\b", category: "harassment" }),
  ],
});

function rulesOf(text: string): readonly string[] {
  return probe.ask(text).reasons.map(({ rule }) => rule);
}

describe("a disguised sentence", () => {
  it.each([
    ["a mask in a word of a term of several words", "just k*ll yourself", "threats"],
    ["a key word set apart in a plain sentence", "ラ イ ン で連絡して", "lures"],
    ["digits for letters in what a pattern finds", "ur a w0rthl3ss cl0wn", "clown"],
    ["a sign in a word of what a pattern finds", "ur a worth.less clo🔥wn", "clown"],
    ["signs for the spaces of what a pattern finds", "ur a worthless_clown", "clown"],
    ["a letter many times in what a pattern finds", "worthless clooown", "clown"],
    ["two letters many times in what a pattern finds", "worthlessssss clown", "clown"],
    ["a sign in what a pattern finds that waits for no word", "oh xy.zx there", "always"],
    ["a space in what a Japanese pattern finds", "振 込で 払うよ", "away"],
    ["signs all through what a Japanese pattern finds", "ラ・イ・ン・ペ・イ・で・払うよ", "away"],
  ])("is found: %s", (_what, text, rule) => {
    expect(rulesOf(text)).toEqual([rule]);
  });

  it("is shown where it is written", () => {
    const text = "hey ur a w0rthl3ss cl0wn!";
    expect(foundTexts(text, probe.ask(text))).toEqual(["w0rthl3ss cl0wn"]);
  });

  it("tells that the term was disguised", () => {
    const [reason] = probe.ask("just k*ll yourself").reasons;
    expect(reason?.terms).toEqual([{ term: "kill yourself", manner: "evaded" }]);
  });

  it("is not seen where a sign only stands beside it", () => {
    expect(probe.ask("a clown.worthless").action).toBe("allow");
    expect(probe.ask("worthless,ish clownish").action).toBe("allow");
    expect(probe.ask("worthless ho.use").action).toBe("allow");
  });

  it("counts only where it is disguised: what is plain was judged already", () => {
    const plain = probe.ask("worthless clown");
    const beside = probe.ask("worthless clown, n1ce");
    expect(beside.reasons).toEqual(plain.reasons);
  });

  it.each(["v1ntage c0at, k*ds size", "S M L", "iphone 15 pro m4x", "ライン 引き 連絡"])(
    "is not seen in %s",
    (text) => {
      expect(probe.ask(text).action).toBe("allow");
    },
  );
});
