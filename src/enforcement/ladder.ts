// Which step of the ladder a user's strikes have reached. Pure.
import type { Sanction, SanctionKind, Strike } from "../domain/sanction.ts";
import { strikeTotal } from "./strikes.ts";
import type { StrikeRules } from "./strikes.ts";

/** The author that a sanction by the ladder has. */
export const LADDER = "ladder";

export interface LadderStep {
  readonly strikes: number;
  readonly kind: SanctionKind;
  readonly seconds: number | null;
  readonly everywhere: boolean;
  readonly acknowledge: boolean;
}

export interface Ladder extends StrikeRules {
  readonly windowDays: number;
  readonly steps: readonly LadderStep[];
}

export function windowMs(ladder: Ladder): number {
  return ladder.windowDays * 86_400_000;
}

/**
 * The highest step that the strikes of the window reach, or null when there is none or that very
 * step was given within the window. A step given and then lifted counts as not given.
 * @param given the user's sanctions, of any author
 */
export function nextStep(
  strikes: readonly Strike[],
  given: readonly Sanction[],
  ladder: Ladder,
  nowMs: number,
): LadderStep | null {
  const sinceMs = nowMs - windowMs(ladder);
  const total = strikeTotal(strikes.filter((strike) => strike.at > sinceMs));
  const reached = ladder.steps
    .filter((step) => step.strikes <= total)
    .reduce<LadderStep | null>((top, step) => {
      return top === null || step.strikes > top.strikes ? step : top;
    }, null);
  if (reached === null) return null;
  const wasGiven = given.some((sanction) => {
    return sanction.createdAt > sinceMs && isOfStep(sanction, reached);
  });
  return wasGiven ? null : reached;
}

function isOfStep(sanction: Sanction, step: LadderStep): boolean {
  const seconds = sanction.until === null ? null : (sanction.until - sanction.createdAt) / 1_000;
  return (
    sanction.by === LADDER &&
    sanction.kind === step.kind &&
    sanction.acknowledge === step.acknowledge &&
    (sanction.room === null) === step.everywhere &&
    seconds === step.seconds
  );
}
