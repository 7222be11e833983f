// What a refused message costs its sender: a strike, weighed by severity. Pure.
import type { Case, Decision } from "../domain/case.ts";
import type { Category, Severity } from "../domain/categories.ts";
import type { Strike } from "../domain/sanction.ts";

/** The part of a policy's ladder that weighs strikes. */
export interface StrikeRules {
  /** By severity 1 to 4. */
  readonly weights: readonly [number, number, number, number];
  readonly exempt: readonly Category[];
}

/** A reported message that no rule found: taken as moderate. */
const UNRATED: Severity = 2;

/**
 * The strike that a decision gives, or null. None for a release, an expiry (nobody judged the
 * message), a category that is exempt or unknown, and a weight of 0.
 */
export function strikeOf(item: Case, decision: Decision, rules: StrikeRules): Strike | null {
  if (decision.decision !== "reject" || decision.byKind === "expiry") return null;
  const { category } = decision;
  if (category === null || rules.exempt.includes(category)) return null;
  const severity = severityOf(item, category);
  const weight = rules.weights[severity - 1] ?? 0;
  if (weight <= 0) return null;
  return {
    id: `${item.id}.${item.version}`,
    userId: item.message.user.id,
    room: item.room,
    category,
    severity,
    weight,
    at: decision.at,
    caseId: item.id,
  };
}

/** What the rules said of that category; when they said nothing of it, their worst of any. */
function severityOf(item: Case, category: Category): Severity {
  const named = item.reasons.filter((reason) => reason.category === category);
  const rated = named.length > 0 ? named : item.reasons;
  return rated.map((reason) => reason.severity).sort((a, b) => b - a)[0] ?? UNRATED;
}

/** Sum of the weights. */
export function strikeTotal(strikes: readonly Strike[]): number {
  return strikes.reduce((sum, strike) => sum + strike.weight, 0);
}
