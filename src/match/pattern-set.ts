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
import type { RequiredLiterals } from "./regex-literals.ts";
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

/** A pattern read and folded: plain data. */
export interface PreparedPattern {
  readonly id: string;
  readonly source: string;
  /** What is in every match; undefined = it is tried on every text. */
  readonly literals: RequiredLiterals | undefined;
}

/** A pattern that is not understood stays as it is. */
export function preparePattern({ id, pattern }: PatternSource): PreparedPattern {
  const tree = readRegex(pattern);
  if (tree === undefined) return { id, source: pattern, literals: undefined };
  const folded = foldRegex(tree);
  return { id, source: writeRegex(folded), literals: requiredLiterals(folded) };
}

interface PatternGroup {
  readonly patterns: readonly number[];
  sets: readonly CompiledSet[] | undefined;
}

interface CompiledSet {
  readonly set: RegexSet;
  readonly patterns: readonly number[];
}

/** Compiles each pattern when it is first asked for, or before that by `compileNext`. */
export class PatternSet {
  readonly prepared: readonly PreparedPattern[];
  private readonly driver: RegexDriver;
  private readonly regexes: (Regex | undefined)[];
  private readonly always: readonly PatternGroup[];
  /** The patterns with literals, for texts with very many of them; pattern -> its group. */
  private readonly crowds: readonly PatternGroup[];
  private readonly crowdOf: Int32Array;
  private readonly asked: Uint8Array;
  private readonly text = new FoldedBytes();
  private readonly matched: number[] = [];
  private next = 0;

  constructor(prepared: readonly PreparedPattern[], driver: RegexDriver = regexDriver()) {
    this.prepared = prepared;
    this.driver = driver;
    this.regexes = prepared.map(() => undefined);
    const isAlways = (pattern: number): boolean => prepared[pattern]?.literals === undefined;
    const all = [...prepared.keys()];
    const waiting = all.filter((pattern) => !isAlways(pattern));
    this.always = groupsOf(all.filter(isAlways));
    this.crowds = waiting.length > MOST_ALONE ? groupsOf(waiting) : [];
    this.crowdOf = new Int32Array(prepared.length);
    this.asked = new Uint8Array(this.crowds.length);
    this.crowds.forEach(({ patterns }, group) => {
      for (const pattern of patterns) this.crowdOf[pattern] = group;
    });
  }

  get engine(): "re2" | "re2js" {
    return this.driver.name;
  }

  /**
   * Compiles one more pattern, or one more set of them. Cost: a millisecond or a few.
   * Errors: AppError `policy_invalid` (facts: rule) when a pattern does not compile.
   * @returns false when nothing was left to do
   */
  compileNext(): boolean {
    const { always, crowds, regexes } = this;
    const at = this.next++;
    if (at < regexes.length) {
      this.regexOf(at);
      return true;
    }
    const group = [...always, ...crowds][at - regexes.length];
    if (group === undefined) return false;
    this.setsOf(group);
    return true;
  }

  private regexOf(pattern: number): Regex {
    const known = this.regexes[pattern];
    if (known !== undefined) return known;
    const { id, source } = this.prepared[pattern] ?? { id: "", source: "" };
    const regex = compileOne(this.driver, source, id);
    this.regexes[pattern] = regex;
    return regex;
  }

  private setsOf(group: PatternGroup): readonly CompiledSet[] {
    const sourceOf = (pattern: number): string => this.prepared[pattern]?.source ?? "";
    group.sets ??= compileSets(this.driver, group.patterns, sourceOf);
    return group.sets;
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
    for (const group of this.always) this.matchGroup(group);
    if (candidates.length > MOST_ALONE) {
      this.matchCrowds(candidates);
      return matched;
    }
    for (const pattern of candidates) {
      if (this.regexOf(pattern).test(text)) matched.push(pattern);
    }
    return matched;
  }

  private matchCrowds(candidates: readonly number[]): void {
    const { asked } = this;
    asked.fill(0);
    for (const candidate of candidates) asked[this.crowdOf[candidate]!] = 1;
    this.crowds.forEach((group, index) => {
      if (asked[index] === 1) this.matchGroup(group);
    });
  }

  private matchGroup(group: PatternGroup): void {
    for (const { set, patterns } of this.setsOf(group)) {
      for (const hit of set.match(this.text)) this.matched.push(patterns[hit] ?? 0);
    }
  }

  /** Calls back with `[start, end)` in the folded view; for patterns that match, so not often. */
  each(pattern: number, folded: Folded, found: (start: number, end: number) => void): void {
    this.text.reset(folded);
    this.regexOf(pattern).each(this.text, found);
  }
}

function groupsOf(patterns: readonly number[]): PatternGroup[] {
  const groups: PatternGroup[] = [];
  for (let i = 0; i < patterns.length; i += SET_SIZE) {
    groups.push({ patterns: patterns.slice(i, i + SET_SIZE), sets: undefined });
  }
  return groups;
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
