// The engine's answer to one message: an action and its reasons.
import type { Category, Severity } from "./categories.ts";

/** In rising severity: of two actions the later one in this list wins. */
export const ACTIONS = ["allow", "mask", "hold", "shadow", "reject"] as const;
export type Action = (typeof ACTIONS)[number];

/** `[start, end)` in UTF-16 units of the ORIGINAL text. */
export type Span = readonly [start: number, end: number];

/** An earlier message of the sender in which a find began: when it came, and where in it. */
export interface JoinedPart {
  readonly at: number;
  readonly spans: readonly Span[];
}

/** How a term is written in a message: as it is, with mask characters, or disguised. */
export const MANNERS = ["plain", "masked", "evaded"] as const;
export type Manner = (typeof MANNERS)[number];

export interface MatchedTerm {
  readonly term: string;
  readonly manner: Manner;
}

export interface Reason {
  /** Id of the rule, list or detector that found it. */
  readonly rule: string;
  readonly category: Category;
  readonly severity: Severity;
  /** In rising order, not overlapping; empty when the whole message is meant. */
  readonly spans: readonly Span[];
  /** Present when a list found it: which of its terms, at most MOST_TERMS. */
  readonly terms?: readonly MatchedTerm[];
  /** Present when the message was judged together with those before it: what is in each. */
  readonly joined?: readonly JoinedPart[];
}

/** Terms named in one reason; a message may hold hundreds. */
export const MOST_TERMS = 8;

/** Why a message was refused; the client reads it, docs/errors.md lists them. */
export const RESULT_CODES = [
  "blocked",
  "rate_limited",
  "slow_mode",
  "duplicate",
  "too_long",
  "room_mode",
  "muted",
  "banned",
  "review_unavailable",
  "warning_pending",
] as const;
export type ResultCode = (typeof RESULT_CODES)[number];

export const EXPIRY_ACTIONS = ["release", "reject", "requeue"] as const;
export type ExpiryAction = (typeof EXPIRY_ACTIONS)[number];

/** How a held message waits. `priority` 0 (last) to 4 (first). */
export interface HoldTerms {
  readonly priority: number;
  readonly ttlSeconds: number;
  readonly onExpiry: ExpiryAction;
}

export interface Verdict {
  readonly action: Action;
  /** Every reason found, also those that only count (severity 1 with `allow`). Severest action first. */
  readonly reasons: readonly Reason[];
  readonly policyVersion: string;
  /** Present when action is `reject`. */
  readonly code?: ResultCode;
  /** How long the sender should wait, when waiting helps; else 0 or absent. */
  readonly retryAfterMs?: number;
  /** Present when action is `mask`: what viewers may read. */
  readonly maskedText?: string;
  /** Present when action is `hold`. */
  readonly hold?: HoldTerms;
}

/** Which of two actions is severer. */
export function severer(a: Action, b: Action): Action {
  return ACTIONS.indexOf(a) >= ACTIONS.indexOf(b) ? a : b;
}
