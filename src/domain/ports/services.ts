// Ports between the HTTP API and what does the work: review, enforcement, rooms, policies, moderation.
import type { Case, SanctionOrder, UserRecord } from "../case.ts";
import type { Category } from "../categories.ts";
import type {
  CaseId,
  ChatMessage,
  Json,
  MessageId,
  Role,
  RoomId,
  SanctionId,
  UserAttrs,
  UserId,
} from "../message.ts";
import type { Modes } from "../modes.ts";
import type { RoomStatistics } from "../room-event.ts";
import type { Sanction } from "../sanction.ts";
import type { Verdict } from "../verdict.ts";
import type { CaseFilter, Page, PageRequest, StoredPolicy, UserCounts } from "./store.ts";

/** Who asks; built from a bearer token or a console session. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly rooms: "*" | readonly RoomId[];
}

/** A case with what is looked up when it is shown. */
export interface CaseView {
  readonly case: Case;
  readonly after: readonly ChatMessage[];
  readonly record: UserRecord;
}

export interface DecisionOrder {
  readonly decision: "release" | "reject";
  readonly category?: Category | undefined;
  readonly sanction?: SanctionOrder | undefined;
  readonly note?: string | undefined;
  /** The case version the moderator saw. */
  readonly version: number;
}

/**
 * `done`: it has effect now, or had already by the same order (idempotent by case and version).
 * `conflict`: another's newer decision stands; `case` has it. `claimed`: somebody else holds the claim.
 */
export type CaseResult =
  | { readonly kind: "done"; readonly case: Case }
  | { readonly kind: "conflict"; readonly case: Case }
  | { readonly kind: "claimed"; readonly case: Case }
  | { readonly kind: "not_found" };

export interface ReviewService {
  list(filter: CaseFilter): Promise<Page<CaseView>>;
  get(id: CaseId): Promise<CaseView | undefined>;
  /** Takes or renews the claim. */
  claim(id: CaseId, actor: Actor): Promise<CaseResult>;
  releaseClaim(id: CaseId, actor: Actor): Promise<CaseResult>;
  decide(id: CaseId, order: DecisionOrder, actor: Actor): Promise<CaseResult>;
  /** The case is open again, its effects are taken back. `conflict` when it is open already. */
  undo(id: CaseId, actor: Actor): Promise<CaseResult>;
}

export interface SanctionRequest extends SanctionOrder {
  readonly userId: UserId;
  /** null = everywhere. */
  readonly room: RoomId | null;
  readonly category: Category | null;
  readonly acknowledge?: boolean;
  readonly caseId?: CaseId | null;
}

export interface EnforcementService {
  sanction(request: SanctionRequest, actor: Actor): Promise<Sanction>;
  /** Undefined when there is none. */
  lift(id: SanctionId, actor: Actor, reason: string | null): Promise<Sanction | undefined>;
  list(
    filter: PageRequest & {
      readonly userId?: UserId | undefined;
      readonly rooms?: readonly RoomId[] | undefined;
      readonly active?: boolean | undefined;
    },
  ): Promise<Page<Sanction>>;
  record(userId: UserId): Promise<UserRecord>;
  counts(userId: UserId): Promise<UserCounts | undefined>;
}

export interface RoomService {
  /** Live rooms of all gateways, busiest first. */
  rooms(): readonly RoomStatistics[];
  modes(room: RoomId): Promise<Modes>;
  setModes(
    room: RoomId,
    change: Json,
    actor: Actor,
  ): Promise<
    { readonly ok: true; readonly modes: Modes } | { readonly ok: false; readonly message: string }
  >;
  withdraw(room: RoomId, messageId: MessageId, actor: Actor, reason: string | null): Promise<void>;
}

export interface PolicyIssue {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string | null;
}

export interface PolicyService {
  list(page: PageRequest): Promise<Page<StoredPolicy>>;
  get(version: string): Promise<{ readonly [path: string]: string } | undefined>;
  /** Validates whole and stores; a bad policy changes nothing. */
  add(
    files: { readonly [path: string]: string },
    note: string,
    actor: Actor,
  ): Promise<
    | { readonly ok: true; readonly version: string }
    | { readonly ok: false; readonly problems: readonly PolicyIssue[] }
  >;
  /** False when there is no such version. */
  activate(version: string, actor: Actor): Promise<boolean>;
}

export interface ModerateRequest {
  readonly text: string;
  readonly room?: RoomId | undefined;
  readonly user?:
    | {
        readonly id?: UserId | undefined;
        readonly role?: Role | undefined;
        readonly attrs?: UserAttrs | undefined;
      }
    | undefined;
}

/** Verdicts without publishing, limits and memory left out: `POST /v1/moderate`. */
export interface ModerationService {
  /** `us`: microseconds that the verdict took. */
  moderate(request: ModerateRequest): { readonly verdict: Verdict; readonly us: number };
}

export interface LiveEvent {
  /** `case.opened case.claimed case.decided case.expired sanction.* room.* policy.*` */
  readonly type: string;
  readonly at: number;
  /** Room it is about; null for all. Moderators of some rooms get theirs only. */
  readonly room: RoomId | null;
  readonly data: Json;
}

export interface LiveEvents {
  emit(event: LiveEvent): void;
  /** Returns how to stop listening. */
  on(handler: (event: LiveEvent) => void): () => void;
}
