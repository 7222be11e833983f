// Sanctions on a user, and the strikes that add up to them.
import type { Category, Severity } from "./categories.ts";
import type { RoomId, SanctionId, UserId } from "./message.ts";

/** `shadow`: the user's messages are shown to nobody but themselves. */
export const SANCTION_KINDS = ["warning", "timeout", "ban", "shadow"] as const;
export type SanctionKind = (typeof SANCTION_KINDS)[number];

export interface Sanction {
  readonly id: SanctionId;
  readonly userId: UserId;
  /** null = everywhere. */
  readonly room: RoomId | null;
  readonly kind: SanctionKind;
  /** null = no end (a ban), or a warning until it is acknowledged. Ms since 1970. */
  readonly until: number | null;
  readonly reason: string;
  readonly category: Category | null;
  /** A warning that must be acknowledged before the user may send again. */
  readonly acknowledge: boolean;
  readonly acknowledgedAt: number | null;
  readonly createdAt: number;
  /** User or account id of who set it, `ladder` for the enforcement ladder. */
  readonly by: string;
  readonly caseId: string | null;
}

export interface Strike {
  readonly id: string;
  readonly userId: UserId;
  readonly room: RoomId;
  readonly category: Category;
  readonly severity: Severity;
  readonly weight: number;
  readonly at: number;
  readonly caseId: string;
}

/** Is the sanction in force now (a warning counts until acknowledged when it asks for that). */
export function isInForce(sanction: Sanction, nowMs: number): boolean {
  if (sanction.until !== null && sanction.until <= nowMs) return false;
  if (sanction.kind !== "warning") return true;
  return sanction.acknowledge && sanction.acknowledgedAt === null;
}

/** Does the sanction apply in this room. */
export function appliesIn(sanction: Sanction, room: RoomId): boolean {
  return sanction.room === null || sanction.room === room;
}
