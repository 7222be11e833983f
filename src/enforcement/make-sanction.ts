// Turns an order (a moderator's, a decision's, the ladder's) into a sanction with defaults.
import type { Category } from "../domain/categories.ts";
import { LIMITS } from "../domain/limits.ts";
import type { RoomId, SanctionId, UserId } from "../domain/message.ts";
import type { Sanction, SanctionKind } from "../domain/sanction.ts";

export interface SanctionFacts {
  readonly id: SanctionId;
  readonly userId: UserId;
  /** null = everywhere. */
  readonly room: RoomId | null;
  readonly kind: SanctionKind;
  readonly seconds: number | null;
  readonly reason: string;
  readonly category: Category | null;
  readonly acknowledge: boolean;
  readonly by: string;
  readonly caseId: string | null;
}

/** A timeout whose length nobody gave. */
export const DEFAULT_TIMEOUT_SECONDS = 600;

/**
 * Seconds are held between 1 and LIMITS.sanctionSeconds; a timeout always ends, a warning never
 * does by itself.
 */
export function makeSanction(facts: SanctionFacts, nowMs: number): Sanction {
  const { id, userId, room, kind, category, by, caseId } = facts;
  return {
    id,
    userId,
    room,
    kind,
    until: untilOf(facts, nowMs),
    reason: facts.reason.slice(0, LIMITS.noteLength.value),
    category,
    acknowledge: kind === "warning" && facts.acknowledge,
    acknowledgedAt: null,
    createdAt: nowMs,
    by,
    caseId,
  };
}

function untilOf(facts: SanctionFacts, nowMs: number): number | null {
  if (facts.kind === "warning") return null;
  const seconds = facts.seconds ?? (facts.kind === "timeout" ? DEFAULT_TIMEOUT_SECONDS : null);
  if (seconds === null) return null;
  const whole = Math.min(LIMITS.sanctionSeconds.value, Math.max(1, Math.round(seconds)));
  return nowMs + whole * 1_000;
}
