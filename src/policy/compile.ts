// From a policy as data to what the engine runs: one automaton, pattern sets, rules in flat form.
import type { Category, Severity } from "../domain/categories.ts";
import type { Action, HoldTerms } from "../domain/verdict.ts";
import type { AllowedDomains } from "../match/detector.ts";
import { DETECTOR_LITERALS } from "../match/detectors.ts";
import { allowedDomains } from "../match/domains.ts";
import { buildKeywordIndex, FLAG } from "../match/keyword-index.ts";
import type { Branches, KeywordIndex, KeywordLiteral } from "../match/keyword-index.ts";
import { PatternSet, preparePatterns } from "../match/pattern-set.ts";
import type { AwaitingPatterns, PreparedPatterns } from "../match/pattern-set.ts";
import type { RequiredLiteral } from "../match/literal-frequency.ts";
import type { RegexDriver } from "../match/regex-driver.ts";
import type { PolicySpec, Rule, Term, TermList } from "./spec.ts";

/** What a find of some source leads to. */
export interface Consequence {
  /** Id of the list, rule or detector. */
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly action: Action;
  readonly hold: HoldTerms;
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly consequence: Consequence;
}

/** What compiling makes of a policy, as plain data: it can be kept in a file or sent to a thread. */
export interface PolicyPlan {
  readonly spec: PolicySpec;
  readonly keywords: KeywordIndex;
  /** Of all lists, in the order of their numbers in `keywords`. */
  readonly terms: readonly Term[];
  /** Term -> index in `consequences`. */
  readonly termConsequence: Int32Array;
  readonly consequences: readonly Consequence[];
  readonly patterns: PreparedPatterns;
}

/** Immutable; shared by engines. Only the engine looks inside. */
export interface CompiledPolicy extends Omit<PolicyPlan, "patterns"> {
  readonly version: string;
  readonly patterns: PatternSet;
  /** Rules of a pattern, by its index in `patterns`. */
  readonly patternRules: readonly (readonly CompiledRule[])[];
  /** Rules without a pattern: looked at for every message. */
  readonly conditionRules: readonly CompiledRule[];
  readonly allowedDomains: AllowedDomains;
}

/**
 * @param spec as parsePolicy gives it.
 * @param driver tests run the same policy on both regex engines.
 * Errors: AppError `policy_invalid` (facts: rule) when a pattern cannot compile.
 * Cost: milliseconds for thousands of terms, seconds for 100,000; off the message path.
 */
export function compilePolicy(spec: PolicySpec, driver?: RegexDriver): CompiledPolicy {
  const policy = runnable(planPolicy(spec), driver);
  while (policy.patterns.compileNext());
  return policy;
}

/** What `runnable` would make the policy of again. */
export function planOf(policy: CompiledPolicy): PolicyPlan {
  const { spec, keywords, terms, termConsequence, consequences, patterns } = policy;
  return { spec, keywords, terms, termConsequence, consequences, patterns: patterns.prepared };
}

/** The part of compiling that takes long. */
function planPolicy(spec: PolicySpec): PolicyPlan {
  const { literals: needed, ...prepared } = preparePatterns(patternsOf(spec));
  const waits = waitsOf(needed);
  const terms: Term[] = [];
  const owners: number[] = [];
  const consequences: Consequence[] = [];
  for (const list of spec.lists) {
    const known = new Map<Severity, number>();
    for (const term of list.terms) {
      let owner = known.get(term.severity);
      if (owner === undefined) {
        owner = consequences.push(listConsequence(spec, list, term.severity)) - 1;
        known.set(term.severity, owner);
      }
      terms.push(term);
      owners.push(owner);
    }
  }
  const literals = [...waits.literals, ...DETECTOR_LITERALS];
  const keywords = buildKeywordIndex(terms, literals, waits.branches);
  const termConsequence = Int32Array.from(owners);
  return { spec, keywords, terms, termConsequence, consequences, patterns: prepared };
}

/** What the patterns wait for, branches numbered through. */
function waitsOf(needed: AwaitingPatterns["literals"]): {
  readonly literals: readonly KeywordLiteral[];
  readonly branches: Branches;
} {
  const literals: KeywordLiteral[] = [];
  const pairs: number[] = [];
  const owners: number[] = [];
  needed.forEach((branches, pattern) => {
    for (const { first, second } of branches) {
      const branch = owners.push(pattern) - 1;
      pairs.push(second.length > 0 ? 1 : 0);
      for (const literal of first) literals.push(literalOf(literal, branch * 2));
      for (const literal of second) literals.push(literalOf(literal, branch * 2 + 1));
    }
  });
  const branches = { pairs: Uint8Array.from(pairs), patterns: Int32Array.from(owners) };
  return { literals, branches };
}

function literalOf({ text, isFirst, isLast }: RequiredLiteral, target: number): KeywordLiteral {
  const flags = (isFirst ? FLAG.LITERAL_FIRST : 0) | (isLast ? FLAG.LITERAL_LAST : 0);
  // Ends of words are ends of Latin ones here, as for \b.
  return { text, target, flags: /^[a-z].*[a-z]$/u.test(text) ? flags : 0 };
}

/** Each pattern once, however many rules have it, with the first rule's id. */
function patternsOf(
  spec: PolicySpec,
): readonly { readonly id: string; readonly pattern: string }[] {
  const first = new Map<string, string>();
  for (const { id, pattern } of spec.rules) {
    if (pattern !== null && !first.has(pattern)) first.set(pattern, id);
  }
  return [...first].map(([pattern, id]) => ({ id, pattern }));
}

/** @returns the policy, its patterns not compiled yet: PatternSet.compileNext. Cost: a millisecond. */
export function runnable(plan: PolicyPlan, driver?: RegexDriver): CompiledPolicy {
  const { spec } = plan;
  const rulesOf = new Map<string | null, CompiledRule[]>([[null, []]]);
  for (const rule of spec.rules) {
    const own = rulesOf.get(rule.pattern) ?? [];
    own.push(compileRule(spec, rule));
    rulesOf.set(rule.pattern, own);
  }
  return {
    ...plan,
    version: spec.version,
    patterns: new PatternSet(plan.patterns, driver),
    patternRules: patternsOf(spec).map(({ pattern }) => rulesOf.get(pattern) ?? []),
    conditionRules: rulesOf.get(null) ?? [],
    allowedDomains: allowedDomains(spec.links.allow),
  };
}

/** What a policy does about a find of a category and severity, when nothing says otherwise. */
export function defaultConsequence(
  spec: PolicySpec,
  rule: string,
  category: Category,
  severity: Severity,
): Consequence {
  const action = spec.actions[category][severity - 1] ?? "hold";
  return { rule, category, severity, action, hold: spec.holds[category] };
}

function listConsequence(spec: PolicySpec, list: TermList, severity: Severity): Consequence {
  const usual = defaultConsequence(spec, list.id, list.category, severity);
  return { ...usual, action: list.action ?? usual.action, hold: list.hold ?? usual.hold };
}

function compileRule(spec: PolicySpec, rule: Rule): CompiledRule {
  const usual = defaultConsequence(spec, rule.id, rule.category, rule.severity);
  const consequence = {
    ...usual,
    action: rule.action ?? usual.action,
    hold: rule.hold ?? usual.hold,
  };
  return { rule, consequence };
}
