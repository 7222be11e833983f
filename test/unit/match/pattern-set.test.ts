// Patterns: the same answers on both engines, on folded text, and only when a literal calls for
// them.
import { describe, expect, it } from "vitest";
import { checkPattern, PatternSet, preparePatterns } from "../../../src/match/pattern-set.ts";
import type { AwaitingPatterns } from "../../../src/match/pattern-set.ts";
import { regexDriver } from "../../../src/match/regex-driver.ts";
import { createFolded } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";

const folded = createFolded();

function prepare(patterns: readonly string[]): AwaitingPatterns {
  return preparePatterns(patterns.map((pattern, i) => ({ id: `r${i}`, pattern })));
}

function setOf(patterns: readonly string[], kind: "re2" | "re2js" | "best" = "best"): PatternSet {
  const set = new PatternSet(prepare(patterns), regexDriver(kind));
  while (set.compileNext());
  return set;
}

/** Matching patterns as a caller gets them who lets every prefilter pass. */
function matches(set: PatternSet, text: string): number[] {
  fold(text, folded);
  const filtered = set.prepared.patterns.flatMap(({ hasLiterals }, i) => (hasLiterals ? [i] : []));
  return [...set.match(folded, filtered)].toSorted((a, b) => a - b);
}

function spans(set: PatternSet, pattern: number, text: string): string[] {
  fold(text, folded);
  const found: string[] = [];
  set.each(pattern, folded, (start, end) => {
    found.push(text.slice(folded.starts[start], folded.ends[end - 1]));
  });
  return found;
}

const PATTERNS = [
  String.raw`(?i)\b(line|ライン)\s*(id|追加)`,
  "[0-9]{3}-[ァ-ン]+",
  "（無料）",
  String.raw`foo|bar\d+`,
  "x.y",
  String.raw`\bline\b`,
  String.raw`(?:^|[^a-z])od(?:した|する)`,
  "ﾌﾞｽ",
  "café",
  String.raw`[^\s]{2,}@example`,
  String.raw`\p{Katakana}{3}`,
];

const TEXTS = [
  "ライン追加して",
  "ＬＩＮＥ ＩＤ",
  "online id",
  "123-アあ",
  "(無料)",
  "FOOd bar12 😀xay line",
  "odした",
  "modした",
  "ぶす",
  "CAFE",
  "me@example",
  "カタカナ",
  "",
];

describe("PatternSet", () => {
  it("gives the same answers on re2 and re2js", () => {
    const native = setOf(PATTERNS, "re2");
    const script = setOf(PATTERNS, "re2js");
    for (const text of TEXTS) {
      expect(matches(native, text), text).toEqual(matches(script, text));
      for (const pattern of matches(native, text)) {
        expect(spans(native, pattern, text)).toEqual(spans(script, pattern, text));
      }
    }
  });

  it.each([
    ["ライン追加して", [0, 10]],
    ["ＬＩＮＥ ＩＤ", [0, 5]],
    ["online id", []],
    ["(無料)", [2]],
    ["odした", [6]],
    ["modした", []],
    ["ぶす", [7]],
    ["CAFE", [8]],
  ])("matches %s folded", (text, expected) => {
    expect(matches(setOf(PATTERNS), text)).toEqual(expected);
  });

  it("leads spans back to the original", () => {
    expect(spans(setOf(PATTERNS), 0, "うちのﾗｲﾝ 追加!")).toEqual(["ﾗｲﾝ 追加"]);
  });

  it("waits for literals that every match holds", () => {
    const { literals, patterns } = prepare([
      String.raw`(?i)\b(?:watch|stop)\s+me\s+on\s+(?:youtube|insta)\b`,
      "[0-9]+",
    ]);
    const [branch] = literals[0] ?? [];
    const sets = [branch?.first, branch?.second].map((set) => set?.map(({ text }) => text));
    expect(new Set(sets)).toEqual(
      new Set([
        ["watch", "stop"],
        ["youtube", "insta"],
      ]),
    );
    expect(patterns.map(({ hasLiterals }) => hasLiterals)).toEqual([true, false]);
  });

  it("asks for no border where one of the ways to write a literal has none", () => {
    const [[branch] = []] = prepare([String.raw`\d\d+(?: )?(?:self|selves)\b`]).literals;
    const expected = { text: "self", isFirst: false, isLast: true };
    expect(branch?.first).toContainEqual(expected);
  });

  it.each([
    ["(?s)a.b", "(?s) is not folded away"],
    ["[[:alpha:]]{3}z", "classes by name"],
    ["[a-z]{1,900}[0-9]{1,900}[a-z]{1,900}[0-9]{1,900}x", "thousands of instructions"],
  ])("leaves %s to the regex engine (%s)", (source) => {
    const [prepared] = setOf([source]).prepared.patterns;
    expect(prepared?.program).toBeTypeOf("string");
  });

  it("finds what the regex engine finds for it", () => {
    const set = setOf(["(?s)a.b", "[[:alpha:]]{3}z", "a.b"]);
    expect(matches(set, "a-b")).toEqual([0, 2]);
    expect(matches(set, "xyyz")).toEqual([1]);
    expect(spans(set, 1, "- xyyz -")).toEqual(["xyyz"]);
  });

  it("takes the longest of the matches that begin first", () => {
    expect(spans(setOf(["あ|あい|あいう"]), 0, "あいうあい")).toEqual(["あいう", "あい"]);
  });

  it("shows spans behind characters of two units", () => {
    expect(spans(setOf(["[0-9]+"]), 0, "🎁12🎉3")).toEqual(["12", "3"]);
  });

  it("names the rule whose pattern does not compile", () => {
    expect(() => setOf(["ok", "(oops"])).toThrow(
      expect.objectContaining({ code: "policy_invalid", facts: { rule: "r1" } }),
    );
  });
});

describe("checkPattern", () => {
  it.each([
    ["a pattern", String.raw`\b(line|ライン)`],
    ["named groups", "(?P<n>a)"],
    ["flags", "(?i)abc"],
  ])("accepts %s", (_what, source) => {
    expect(checkPattern(source)).toEqual({ ok: true });
  });

  it.each([
    ["(abc", 1],
    ["x(a|b))", 7],
    ["[z-a]", 2],
    ["a**", 2],
    ["ab(?=x)", 3],
    ["a\\", 2],
    ["x[abc", 2],
    ["", 1],
    ["x*", 0],
    ["(?<!x)y", 1],
    [String.raw`(a)\1`, 4],
  ])("refuses %s at column %i", (source, column) => {
    expect(checkPattern(source)).toMatchObject({ ok: false, column });
  });

  it("takes patterns up to their limit", () => {
    expect(checkPattern("a".repeat(999)).ok).toBe(true);
    expect(checkPattern("a".repeat(1_000)).ok).toBe(true);
    expect(checkPattern("a".repeat(1_001)).ok).toBe(false);
  });
});
