// All regexes of a policy as one thing: compiled once, searched many times, never super-linear.
//
// Patterns are taken on the FOLDED text, without regard to case, and are folded themselves. One
// that has required literals runs only when they are in the text.
import { AppError } from "../domain/errors.ts";
import type { Folded } from "../text/folded.ts";
import type { StateBudget } from "./lazy-dfa.ts";
import { DfaSearch, EngineSearch, PatternText } from "./pattern-search.ts";
import type { PatternSearch } from "./pattern-search.ts";
import { AlphabetBuilder, numbersOf } from "./regex-alphabet.ts";
import type { Alphabet } from "./regex-alphabet.ts";
import { regexDriver } from "./regex-driver.ts";
import type { Regex, RegexDriver } from "./regex-driver.ts";
import { foldRegex, writeRegex } from "./regex-fold.ts";
import { requiredLiterals } from "./regex-literals.ts";
import type { Branch } from "./regex-literals.ts";
import { writeProgram } from "./regex-program.ts";
import type { Program } from "./regex-program.ts";
import { readRegex } from "./regex-syntax.ts";

export { checkPattern } from "./check-pattern.ts";

/** States of all patterns together, before they begin anew. */
const MOST_STATES_IN_ALL = 80_000;

export interface PatternSource {
  /** Names it in errors: the rule's id. */
  readonly id: string;
  readonly pattern: string;
}

/** A pattern read and folded: plain data. */
export interface PreparedPattern {
  readonly id: string;
  /** It is tried on texts that hold its literals; else on every text. */
  readonly hasLiterals: boolean;
  readonly source: string;
  /** What runs it; a string where its syntax is not ours, for a regex engine. */
  readonly program: Program | string;
}

export interface PreparedPatterns {
  readonly patterns: readonly PreparedPattern[];
  readonly alphabet: Alphabet;
}

/** With what whoever finds literals in texts must know, and nobody else. */
export interface AwaitingPatterns extends PreparedPatterns {
  /** Pattern -> what is in every match. */
  readonly literals: readonly (readonly Branch[])[];
}

/** A pattern that is not understood stays as it is. Cost: a millisecond each. */
export function preparePatterns(sources: readonly PatternSource[]): AwaitingPatterns {
  const all: (readonly Branch[])[] = [];
  const sets = new AlphabetBuilder();
  const patterns = sources.map(({ id, pattern }) => {
    const tree = readRegex(pattern);
    if (tree === undefined) {
      all.push([]);
      return { id, hasLiterals: false, source: pattern, program: pattern };
    }
    const folded = foldRegex(tree);
    const literals = requiredLiterals(folded, sources.length);
    const program = writeProgram(folded, sets, false) ?? writeRegex(folded);
    all.push(literals ?? []);
    return { id, hasLiterals: literals !== undefined, source: pattern, program };
  });
  return { patterns, alphabet: sets.build(), literals: all };
}

/** Makes each pattern ready when it is first asked for, or before that by `compileNext`. */
export class PatternSet {
  readonly prepared: PreparedPatterns;
  private readonly driver: RegexDriver;
  private readonly searches: (PatternSearch | undefined)[];
  private readonly always: readonly number[];
  private readonly budget: StateBudget = { used: 0 };
  private readonly text: PatternText;
  private readonly matched: number[] = [];
  private next = 0;

  constructor(prepared: PreparedPatterns, driver: RegexDriver = regexDriver()) {
    const { patterns, alphabet } = prepared;
    this.prepared = prepared;
    this.driver = driver;
    this.searches = patterns.map(() => undefined);
    this.always = [...patterns.keys()].filter((at) => patterns[at]?.hasLiterals !== true);
    this.text = new PatternText(alphabet);
  }

  /** What runs the patterns that our own automata do not. */
  get engine(): "re2" | "re2js" {
    return this.driver.name;
  }

  /** How many patterns are tried on every text. */
  get alwaysTried(): number {
    return this.always.length;
  }

  /**
   * Compiles one more pattern. Cost: a millisecond or less.
   * Errors: AppError `policy_invalid` (facts: rule) when a pattern does not compile.
   * @returns false when nothing was left to do
   */
  compileNext(): boolean {
    if (this.next === this.searches.length) return false;
    this.searchOf(this.next++).warm();
    return true;
  }

  /**
   * @param candidates patterns whose literal is in the text (KeywordFinds.patterns).
   * @param most of the candidates are tried.
   * @returns indices of the patterns that match; reused by the next call.
   */
  match(
    folded: Folded,
    candidates: readonly number[],
    most = candidates.length,
  ): readonly number[] {
    const { always, matched } = this;
    if (matched.length > 0) matched.length = 0;
    if (always.length === 0 && candidates.length === 0) return matched;
    if (this.budget.used > MOST_STATES_IN_ALL) this.forget();
    this.text.reset(folded);
    for (const pattern of always) this.try(pattern);
    const count = Math.min(most, candidates.length);
    for (let i = 0; i < count; i++) this.try(candidates[i]!);
    return matched;
  }

  /** Calls back with `[start, end)` in the folded view; for patterns that match, so not often. */
  each(pattern: number, folded: Folded, found: (start: number, end: number) => void): void {
    if (!this.text.holds(folded)) this.text.reset(folded);
    this.searchOf(pattern).each(this.text, found);
  }

  private try(pattern: number): void {
    const search = this.searches[pattern] ?? this.searchOf(pattern);
    if (search.test(this.text)) this.matched.push(pattern);
  }

  private searchOf(pattern: number): PatternSearch {
    const known = this.searches[pattern];
    if (known !== undefined) return known;
    const prepared = this.prepared.patterns[pattern];
    if (prepared === undefined) throw new RangeError(`no pattern ${pattern}`);
    const { id, source, program } = prepared;
    const { alphabet } = this.prepared;
    const search =
      typeof program === "string"
        ? new EngineSearch(compileOne(this.driver, program, id))
        : new DfaSearch(program, () => backwardOf(source, alphabet), alphabet, this.budget);
    this.searches[pattern] = search;
    return search;
  }

  private forget(): void {
    for (const search of this.searches) search?.clear();
  }
}

/**
 * @param source a pattern whose forward program was written with the alphabet
 * Cost: less than a millisecond.
 */
export function backwardOf(source: string, alphabet: Alphabet): Program {
  const tree = readRegex(source);
  const program = tree && writeProgram(foldRegex(tree), numbersOf(alphabet), true);
  if (program === undefined) throw new Error("a pattern is understood forwards only");
  return program;
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
