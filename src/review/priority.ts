// Which case is looked at first: severity x reach x wait within the bands that the policy gives.
import type { Scores } from "../domain/case.ts";
import type { Reason } from "../domain/verdict.ts";

export interface PriorityFacts {
  /** HoldTerms.priority, 0 to 4: the policy's band; nothing in it overtakes a higher band. */
  readonly band: number;
  readonly reasons: readonly Reason[];
  readonly scores: Scores;
  readonly viewers: number;
  readonly waitedMs: number;
  readonly ttlMs: number;
}

const BANDS = 5;
/** More viewers than this count no more: a message nobody sees yet harms few, a full hall many. */
const FULL_REACH = 10_000;

/** @returns 0 to 1; a higher band always gives a higher number. */
export function priorityOf(facts: PriorityFacts): number {
  const worst = facts.reasons.reduce((most, reason) => Math.max(most, reason.severity / 4), 0);
  const severity = Object.values(facts.scores).reduce(
    (most, score) => Math.max(most, score),
    worst,
  );
  const reach = Math.log1p(Math.max(0, facts.viewers)) / Math.log1p(FULL_REACH);
  const wait = facts.ttlMs > 0 ? facts.waitedMs / facts.ttlMs : 1;
  // Halves: a severe case in a small room, just arrived, still stands above a mild one.
  const within = unit(severity) * (0.5 + unit(reach) / 2) * (0.5 + unit(wait) / 2);
  const band = Math.min(BANDS - 1, Math.max(0, Math.floor(facts.band)));
  return (band + Math.min(within, 0.999)) / BANDS;
}

/** Nearer to 1 by this share of the way, never reaching it. */
export function raised(priority: number, share: number): number {
  return priority + (1 - priority) * share;
}

function unit(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
