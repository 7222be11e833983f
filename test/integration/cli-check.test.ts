// `weir check` and `weir policy validate` as processes of their own, from the built program.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/app/paths.ts";
import { LIMITS } from "../../src/domain/limits.ts";

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = join(packageRoot(), "dist/cli/main.js");

async function weir(args: readonly string[], input = ""): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args]);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin.end(input);
  await once(child, "close");
  const text = (parts: Buffer[]): string => Buffer.concat(parts).toString("utf8");
  return { status: child.exitCode, stdout: text(out), stderr: text(err) };
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf(run: Run): Row[] {
  const lines = run.stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Row);
}

function inputOf(rows: readonly unknown[]): string {
  return rows.map((row) => `${typeof row === "string" ? row : JSON.stringify(row)}\n`).join("");
}

let dir = "";

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "weir-check-"));
  const yaml =
    "lists:\n  - {id: words, file: words.txt, category: harassment, severity: 3}\n" +
    "rules:\n  - {id: young, category: spam, severity: 2, when: {user.accountAgeHours: {lt: 24}}}\n" +
    "limits: {user: {burst: 3, perSecond: 1}}\n";
  await writeFile(join(dir, "policy.yaml"), yaml);
  await writeFile(join(dir, "words.txt"), "zonk\n");
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe("weir check", () => {
  it("tells with --explain what was compared and what matched", async () => {
    const run = await weir(
      ["check", "--policy", dir, "--explain"],
      inputOf([{ text: "Z.o.n.k!" }]),
    );
    expect(run.status).toBe(0);
    expect(rowsOf(run)).toMatchObject([
      {
        action: "reject",
        reasons: [{ rule: "words", spans: [[0, 7]] }],
        explain: {
          views: { folded: "z.o.n.k!", squeezed: "zonki", readings: ["zonk!"] },
          matched: [{ rule: "words", line: 1, term: "zonk", manner: "evaded", text: "Z.o.n.k" }],
        },
      },
    ]);
  });

  it("answers every line in order, with id, action, reasons and microseconds", async () => {
    const input = inputOf([
      { id: 1, text: "hello" },
      { id: "b", text: "you zonk!" },
    ]);
    const run = await weir(["check", "--policy", dir], input);
    expect(run.status).toBe(0);
    const rows = rowsOf(run);
    expect(rows.map(({ id, action }) => [id, action])).toEqual([
      [1, "allow"],
      ["b", "reject"],
    ]);
    expect(rows[1]?.["reasons"]).toEqual([
      { rule: "words", category: "harassment", severity: 3, spans: [[4, 8]] },
    ]);
    for (const { us } of rows) {
      expect(us).toBeGreaterThanOrEqual(0);
      expect(Math.round(Number(us) * 10)).toBeCloseTo(Number(us) * 10, 6);
    }
  });

  it("answers a bad line with an error, goes on, and exits with 1", async () => {
    const bad = ["not json", '{"id":7}', '{"id":8,"text":5}', "[]", "null", '"text"'];
    const run = await weir(["check", "--policy", dir], inputOf([...bad, { id: 9, text: "ok" }]));
    expect(run.status).toBe(1);
    const rows = rowsOf(run);
    expect(rows.map((row) => row["id"])).toEqual([null, 7, 8, null, null, null, 9]);
    expect(rows.slice(0, 6).every((row) => typeof row["error"] === "string")).toBe(true);
    expect(rows[6]).toMatchObject({ action: "allow" });
  });

  it("answers a line that is too long, and goes on", async () => {
    const long = "x".repeat(LIMITS.checkLineBytes.value + 1);
    const run = await weir(["check", "--policy", dir], inputOf([long, { id: 2, text: "ok" }]));
    expect(run.status).toBe(1);
    expect(rowsOf(run).map((row) => row["id"])).toEqual([null, 2]);
  });

  it("keeps no limits without --stateful, and keeps them with it", async () => {
    const input = inputOf(
      Array.from({ length: 6 }, (_, i) => ({ id: i, text: `hello ${i}`, user: "u", at: 5_000 })),
    );
    const plain = rowsOf(await weir(["check", "--policy", dir], input));
    expect(plain.every((row) => row["action"] === "allow")).toBe(true);
    const stateful = rowsOf(await weir(["check", "--stateful", "--policy", dir], input));
    expect(stateful.map((row) => row["action"])).toEqual([
      "allow",
      "allow",
      "allow",
      "reject",
      "reject",
      "reject",
    ]);
  });

  it("respects role and attrs of a line", async () => {
    const at = 1_760_000_000_000;
    const input = inputOf([
      { id: 1, text: "hi", at, attrs: { accountCreatedAt: at - 3_600_000 } },
      { id: 2, text: "hi", at, attrs: { accountCreatedAt: at - 90_000_000 } },
    ]);
    const rows = rowsOf(await weir(["check", "--policy", dir], input));
    expect(rows.map((row) => row["action"])).toEqual(["hold", "allow"]);
  });

  it("runs the policy that ships when none is named", async () => {
    const run = await weir(["check"], inputOf([{ text: "今日も楽しみ" }, { text: "死ね" }]));
    expect(rowsOf(run).map((row) => row["action"])).toEqual(["allow", "reject"]);
  });

  it("answers a hundred thousand lines in order through a narrow pipe", async () => {
    const count = 100_000;
    const input = inputOf(Array.from({ length: count }, (_, i) => `{"id":${i},"text":"hello"}`));
    const rows = rowsOf(await weir(["check", "--policy", dir], input));
    expect(rows).toHaveLength(count);
    expect(rows.every((row, i) => row["id"] === i)).toBe(true);
  });

  it("ends quietly when its reader goes away", async () => {
    const child = spawn(process.execPath, [MAIN, "check", "--policy", dir]);
    const err: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => undefined);
    child.stdout.once("data", () => child.stdout.destroy());
    child.stdin.end(inputOf(Array.from({ length: 200_000 }, () => '{"text":"hello"}')));
    await once(child, "close");
    expect(child.exitCode).toBe(0);
    expect(Buffer.concat(err).toString()).toBe("");
  });

  it("explains itself when called wrongly, with exit 2", async () => {
    const run = await weir(["check", "--bogus"]);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain("usage: weir check");
  });

  it("says what is wrong with a bad policy, with exit 1", async () => {
    const run = await weir(["check", "--policy", join(dir, "none")], '{"text":"a"}\n');
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("cannot be read (ENOENT)");
    expect(run.stdout).toBe("");
  });
});

describe("weir policy validate", () => {
  it("says that the shipped policy is good", async () => {
    const run = await weir(["policy", "validate", join(packageRoot(), "wordlists")]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/good\. version [0-9a-f]{12}, \d+ lists/u);
  });

  it("prints every problem with its place, with exit 1", async () => {
    const bad = await mkdtemp(join(tmpdir(), "weir-bad-"));
    await writeFile(join(bad, "policy.yaml"), "lsts: []\nrules:\n  - {id: a}\n");
    const run = await weir(["policy", "validate", bad]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('policy.yaml:1:1: unknown key "lsts"');
    expect(run.stderr).toContain('did you mean "lists"?');
    await rm(bad, { recursive: true });
  });

  it.each([[[]], [["validate"]], [["check", "x"]], [["validate", "a", "b"]]])(
    "exits with 2 for %j",
    async (args) => {
      expect((await weir(["policy", ...args])).status).toBe(2);
    },
  );
});
