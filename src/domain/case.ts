// A case: a held or reported message under review, and the decision that ended it.
import type { Category } from "./categories.ts";
import type { CaseId, ChatMessage, MessageId, RoomId, UserId } from "./message.ts";
import type { SanctionKind } from "./sanction.ts";
import type { ExpiryAction, Reason } from "./verdict.ts";

export const CASE_STATUSES = ["open", "released", "rejected", "expired"] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];
/** `held`: nobody has seen the message; `report`: it was shown, and somebody reported it. */
export type CaseOrigin = "held" | "report";

export type Scores = { readonly [category in Category]?: number };

export interface SanctionOrder {
  readonly kind: SanctionKind;
  /** For timeouts (and bans that end). */
  readonly seconds?: number;
  /** Default: the case's room only. */
  readonly everywhere?: boolean;
  readonly reason?: string;
}

export interface Decision {
  readonly decision: "release" | "reject";
  /** `moderator`: `by` is the account or user id; `machine`: the classifier; `expiry`: nobody in time. */
  readonly byKind: "moderator" | "machine" | "expiry";
  readonly by: string;
  readonly category: Category | null;
  readonly note: string | null;
  readonly sanctionId: string | null;
  readonly at: number;
}

export interface Claim {
  readonly by: string;
  readonly name: string;
  readonly until: number;
}

export interface Report {
  readonly by: UserId;
  readonly category: Category | null;
  readonly note: string;
  readonly at: number;
}

export interface Case {
  readonly id: CaseId;
  /** Rises by one with every change of status, decision or due time; not with claims. */
  readonly version: number;
  readonly status: CaseStatus;
  readonly origin: CaseOrigin;
  readonly room: RoomId;
  /** The ORIGINAL text, as the sender wrote it. */
  readonly message: ChatMessage;
  readonly reasons: readonly Reason[];
  readonly scores: Scores;
  /** 0 to 1: severity x reach x wait at opening. */
  readonly priority: number;
  readonly openedAt: number;
  readonly dueAt: number;
  readonly onExpiry: ExpiryAction;
  readonly policyVersion: string;
  /** What the room showed just before. */
  readonly before: readonly ChatMessage[];
  readonly reports: readonly Report[];
  readonly claim: Claim | null;
  readonly decision: Decision | null;
}

export interface UserRecord {
  readonly messages: number;
  readonly strikes: number;
  readonly sanctions: readonly {
    id: string;
    kind: SanctionKind;
    at: number;
    until: number | null;
  }[];
}

/** Case id of a message: one message, one case, however often its queue item arrives. */
export function caseIdOf(messageId: MessageId): CaseId {
  return `k_${messageId.slice(2)}`;
}
