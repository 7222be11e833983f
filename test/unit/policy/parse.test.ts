// What a policy folder may say, what it means, and what is refused.
import { describe, expect, it } from "vitest";
import { CATEGORIES } from "../../../src/domain/categories.ts";
import { LIMITS } from "../../../src/domain/limits.ts";
import { parsePolicy } from "../../../src/policy/parse.ts";
import type { PolicyProblem, PolicySpec } from "../../../src/policy/spec.ts";
import type { PolicyFiles } from "../../support/policy-files.ts";
import { exampleFiles, filesOf, filesOfList } from "../../support/policy-files.ts";

function specOf(files: PolicyFiles): PolicySpec {
  const result = parsePolicy(files);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.spec;
}

function problemsOf(files: PolicyFiles): readonly PolicyProblem[] {
  const result = parsePolicy(files);
  if (result.ok) throw new Error("the policy is good");
  return result.problems;
}

describe("parsePolicy", () => {
  it("reads the example of the protocol verbatim", () => {
    const spec = specOf(exampleFiles());
    expect(spec.languages).toEqual(["en", "ja"]);
    expect(spec.lists[0]).toMatchObject({ id: "ja-harassment", action: "reject" });
    expect(spec.lists[0]?.terms.map((term) => term.text)).toEqual(["死ね", "ばか"]);
    expect(spec.rules[0]).toEqual({
      id: "off-platform-contact",
      category: "off_platform",
      severity: 3,
      pattern: "(?i)\\b(line|ライン)\\s*(id|追加)",
      when: null,
      unless: { role: ["seller"] },
      action: "hold",
      hold: { priority: 2, ttlSeconds: 120, onExpiry: "reject" },
      line: 5,
    });
    expect(spec.limits.user).toEqual({ burst: 5, perSecond: 1 });
    expect(spec.thresholds).toEqual({
      harassment: { default: { release: null, hold: 0.5, reject: 0.9 } },
    });
  });

  it("fills in every default of an empty policy", () => {
    const spec = specOf({ "policy.yaml": "" });
    expect(Object.keys(spec.actions).sort()).toEqual([...CATEGORIES].sort());
    expect(spec.actions.harassment).toEqual(["allow", "hold", "reject", "reject"]);
    expect(spec.actions.profanity).toEqual(["allow", "mask", "mask", "mask"]);
    expect(spec.actions.contact).toEqual(["mask", "mask", "mask", "mask"]);
    expect(spec.holds.self_harm).toEqual({ priority: 4, ttlSeconds: 120, onExpiry: "requeue" });
    expect(spec.holds.scam.onExpiry).toBe("reject");
    expect(spec.ladder.exempt).toEqual(["self_harm"]);
  });

  it("warns, asks to acknowledge, suspends for a week, then bans by default", () => {
    const { ladder } = specOf({ "policy.yaml": "" });
    expect(ladder.windowDays).toBe(90);
    expect(ladder.weights[1]).toBe(1);
    expect(
      ladder.steps.map(({ strikes, kind, seconds, acknowledge }) => [
        strikes,
        kind,
        seconds,
        acknowledge,
      ]),
    ).toEqual([
      [1, "warning", null, false],
      [2, "warning", null, true],
      [3, "timeout", 604_800, false],
      [4, "ban", null, false],
    ]);
  });

  it("takes conditions over signals as numbers, truths and comparisons", () => {
    const rule =
      "{id: r, category: spam, severity: 2, when: {role: viewer, text.links: 0, " +
      "user.verified: false, user.accountAgeHours: {gte: 1, lt: 24}}}";
    expect(specOf(filesOf(`rules:\n  - ${rule}\n`)).rules[0]?.when).toEqual({
      role: ["viewer"],
      signals: [
        { signal: "text.links", op: "eq", value: 0 },
        { signal: "user.accountAgeHours", op: "lt", value: 24 },
        { signal: "user.accountAgeHours", op: "gte", value: 1 },
        { signal: "user.verified", op: "eq", value: 0 },
      ],
    });
  });

  it("takes one action for all severities, or four", () => {
    const spec = specOf(filesOf("actions: {hate: shadow, spam: [allow, mask, hold, reject]}\n"));
    expect(spec.actions.hate).toEqual(["shadow", "shadow", "shadow", "shadow"]);
    expect(spec.actions.spam).toEqual(["allow", "mask", "hold", "reject"]);
  });

  it("completes a rule's hold terms from its category's", () => {
    const spec = specOf(
      filesOf(
        "holds: {scam: {ttlSeconds: 60}}\n" +
          "rules:\n  - {id: r, category: scam, severity: 3, pattern: a, hold: {priority: 4}}\n",
      ),
    );
    expect(spec.rules[0]?.hold).toEqual({ priority: 4, ttlSeconds: 60, onExpiry: "reject" });
  });

  it("takes thresholds a language group", () => {
    const spec = specOf(filesOf("thresholds: {hate: {default: {hold: 0.5}, ja: {hold: 0.7}}}\n"));
    expect(spec.thresholds.hate?.ja).toEqual({ release: null, hold: 0.7, reject: null });
  });

  it("leaves out lists of languages that are off, but checks them", () => {
    const yaml =
      "languages: [ja]\nlists:\n" +
      "  - {id: l, file: en/list.txt, category: hate, severity: 2, language: en}\n";
    expect(specOf(filesOf(yaml)).lists).toEqual([]);
    expect(problemsOf(filesOf(yaml, "x\tbogus\n"))).toHaveLength(1);
  });

  it("gives the same version to the same texts, another to others", () => {
    const { version } = specOf(exampleFiles());
    expect(version).toMatch(/^[0-9a-f]{12}$/u);
    expect(specOf(exampleFiles()).version).toBe(version);
    expect(specOf({ ...exampleFiles(), "ja/harassment.txt": "死ね\n" }).version).not.toBe(version);
  });

  it("tells problems of policy.yaml and of lists at once", () => {
    const yaml =
      "limit: {}\nlists:\n  - {id: l, file: en/list.txt, category: hat, severity: 2}\n" +
      "  - {id: m, file: en/list.txt, category: hate, severity: 2}\n" +
      "  - {id: n, file: en/none.txt, category: hate, severity: 2}\n" +
      "rules:\n  - {id: m, category: hate, severity: 2, pattern: '('}\n";
    const places = problemsOf(filesOf(yaml, "ok\nx\tbogus\n")).map((p) => `${p.file}:${p.line}`);
    expect(places).toEqual([
      "policy.yaml:1",
      "policy.yaml:3",
      "policy.yaml:5",
      "policy.yaml:7",
      "policy.yaml:7",
      "en/list.txt:2",
    ]);
  });

  it("tells at most LIMITS.policyProblems problems", () => {
    const list = Array.from({ length: 80 }, (_, i) => `w${i}\tbogus\n`).join("");
    expect(problemsOf(filesOfList(list))).toHaveLength(LIMITS.policyProblems.value);
  });

  it("points at the place inside a pattern", () => {
    const [problem] = problemsOf(
      filesOf("rules:\n  - {id: r, category: hate, severity: 2, pattern: 'ab(c'}\n"),
    );
    expect(problem).toMatchObject({ line: 2, column: 54 });
  });

  it("refuses a list file outside the folder", () => {
    for (const file of ["../x.txt", "/etc/passwd", "a/../../x.txt", "x.csv", ".hidden.txt"]) {
      const yaml = `lists:\n  - {id: l, file: "${file}", category: hate, severity: 2}\n`;
      expect(problemsOf(filesOf(yaml))[0]?.message).toContain("not the path of a list file");
    }
  });

  it.each([
    [LIMITS.patternLength.value - 1, true],
    [LIMITS.patternLength.value, true],
    [LIMITS.patternLength.value + 1, false],
  ])("with a pattern of %i characters says %s", (length, isGood) => {
    const pattern = "a".repeat(length);
    const yaml = `rules:\n  - {id: r, category: hate, severity: 2, pattern: '${pattern}'}\n`;
    expect(parsePolicy(filesOf(yaml)).ok).toBe(isGood);
  });

  it.each([
    [LIMITS.policyYamlBytes.value - 1, true],
    [LIMITS.policyYamlBytes.value, true],
    [LIMITS.policyYamlBytes.value + 1, false],
  ])("with a policy.yaml of %i bytes says %s", (size, isGood) => {
    expect(parsePolicy({ "policy.yaml": `#${"x".repeat(size - 1)}` }).ok).toBe(isGood);
  });

  it("refuses more terms than LIMITS.terms in all lists together", () => {
    const half = LIMITS.terms.value / 2;
    const text = (count: number, mark: string): string =>
      Array.from({ length: count }, (_, i) => `${mark}${i}`).join("\n");
    const yaml =
      "lists:\n  - {id: a, file: a.txt, category: hate, severity: 2}\n" +
      "  - {id: b, file: b.txt, category: hate, severity: 2}\n";
    const files = (more: number): PolicyFiles => ({
      "policy.yaml": yaml,
      "a.txt": text(half, "a"),
      "b.txt": text(half + more, "b"),
    });
    expect(parsePolicy(files(0)).ok).toBe(true);
    expect(problemsOf(files(1))[0]).toMatchObject({ line: 3, message: "too many terms" });
  });

  it("refuses YAML that multiplies itself by aliases", () => {
    let yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (let i = 1; i < 9; i++) yaml += `a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}*a${i - 1}]\n`;
    expect(problemsOf({ "policy.yaml": yaml })[0]).toMatchObject({ line: 1 });
  });

  it("refuses YAML nested too deep to read", () => {
    expect(problemsOf({ "policy.yaml": "[".repeat(50_000) }).length).toBeGreaterThan(0);
  });
});
