// All regexes of a policy as one thing: compiled once, searched many times, never super-linear.
//
// Patterns are taken on the FOLDED text, without regard to case, and are folded themselves.
// Why small sets: RE2's lazily built automaton has 8 MiB for a set and thrashes on hostile text
// when a set is large (0.8 -> 420 us, measured); patterns with required literals run alone, and
// only then.
import { AppError } from "../domain/errors.ts";
import type { Folded } from "../text/folded.ts";
import { FoldedBytes } from "./folded-bytes.ts";
import { regexDriver } from "./regex-driver.ts";
import type { Regex, RegexDriver, RegexSet } from "./regex-driver.ts";
import { foldRegex, writeRegex } from "./regex-fold.ts";
import { requiredLiterals } from "./regex-literals.ts";
import type { RequiredLiteral } from "./regex-literals.ts";
import { readRegex } from "./regex-syntax.ts";

export { checkPattern } from "./check-pattern.ts";

/** Patterns of one set. */
const SET_SIZE = 24;
/** Candidates that run one by one; more of them, which only a hostile text has, run as sets. */
const MOST_ALONE = 16;

export interface PatternSource {
  /** Names it in errors: the rule's id. */
  readonly id: string;
  readonly pattern: string;
}

interface CompiledSet {
  readonly set: RegexSet;
  readonly patterns: readonly number[];
}

export class PatternSet {
  readonly engine: "re2" | "re2js";
  /**
   * Per pattern: literals of which one is in every match; undefined = it is tried on every text.
   */
  readonly literals: readonly (readonly RequiredLiteral[] | undefined)[];
  private readonly regexes: readonly Regex[];
  private readonly always: readonly CompiledSet[];
  /** The patterns with literals, for texts with very many of them; pattern -> its set in `setOf`. */
  private readonly crowds: readonly CompiledSet[];
  private readonly setOf: Int32Array;
  private readonly asked: Uint8Array;
  private readonly text = new FoldedBytes();
  private readonly matched: number[] = [];

  /** Errors: AppError `policy_invalid` (facts: rule) when a pattern does not compile. */
  constructor(sources: readonly PatternSource[], driver: RegexDriver = regexDriver()) {
    this.engine = driver.name;
    const prepared = sources.map(({ pattern }) => prepare(pattern));
    this.literals = prepared.map(({ literals }) => literals);
    this.regexes = prepared.map(({ source }, index) =>
      compileOne(driver, source, sources[index]?.id ?? ""),
    );
    const setsOf = (patterns: readonly number[]): CompiledSet[] => {
      const sets: CompiledSet[] = [];
      for (let i = 0; i < patterns.length; i += SET_SIZE) {
        const part = patterns.slice(i, i + SET_SIZE);
        sets.push(...compileSets(driver, part, (p) => prepared[p]?.source ?? ""));
      }
      return sets;
    };
    const isAlways = (pattern: number): boolean => prepared[pattern]?.literals === undefined;
    const all = [...prepared.keys()];
    const waiting = all.filter((pattern) => !isAlways(pattern));
    this.always = setsOf(all.filter(isAlways));
    this.crowds = waiting.length > MOST_ALONE ? setsOf(waiting) : [];
    this.setOf = new Int32Array(prepared.length);
    this.asked = new Uint8Array(this.crowds.length);
    this.crowds.forEach(({ patterns }, set) => {
      for (const pattern of patterns) this.setOf[pattern] = set;
    });
  }

  /**
   * @param candidates patterns whose literal is in the text (KeywordFinds.patterns).
   * @returns indices of the patterns that match; reused by the next call.
   */
  match(folded: Folded, candidates: readonly number[]): readonly number[] {
    const { matched, text } = this;
    if (matched.length > 0) matched.length = 0;
    if (this.always.length === 0 && candidates.length === 0) return matched;
    text.reset(folded);
    for (const { set, patterns } of this.always) {
      for (const hit of set.match(text)) matched.push(patterns[hit] ?? 0);
    }
    if (candidates.length > MOST_ALONE) {
      this.matchCrowds(candidates);
      return matched;
    }
    for (const pattern of candidates) {
      if (this.regexes[pattern]?.test(text) === true) matched.push(pattern);
    }
    return matched;
  }

  private matchCrowds(candidates: readonly number[]): void {
    const { asked, matched, text } = this;
    asked.fill(0);
    for (const candidate of candidates) asked[this.setOf[candidate]!] = 1;
    this.crowds.forEach(({ set, patterns }, index) => {
      if (asked[index] === 0) return;
      for (const hit of set.match(text)) matched.push(patterns[hit] ?? 0);
    });
  }

  /** Calls back with `[start, end)` in the folded view; for patterns that match, so not often. */
  each(pattern: number, folded: Folded, found: (start: number, end: number) => void): void {
    this.text.reset(folded);
    this.regexes[pattern]?.each(this.text, found);
  }
}

/**
 * @returns the source folded, and its literals. A pattern that is not understood stays as it is.
 */
function prepare(pattern: string): {
  readonly source: string;
  readonly literals: readonly RequiredLiteral[] | undefined;
} {
  const tree = readRegex(pattern);
  if (tree === undefined) return { source: pattern, literals: undefined };
  const folded = foldRegex(tree);
  return { source: writeRegex(folded), literals: requiredLiterals(folded) };
}

function compileOne(driver: RegexDriver, source: string, id: string): Regex {
  try {
    return driver.compile(source);
  } catch (cause) {
    const facts = { rule: id };
    throw new AppError("policy_invalid", `The pattern of rule ${id} does not compile.`, {
      facts,
      cause,
    });
  }
}

/** Halves a set until the engine has memory for each part. */
function compileSets(
  driver: RegexDriver,
  patterns: readonly number[],
  sourceOf: (pattern: number) => string,
): CompiledSet[] {
  try {
    return [{ set: driver.compileSet(patterns.map(sourceOf)), patterns }];
  } catch (cause) {
    if (patterns.length === 1) {
      throw new AppError("policy_invalid", "A pattern is too large.", { cause });
    }
    const half = patterns.length >> 1;
    return [
      ...compileSets(driver, patterns.slice(0, half), sourceOf),
      ...compileSets(driver, patterns.slice(half), sourceOf),
    ];
  }
}
