// List files: one term a line, comments, options after a tab.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import type { Term } from "../../../src/policy/spec.ts";
import type { TermDefaults } from "../../../src/policy/term-list.ts";
import { defaultMatch, parseTermList } from "../../../src/policy/term-list.ts";

const DEFAULTS: TermDefaults = { severity: 2, match: null, masked: false };

function termsOf(text: string, defaults = DEFAULTS): readonly Term[] {
  const { terms, problems } = parseTermList("l.txt", text, defaults, 50);
  expect(problems).toEqual([]);
  return terms;
}

function problemOf(text: string): string {
  const { problems } = parseTermList("l.txt", text, DEFAULTS, 50);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  return `${problem?.line}:${problem?.column} ${problem?.message}`;
}

describe("parseTermList", () => {
  it("passes over comments, blank lines, byte order mark and CRLF", () => {
    const terms = termsOf("\uFEFF# title\r\n\r\nabuse\r\n  # more\r\nslur\r\n");
    expect(terms.map(({ text, line }) => [text, line])).toEqual([
      ["abuse", 3],
      ["slur", 5],
    ]);
  });

  it("takes options behind a tab, parted by spaces or tabs", () => {
    expect(termsOf("死ね\tmasked word severity=3\texcept=必死ね, 瀕死 ね\n")[0]).toEqual({
      text: "死ね",
      match: "word",
      masked: true,
      severity: 3,
      except: ["必死ね", "瀕死 ね"],
      line: 1,
    });
  });

  it("keeps spaces inside a term", () => {
    expect(termsOf("kill you\n")[0]?.text).toBe("kill you");
  });

  it("lets a term's options go before the list's", () => {
    const list: TermDefaults = { severity: 2, match: "substring", masked: true };
    expect(termsOf("abuse\nslur\tword severity=4\n", list)).toMatchObject([
      { match: "substring", masked: true, severity: 2 },
      { match: "word", masked: true, severity: 4 },
    ]);
  });

  it.each([
    ["a\tmaskd", '1:3 unknown option "maskd"'],
    ["a\tseverity=5", '1:3 "5" is not a severity'],
    ["a\tword substring", '1:8 "match" is set twice'],
    ["a\texcept=", "1:3 except= names no word"],
    ["abc\nABC", '2:1 "ABC" is in this list already'],
    ["ｌｉｎｅ\nline", '2:1 "line" is in this list already'],
    ["あ", '1:1 "あ" is one letter: as a substring it is in half of all messages'],
    ["a\tsubstring", '1:1 "a" is one letter: as a substring it is in half of all messages'],
    ["...", "1:1 the term has no letter, digit or emoji"],
    ["a\u0007b", "1:1 the term has a control character or half a surrogate pair in it"],
    ["\uFFFD\uFFFD", "1:1 the term has bytes that are not UTF-8"],
  ])("refuses %j", (text, message) => {
    expect(problemOf(text)).toBe(message);
  });

  it("takes one kanji as a substring and one letter as a word", () => {
    expect(termsOf("殺\nx\n").map((term) => term.match)).toEqual(["substring", "word"]);
  });

  it.each([
    [-1, true],
    [0, true],
    [1, false],
  ])("holds terms to their length: %i", (more, isGood) => {
    const { problems } = parseTermList(
      "l.txt",
      "x".repeat(LIMITS.termLength.value + more),
      DEFAULTS,
      50,
    );
    expect(problems.length === 0).toBe(isGood);
  });

  it("stops reading at the number of problems that are still told", () => {
    const { problems } = parseTermList("l.txt", ".\n".repeat(10), DEFAULTS, 3);
    expect(problems).toHaveLength(3);
  });
});

describe("defaultMatch", () => {
  it.each([
    ["abuse", "word"],
    ["слово", "word"],
    ["ばか", "substring"],
    ["バカ", "substring"],
    ["死", "substring"],
    ["욕", "substring"],
    ["LINE追加", "substring"],
  ])("finds %s as %s", (text, match) => {
    expect(defaultMatch(text)).toBe(match);
  });
});
