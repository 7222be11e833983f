// A policy as data: what policy.yaml and its lists say, checked and with every default filled in.
import type { Category, Severity } from "../domain/categories.ts";
import type { Role } from "../domain/message.ts";
import type { Modes } from "../domain/modes.ts";
import type { SanctionKind } from "../domain/sanction.ts";
import type { Action, HoldTerms } from "../domain/verdict.ts";

/** How a term is looked for. `masked` adds forms with mask characters for letters (死○, f*ck). */
export type TermMatch = "word" | "substring";

export interface Term {
  readonly text: string;
  readonly match: TermMatch;
  readonly masked: boolean;
  readonly severity: Severity;
  /** Longer words that contain the term and are harmless (必死); each frees only the span it covers. */
  readonly except: readonly string[];
  /** 1-based line in the list's file. */
  readonly line: number;
}

export interface TermList {
  readonly id: string;
  readonly file: string;
  readonly category: Category;
  /** Set in policy.yaml: overrides the action of category and severity. */
  readonly action: Action | null;
  readonly hold: HoldTerms | null;
  readonly terms: readonly Term[];
}

export const SIGNALS = [
  "text.length",
  "text.links",
  "text.capsShare",
  "text.emoji",
  "text.mentions",
  "user.accountAgeHours",
  "user.purchases",
  "user.verified",
  "user.following",
  "user.messages",
  "room.viewers",
] as const;
export type SignalName = (typeof SIGNALS)[number];

export interface SignalTest {
  readonly signal: SignalName;
  readonly op: "lt" | "lte" | "gt" | "gte" | "eq";
  readonly value: number;
}

/** All of what is present must be so. Unknown signals (no attrs in the token) make a test false. */
export interface Condition {
  readonly role?: readonly Role[];
  readonly signals?: readonly SignalTest[];
}

export interface Rule {
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  /** RE2 syntax; absent: the conditions alone decide. */
  readonly pattern: string | null;
  readonly when: Condition | null;
  readonly unless: Condition | null;
  /** null: the action of category and severity. */
  readonly action: Action | null;
  readonly hold: HoldTerms | null;
  /** 1-based line in policy.yaml. */
  readonly line: number;
}

export interface LimitSpec {
  readonly user: { readonly burst: number; readonly perSecond: number };
  /** For all users of one device hash, and of one address. */
  readonly device: { readonly burst: number; readonly perSecond: number };
  readonly address: { readonly burst: number; readonly perSecond: number };
  readonly room: { readonly perSecond: number };
  readonly duplicates: {
    readonly windowSeconds: number;
    readonly max: number;
    /** Instead of `max` where it is more: for laughter, applause, a word, a price. */
    readonly cheers: number;
    /** 0 to 1: from here on two long texts of a user are copies. */
    readonly similarity: number;
  };
  readonly campaign: {
    /** 0: nothing is looked for. */
    readonly windowSeconds: number;
    readonly accounts: number;
    readonly newAccountHours: number;
    readonly similarity: number;
    readonly action: Action;
  };
  /** `windowSeconds` 0: messages are not joined. */
  readonly split: { readonly windowSeconds: number };
}

/** Probabilities of the classifier, per language group; `default` is the group of all others. */
export interface ThresholdSpec {
  readonly release: number | null;
  readonly hold: number | null;
  readonly reject: number | null;
}
export type LanguageGroup = "default" | "ja" | "ko" | "zh" | "other";

export interface LadderStep {
  /** Reached when the weights of strikes in the window add up to this. */
  readonly strikes: number;
  readonly kind: SanctionKind;
  readonly seconds: number | null;
  readonly everywhere: boolean;
  readonly acknowledge: boolean;
}

export interface LadderSpec {
  readonly windowDays: number;
  /** Weight of a rejected case, by severity 1-4. */
  readonly weights: readonly [number, number, number, number];
  /** Categories that give no strike (self_harm). */
  readonly exempt: readonly Category[];
  readonly steps: readonly LadderStep[];
}

export interface PolicySpec {
  readonly version: string;
  readonly languages: readonly string[];
  readonly lists: readonly TermList[];
  readonly rules: readonly Rule[];
  readonly limits: LimitSpec;
  readonly thresholds: {
    readonly [c in Category]?: { readonly [g in LanguageGroup]?: ThresholdSpec };
  };
  /** What happens to a category when the classifier cannot be asked: `closed` = people decide. */
  readonly failOpen: readonly Category[];
  readonly actions: { readonly [c in Category]: readonly [Action, Action, Action, Action] };
  readonly holds: { readonly [c in Category]: HoldTerms };
  readonly links: { readonly allow: readonly string[] };
  /** Laid over a room's modes while its shield is up. */
  readonly shield: Modes;
  readonly ladder: LadderSpec;
}

export type PolicyProblem = {
  readonly file: string;
  readonly line: number;
  /** 1-based; 0 when the whole line is meant. */
  readonly column: number;
  readonly message: string;
  readonly hint: string | null;
};
export type PolicyResult =
  | { readonly ok: true; readonly spec: PolicySpec }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };
