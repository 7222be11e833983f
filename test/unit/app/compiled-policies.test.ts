// The specification of compiled policies: the same version is compiled once, a bad one is told and not kept.
import { describe, expect, it } from "vitest";
import { checkPolicy } from "../../../src/app/compiled-policies.ts";

const files = (term: string) => ({
  "policy.yaml": "languages: [en]\nlists:\n  - {id: l, file: l.txt, category: spam, severity: 2}\n",
  "l.txt": `${term}\n`,
});

function compiledOf(term: string) {
  const checked = checkPolicy(files(term));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.compiled;
}

describe("checkPolicy", () => {
  it("compiles a version once, and again when three others came after it", () => {
    const first = compiledOf("alpha");
    expect(compiledOf("alpha")).toBe(first);
    for (const term of ["bravo", "charlie"]) compiledOf(term);
    expect(compiledOf("alpha")).toBe(first);
    for (const term of ["delta", "echo", "foxtrot"]) compiledOf(term);
    const again = compiledOf("alpha");
    expect(again).not.toBe(first);
    expect(again.version).toBe(first.version);
  });

  it("tells what is wrong with a bad one, every time", () => {
    const bad = { "policy.yaml": "languages: [en]\nlists:\n  - {id: l, file: missing.txt}\n" };
    for (let time = 0; time < 2; time += 1) {
      const checked = checkPolicy(bad);
      expect(checked.ok).toBe(false);
      if (!checked.ok) expect(checked.problems[0]).toMatchObject({ file: "policy.yaml", line: 3 });
    }
  });
});
