// `weir train`, from files to a file.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeModel } from "../../src/classifier/model-format.ts";
import { createScorer } from "../../src/classifier/scoring.ts";
import { trainCommand } from "../../src/cli/train.ts";
import { runCommand } from "../support/cli-io.ts";

let dir = "";
const at = (name: string): string => join(dir, name);

function lines(items: readonly unknown[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join("");
}

const RUDE = Array.from({ length: 40 }, (_, i) => ({
  text: `you moron ${i} ${String.fromCodePoint(0x61 + i)}`,
  y: { toxic: 1 },
  src: "a",
}));
const KIND = Array.from({ length: 40 }, (_, i) => ({
  text: `lovely dress ${i} ${String.fromCodePoint(0x61 + i)}`,
  labels: [],
  src: "a",
}));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "weir-train-"));
  await writeFile(at("rude.ndjson"), lines(RUDE));
  await writeFile(at("kind.ndjson"), lines(KIND));
});
afterAll(() => rm(dir, { recursive: true }));

const INPUTS = (): string[] => ["--in", at("rude.ndjson"), "--in", at("kind.ndjson")];

describe("trainCommand", () => {
  it("writes a model that tells the files apart, and says what it learned from", async () => {
    const out = at("model.bin");
    const args = [...INPUTS(), "--out", out, "--bits", "12", "--epochs", "6"];
    const { status, stdout, stderr } = await runCommand(trainCommand, args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/from 80 lines of 1 sources/u);
    expect(stdout).toMatch(/toxic +80 +40\n/u);
    expect(stdout).toMatch(/spam +40 +0\n/u);
    expect(stderr).toContain("epoch 6 of 6");
    const scorer = createScorer(decodeModel(await readFile(out)));
    const rude = scorer.score("a moron")[0] ?? 0;
    expect(rude).toBeGreaterThan((scorer.score("a dress")[0] ?? 1) + 0.2);
  });

  it("gives the same file for the same seed, and leaves nothing else behind", async () => {
    const args = (name: string): string[] => [...INPUTS(), "--out", at(name), "--bits", "10"];
    await runCommand(trainCommand, args("one.bin"));
    await runCommand(trainCommand, args("two.bin"));
    await runCommand(trainCommand, [...args("three.bin"), "--seed", "2"]);
    const [one, two, three] = await Promise.all(
      ["one.bin", "two.bin", "three.bin"].map((name) => readFile(at(name))),
    );
    expect(one).toEqual(two);
    expect(one).not.toEqual(three);
    expect((await readdir(dir)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("prints thresholds of harmless chat for policy.yaml", async () => {
    await writeFile(at("harmless.ndjson"), lines(KIND.concat(KIND, KIND)));
    const args = [...INPUTS(), "--out", at("m.bin"), "--bits", "10"];
    const { stdout } = await runCommand(trainCommand, [
      ...args,
      "--harmless",
      at("harmless.ndjson"),
    ]);
    expect(stdout).toContain("# harmless lines: default 120\nthresholds:\n");
    expect(stdout).toMatch(/\n {2}harassment: \{default: \{hold: [01](\.\d+)?\}\}\n/u);
  });

  it.each([
    ["not JSON", '{"text":"a","labels":[]}\n{oops\n', ":2: the line is not JSON"],
    ["a wrong label", '{"text":"a","y":{"toxic":2}}\n', ':1: "y.toxic" must be 0, 1 or null'],
    ["nothing annotated", '{"text":"a","y":{}}\n', "nothing to learn from"],
    ["nothing at all", "", "nothing to learn from"],
  ])("refuses a file with %s and writes nothing", async (_, content, message) => {
    await writeFile(at("bad.ndjson"), content);
    const args = ["--in", at("bad.ndjson"), "--out", at("none.bin")];
    const { status, stderr } = await runCommand(trainCommand, args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(await readdir(dir)).not.toContain("none.bin");
  });

  it("says which file cannot be read or written", async () => {
    const absent = ["--in", at("absent.ndjson"), "--out", at("none.bin")];
    expect(await runCommand(trainCommand, absent)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("absent.ndjson: cannot be read (ENOENT)"),
    });
    const nowhere = [...INPUTS(), "--out", join(dir, "no", "model.bin"), "--bits", "8"];
    expect(await runCommand(trainCommand, nowhere)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("cannot be written"),
    });
  });

  it.each([
    [[], "--in and --out are needed"],
    [["--in", "x", "--out", "y", "--bits", "7"], "--bits"],
    [["--in", "x", "--out", "y", "--bits", "23"], "--bits"],
    [["--in", "x", "--out", "y", "--epochs", "0"], "--epochs"],
    [["--in", "x", "--out", "y", "--epochs", "101"], "--epochs"],
    [["--in", "x", "--out", "y", "--seed", "1.5"], "--seed"],
    [["--in", "x", "--out", "y", "--fast"], "--fast"],
  ])("answers the wrong call %j with 2 and its usage", async (args, message) => {
    const { status, stderr } = await runCommand(trainCommand, args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain("usage: weir train");
  });
});
