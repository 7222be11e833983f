// What rule authors read when a policy is wrong: one folder a kind of mistake in test/golden/policy,
// with the text they get in expected.txt. WEIR_GOLDEN=write writes them anew, for a person to read.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatProblems } from "../../../src/policy/format-problems.ts";
import { parsePolicy } from "../../../src/policy/parse.ts";

const GOLDEN = join(import.meta.dirname, "../../golden/policy");

function filesBelow(dir: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === "expected.txt") continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(dir.length + 1)] = readFileSync(path, "utf8");
  }
  return files;
}

function told(files: Record<string, string>): string {
  const result = parsePolicy(files);
  return result.ok ? "" : formatProblems(result.problems, files);
}

describe("formatProblems", () => {
  it.each(readdirSync(GOLDEN))("tells of %s", (name) => {
    const dir = join(GOLDEN, name);
    const text = told(filesBelow(dir));
    if (process.env["WEIR_GOLDEN"] === "write") writeFileSync(join(dir, "expected.txt"), text);
    expect(text).toBe(readFileSync(join(dir, "expected.txt"), "utf8"));
    expect(text).not.toBe("");
  });

  it("puts the caret under a letter that stands behind wide ones", () => {
    const problem = { file: "l.txt", line: 1, column: 3, message: "wrong", hint: null };
    expect(formatProblems([problem], { "l.txt": "死ねx" })).toBe(
      "l.txt:1:3: wrong\n   1 | 死ねx\n     |     ^\n",
    );
  });

  it("shows the part of a long line where the problem is", () => {
    const problem = { file: "l.txt", line: 1, column: 5_001, message: "wrong", hint: null };
    const text = formatProblems([problem], {
      "l.txt": `${"a".repeat(5_000)}X${"a".repeat(5_000)}`,
    });
    const [, source = "", caret = ""] = text.split("\n");
    expect(source.length).toBeLessThan(120);
    expect(source.at(caret.indexOf("^"))).toBe("X");
  });

  it("lets no control characters of a file reach the terminal", () => {
    const problem = { file: "l.txt", line: 1, column: 1, message: "wrong \u001b[2J", hint: null };
    expect(formatProblems([problem], { "l.txt": "a\u001b]0;title\u0007b" })).not.toContain(
      "\u001b",
    );
  });

  it("needs neither a column nor a source line", () => {
    const problem = { file: "none.txt", line: 9, column: 0, message: "gone", hint: "look" };
    expect(formatProblems([problem], {})).toBe("none.txt:9: gone\n     = look\n");
  });
});
