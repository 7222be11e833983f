// Builds policies in code: a valid PolicySpec with small lists, for tests that need an engine.
import { CATEGORIES } from "../../src/domain/categories.ts";
import type { Category, Severity } from "../../src/domain/categories.ts";
import type { Action, HoldTerms } from "../../src/domain/verdict.ts";
import {
  DEFAULT_ACTIONS,
  DEFAULT_HOLDS,
  DEFAULT_LADDER,
  DEFAULT_LIMITS,
} from "../../src/policy/defaults.ts";
import type { PolicySpec, Rule, Term, TermList } from "../../src/policy/spec.ts";

export function policyTerm(text: string, overrides: Partial<Term> = {}): Term {
  return {
    text,
    match: "substring",
    masked: false,
    severity: 3,
    except: [],
    line: 1,
    ...overrides,
  };
}

export function policyList(
  id: string,
  category: Category,
  terms: readonly (string | Term)[],
  overrides: Partial<TermList> = {},
): TermList {
  return {
    id,
    file: `${id}.txt`,
    category,
    action: null,
    hold: null,
    terms: terms.map((term) => (typeof term === "string" ? policyTerm(term) : term)),
    ...overrides,
  };
}

export function policyRule(id: string, overrides: Partial<Rule> = {}): Rule {
  return {
    id,
    category: "off_platform",
    severity: 3,
    pattern: null,
    when: null,
    unless: null,
    action: null,
    hold: null,
    line: 1,
    ...overrides,
  };
}

/** One action for every severity of a category; of all others the shipped ones. */
export function policyActions(changes: {
  readonly [c in Category]?: Action;
}): PolicySpec["actions"] {
  const actions = { ...DEFAULT_ACTIONS };
  for (const category of CATEGORIES) {
    const action = changes[category];
    if (action !== undefined) actions[category] = [action, action, action, action];
  }
  return actions;
}

export const HOLD_TERMS: HoldTerms = { priority: 2, ttlSeconds: 120, onExpiry: "reject" };

const WORD = { match: "word" as const, masked: true };
const mild: { severity: Severity } = { severity: 2 };

/** A policy that finds a little of everything; what is given replaces the part of that name. */
export function policySpec(overrides: Partial<PolicySpec> = {}): PolicySpec {
  return {
    version: "test-policy",
    languages: ["en", "ja"],
    lists: [
      policyList("harassment", "harassment", [
        policyTerm("死ね", { masked: true, except: ["必死ね"] }),
        policyTerm("氏ね"),
        policyTerm("kill yourself", { severity: 4 }),
        policyTerm("idiot", { ...WORD, ...mild }),
        policyTerm("バカ", { match: "word", severity: 1 }),
      ]),
      policyList("profanity", "profanity", [
        policyTerm("fuck", { masked: true, ...mild }),
        policyTerm("shit", { masked: true, except: ["shiitake", "shitake"], ...mild }),
        policyTerm("ass", { ...WORD, ...mild }),
      ]),
      policyList("counterfeit", "counterfeit", ["スーパーコピー", "N級品"]),
    ],
    rules: [
      policyRule("off-platform-contact", {
        severity: 3,
        pattern: String.raw`(?i)\b(line|ライン)\s*(id|追加)`,
        unless: { role: ["seller"] },
      }),
    ],
    limits: DEFAULT_LIMITS,
    thresholds: {},
    failOpen: [],
    actions: DEFAULT_ACTIONS,
    holds: DEFAULT_HOLDS,
    links: { allow: ["example.shop"] },
    shield: { slowSeconds: 30, linksOff: true },
    ladder: DEFAULT_LADDER,
    ...overrides,
  };
}
