// Whatever a pattern and a text are, our automata and RE2 agree on whether it matches; spans are
// the longest matches from the left; what a text makes them remember is bounded. A pattern that
// waits for literals is never kept from a text that it matches.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSource } from "../../src/app/live-policy.ts";
import { readPolicyFolder } from "../../src/app/policy-folder.ts";
import { shippedPolicyDir } from "../../src/app/paths.ts";
import { foldedString } from "../../src/match/folded-bytes.ts";
import { KeywordSearch } from "../../src/match/keywords.ts";
import { DfaSearch, EngineSearch, PatternText } from "../../src/match/pattern-search.ts";
import { backwardOf, preparePatterns } from "../../src/match/pattern-set.ts";
import type { Program } from "../../src/match/regex-program.ts";
import { regexDriver } from "../../src/match/regex-driver.ts";
import { foldRegex, writeRegex } from "../../src/match/regex-fold.ts";
import { readRegex } from "../../src/match/regex-syntax.ts";
import type { CompiledPolicy } from "../../src/policy/compile.ts";
import { createFolded } from "../../src/text/folded.ts";
import { fold } from "../../src/text/folder.ts";

const folded = createFolded();

/** Letters that the generated patterns know, and some that they do not. */
const letter = fc.constantFrom(...Array.from("ab1_ -.あいカ死線é😀🎁ß"));
const text = fc.string({ unit: letter, maxLength: 60 });

const classes = [
  ".",
  String.raw`\w`,
  String.raw`\W`,
  String.raw`\s`,
  String.raw`\d`,
  String.raw`[ab]`,
  String.raw`[^a\s]`,
  String.raw`[あ-ん]`,
  String.raw`\p{Han}`,
  String.raw`[^\p{Hiragana}]`,
  String.raw`[\x{1F600}-\x{1F64F}]`,
  String.raw`[^b\W]`,
];
const edges = [String.raw`\b`, String.raw`\B`, "^", "$"];
const counts = ["*", "+", "?", "{0,3}", "{2}", "{1,4}", "{2,}", "*?", "{0,12}"];

const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "1", "あ", "死", "ab", "線"),
    fc.constantFrom(...classes),
    fc.array(tie("pattern"), { minLength: 2, maxLength: 4 }).map((parts) => parts.join("")),
    fc.array(tie("pattern"), { minLength: 2, maxLength: 3 }).map((all) => `(?:${all.join("|")})`),
    fc.tuple(tie("pattern"), fc.constantFrom(...counts)).map(([body, n]) => `(?:${body})${n}`),
    fc.tuple(tie("pattern"), fc.constantFrom(...edges)).map(([body, edge]) => `${body}${edge}`),
    fc.tuple(tie("pattern"), fc.constantFrom(...edges)).map(([body, edge]) => `${edge}${body}`),
  ),
}));

/** As RE2 gets it. */
function forEngine(source: string): string {
  const tree = readRegex(source);
  if (tree === undefined) throw new Error(`not read: ${source}`);
  return writeRegex(foldRegex(tree));
}

function searches(source: string, budget = { used: 0 }) {
  const { patterns, alphabet } = preparePatterns([{ id: "r", pattern: source }]);
  const program = patterns[0]?.program ?? "";
  if (typeof program === "string") throw new Error(`not understood: ${source}`);
  return {
    own: new DfaSearch(program, () => backwardOf(source, alphabet), alphabet, budget),
    re2: new EngineSearch(regexDriver().compile(forEngine(source))),
    read: new PatternText(alphabet),
  };
}

