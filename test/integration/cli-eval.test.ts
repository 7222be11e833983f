// `weir eval`, from files to figures: a policy of one list, and the model that ships.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evalCommand } from "../../src/cli/eval.ts";
import { runCommand } from "../support/cli-io.ts";

let dir = "";
const at = (name: string): string => join(dir, name);

const POLICY = `languages: [en]
lists:
  - {id: en-insults, file: en/insults.txt, category: harassment, severity: 2, action: hold}
  - {id: en-mild, file: en/mild.txt, category: profanity, severity: 1, action: allow}
thresholds: {spam: {default: {hold: 0.999}}, harassment: {default: {hold: 0.0001}}}
`;
const LABELLED = [
  { text: "you zorg", labels: ["harassment"] },
  { text: "quux, you", labels: ["harassment"], evasion: "other word" },
  { text: "what a zorg of a price", labels: [] },
  { text: "drat, lost again", labels: [] },
  { text: "hello", labels: [] },
  { text: "how much", labels: [] },
];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "weir-eval-"));
  await mkdir(at("policy/en"), { recursive: true });
  await writeFile(at("policy/policy.yaml"), POLICY);
  await writeFile(at("policy/en/insults.txt"), "zorg\n");
  await writeFile(at("policy/en/mild.txt"), "drat\n");
  const lines = LABELLED.map((line) => `${JSON.stringify(line)}\n`).join("");
  await writeFile(at("labelled.ndjson"), lines);
});
afterAll(() => rm(dir, { recursive: true }));

const evaluate = (...args: string[]) =>
  runCommand(evalCommand, ["--labels", at("labelled.ndjson"), "--policy", at("policy"), ...args]);

describe("evalCommand", () => {
  it("reports rules, classifier and both as JSON", async () => {
    const { status, stdout, stderr } = await evaluate("--json");
    expect([status, stderr]).toEqual([0, ""]);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ texts: 6, harmless: 4 });
    // Rules find "zorg" in one of two insults and in one of four harmless texts.
    const byRules = {
      texts: 2,
      precision: 1 / 2,
      recall: 1 / 2,
      f1: 1 / 2,
      falsePositivesPer1000: 250,
    };
    expect(result.categories.harassment.rules).toEqual(byRules);
    expect(result.overall.rules).toEqual(byRules);
    // A threshold of almost nothing finds everything.
    expect(result.categories.harassment.classifier).toMatchObject({
      precision: 2 / 6,
      recall: 1,
      falsePositivesPer1000: 1_000,
    });
    expect(result.categories.harassment.both).toMatchObject({ precision: 2 / 6, recall: 1 });
    expect(result.evasions["other word"]).toEqual({
      texts: 1,
      recall: { rules: 0, classifier: 1, both: 1 },
    });
  });

  it("does not take a reason that only counts as found", async () => {
    const { stdout } = await evaluate("--json");
    expect(JSON.parse(stdout).categories.profanity).toBeUndefined();
  });

  it("prints tables", async () => {
    const { stdout } = await evaluate();
    expect(stdout).toMatch(/^6 texts, 4 of them harmless\n/u);
    expect(stdout).toMatch(/\nrules\n.*\n {2}harassment +2 +50\.0 % +50\.0 % +50\.0 % +250\.0\n/u);
    expect(stdout).toMatch(/found, by evasion\n.*\n {2}other word +1 +0\.0 % +100\.0 % +100\.0 %/u);
  });

  it("evaluates the policy that ships when none is given", async () => {
    const args = ["--labels", at("labelled.ndjson"), "--json"];
    const { status, stdout } = await runCommand(evalCommand, args);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).texts).toBe(6);
  });

  it.each([
    ["a bad line", '{"text":"a","labels":["rude"]}\n', ':1: "labels": "rude" is not a category'],
    ["no line", "\n", "there is no labelled line in it"],
  ])("refuses a file with %s", async (_, content, message) => {
    await writeFile(at("bad.ndjson"), content);
    const args = ["--labels", at("bad.ndjson"), "--policy", at("policy")];
    const { status, stdout, stderr } = await runCommand(evalCommand, args);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(message);
  });

  it.each([
    ["labels", ["--labels", "/nowhere/labelled.ndjson"], "cannot be read (ENOENT)"],
    ["policy", ["--policy", "/nowhere"], "/nowhere"],
    ["model", ["--model", "/nowhere/model.bin"], "/nowhere/model.bin cannot be read"],
  ])("says when %s cannot be read", async (_, args, message) => {
    const { status, stderr } = await evaluate(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  it("refuses a file that is not a model", async () => {
    const { status, stderr } = await evaluate("--model", at("labelled.ndjson"));
    expect(status).toBe(1);
    expect(stderr).toContain("not a model file");
  });

  it("refuses a policy with a mistake and says where", async () => {
    await mkdir(at("wrong"), { recursive: true });
    await writeFile(at("wrong/policy.yaml"), "languages: [en]\nlists: 3\n");
    const { status, stderr } = await evaluate("--policy", at("wrong"));
    expect(status).toBe(1);
    expect(stderr).toContain("policy.yaml:2");
  });

  it.each([[[]], [["--labels"]], [["--labels", "x", "--fast"]]])(
    "answers the wrong call %j with 2 and its usage",
    async (args) => {
      const { status, stderr } = await runCommand(evalCommand, args);
      expect(status).toBe(2);
      expect(stderr).toContain("usage: weir eval");
    },
  );
});
