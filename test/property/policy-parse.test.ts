// Whatever stands in a policy folder, the parser answers: with a policy, or with problems on lines.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatProblems } from "../../src/policy/format-problems.ts";
import { parsePolicy } from "../../src/policy/parse.ts";
import { exampleFiles, filesOfList, PROTOCOL_EXAMPLE } from "../support/policy-files.ts";

type Files = Parameters<typeof parsePolicy>[0];

function isAnswered(files: Files): void {
  const result = parsePolicy(files);
  if (result.ok) return;
  expect(result.problems.length).toBeGreaterThan(0);
  for (const { file, line, column, message } of result.problems) {
    const text = files[file] ?? "";
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(text.split("\n").length);
    expect(column).toBeGreaterThanOrEqual(0);
    expect(message).not.toBe("");
  }
  expect(formatProblems(result.problems, files)).toContain(result.problems[0]?.file);
}

const anyText = fc.string({ unit: "binary", maxLength: 300 });
const yamlish = fc
  .array(
    fc.constantFrom(
      "lists:",
      "rules:",
      "  - {id: a",
      ", file: l.txt",
      ", category: hate",
      ", severity: 2",
      "}",
      "\n",
      "[",
      "]",
      "{",
      "'",
      '"',
      "&a ",
      "*a",
      "!!str ",
      "limits:",
      " {user: 1}",
      ": ",
      "- ",
      "\t",
      "|",
      "when: {role: x}",
      "__proto__: 1",
      "constructor",
      "🙂",
      "死ね",
      "null",
      "0x1F",
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe("parsePolicy", () => {
  it("answers for any text as policy.yaml", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, yamlish), (text) => {
        isAnswered({ "policy.yaml": text, "l.txt": "x" });
      }),
    );
  });

  it("answers for any text as a list", () => {
    const line = fc.tuple(
      anyText,
      fc.constantFrom("\tmasked", "\tseverity=", "\texcept=a,b", "\n"),
    );
    const list = fc.array(line, { maxLength: 8 }).map((rows) => rows.flat().join(""));
    fc.assert(fc.property(list, (text) => isAnswered(filesOfList(text))));
  });

  it("answers for the example with a piece replaced", () => {
    const at = fc.nat({ max: PROTOCOL_EXAMPLE.length });
    fc.assert(
      fc.property(at, fc.nat({ max: 20 }), anyText, (start, length, text) => {
        const yaml =
          PROTOCOL_EXAMPLE.slice(0, start) + text + PROTOCOL_EXAMPLE.slice(start + length);
        isAnswered({ ...exampleFiles(), "policy.yaml": yaml });
      }),
    );
  });
});