describe("our automata", () => {
  it("match where RE2 does", () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 6 }), (source, texts) => {
        const { own, re2, read } = searches(source);
        for (const each of texts) {
          fold(each, folded);
          // RE2 goes by bytes, so its \\B is also found in the middle of a character.
          fc.pre(!source.includes(String.raw`\B`) || isAscii(foldedString(folded)));
          read.reset(folded);
          expect(own.test(read), `${source} on ${each}`).toBe(re2.test(read));
        }
      }),
      { numRuns: 800 },
    );
  });

  it("tell the longest match from the left, then the next behind it", () => {
    fc.assert(
      fc.property(pattern, text, (source, written) => {
        const found = searches(source);
        fold(written, folded);
        found.read.reset(folded);
        const spans: string[] = [];
        found.own.each(found.read, (start, end) => spans.push(`${start}-${end}`));
        const string = foldedString(folded);
        expect(spans).toEqual(longestMatches(forEngine(source), string));
      }),
      { numRuns: 300 },
    );
  });

  it("match where RE2 does, with every pattern that ships", async () => {
    const shipped = await shippedPolicy();
    const { patterns, alphabet } = shipped.patterns.prepared;
    const sources = [...new Set(shipped.spec.rules.flatMap(({ pattern: one }) => one ?? []))];
    expect(patterns).toHaveLength(sources.length);
    const read = new PatternText(alphabet);
    const lines = ["en", "ja", "es", "ko"].flatMap((lang) =>
      linesOf(`dev-${lang}`).filter((_, at) => at % 320 === 0),
    );
    for (const [at, { program }] of patterns.entries()) {
      const written = sources[at] ?? "";
      const source = forEngine(written);
      if (typeof program === "string") throw new Error(`not understood: ${source}`);
      const backward = (): Program => backwardOf(written, alphabet);
      const own = new DfaSearch(program, backward, alphabet, { used: 0 });
      const re2 = new EngineSearch(regexDriver().compile(source));
      for (const line of lines) {
        fold(line, folded);
        read.reset(folded);
        if (own.test(read) !== re2.test(read)) expect.fail(`${source} on ${line}`);
      }
    }
  });

  it("are let run by their literals on every text that they match", async () => {
    const { keywords, patterns } = await shippedPolicy();
    const search = new KeywordSearch(keywords);
    const waiting = patterns.prepared.patterns.flatMap(({ hasLiterals }, at) =>
      hasLiterals ? [at] : [],
    );
    const idle: string[] = [];
    for (const line of ["en", "ja", "es", "fr", "ko", "zh"].flatMap((lang) =>
      linesOf(`dev-${lang}`).filter((_, at) => at % 8 === 0),
    )) {
      fold(line, folded);
      const awake = new Set(search.search(folded).patterns);
      for (const at of patterns.match(folded, waiting)) {
        const { id } = patterns.prepared.patterns[at] ?? { id: "" };
        if (waiting.includes(at) && !awake.has(at)) idle.push(`${id} on ${line}`);
      }
    }
    expect(idle).toEqual([]);
  });

  it("remember a bounded number of states, whatever comes", () => {
    const budget = { used: 0 };
    const { own, re2, read } = searches(String.raw`a[^b]{2,14}b(?:1|あ).{0,20}死`, budget);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", "1", "c"), maxLength: 300 }), (s) => {
        fold(s, folded);
        read.reset(folded);
        expect(own.test(read)).toBe(re2.test(read));
        expect(budget.used).toBeLessThan(1_600);
      }),
      { numRuns: 300 },
    );
    own.clear();
    expect(budget.used).toBeLessThan(10);
  });
});

async function shippedPolicy(): Promise<CompiledPolicy> {
  return compileSource(await readPolicyFolder(shippedPolicyDir()));
}

function isAscii(string: string): boolean {
  return Array.from(string).every((character) => character < "\u0080");
}

/** By trying every beginning and every end: slow, and plainly right. */
function longestMatches(source: string, string: string): string[] {
  const spans: string[] = [];
  const points = Array.from(string);
  const offsets = points.reduce<number[]>(
    (all, one) => [...all, (all.at(-1) ?? 0) + one.length],
    [0],
  );
  for (let from = 0; from < points.length; from++) {
    const to = longestFrom(source, points, from);
    if (to <= from) continue;
    const isLast = spans.length === 7;
    spans.push(`${offsets[from]}-${isLast ? string.length : offsets[to]}`);
    if (isLast) break;
    from = to - 1;
  }
  return spans;
}

/** JavaScript's own engine, held to the very start and end, with what stands around in sight. */
function longestFrom(source: string, points: readonly string[], from: number): number {
  const before = points.slice(0, from).length;
  for (let to = points.length; to > from; to--) {
    const held = `(?<=^[^]{${before}})(?:${forScript(source)})(?=[^]{${points.length - to}}$)`;
    if (new RegExp(held, "iu").test(points.join(""))) return to;
  }
  return -1;
}

function forScript(source: string): string {
  return source
    .replaceAll(/\\x\{([0-9A-F]+)\}/gu, String.raw`\u{$1}`)
    .replaceAll(/\\p\{(Han|Hiragana)\}/gu, String.raw`\p{Script=$1}`);
}

function linesOf(name: string): string[] {
  const file = readFileSync(new URL(`../data/${name}.ndjson`, import.meta.url), "utf8");
  return file
    .trim()
    .split("\n")
    .map((line): string => {
      const parsed: { readonly text: string } = JSON.parse(line);
      return parsed.text;
    });
}
