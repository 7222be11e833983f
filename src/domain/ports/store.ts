// Ports of the store: what review, enforcement, policies and the API keep. Drivers: SQLite, Postgres.
import type { Category } from "../categories.ts";
import type { Case, CaseStatus, Decision } from "../case.ts";
import type { CaseId, Json, Role, RoomId, SanctionId, UserId } from "../message.ts";
import type { Modes } from "../modes.ts";
import type { Sanction, Strike } from "../sanction.ts";
import type { PolicySource } from "./bus.ts";
import type { ReviewItem } from "./review-queue.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  /** 1 to LIMITS.pageItems; default 50. */
  readonly limit?: number | undefined;
}

export interface CaseFilter extends PageRequest {
  readonly status?: CaseStatus | undefined;
  /** Only these rooms; undefined = all. */
  readonly rooms?: readonly RoomId[] | undefined;
  readonly category?: Category | undefined;
  readonly userId?: UserId | undefined;
}

/**
 * What a decision causes outside the store. Written in the decision's transaction, done after it,
 * possibly twice; every one is harmless the second time. review/effects.ts does them.
 */
export interface Effect {
  readonly id: string;
  readonly caseId: CaseId;
  readonly body: Json;
  readonly createdAt: number;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  /** Account or user id; `machine`, `ladder`, `expiry` or `system`. */
  readonly actor: string;
  /** `case.released`, `sanction.created`, `policy.activated`, ... */
  readonly action: string;
  /** `case:k_…`, `user:u_9`, `room:shop-42`, `policy:…`. */
  readonly subject: string;
  readonly room: RoomId | null;
  readonly reason: string | null;
  readonly details: Json;
}

export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** `"*"` or the rooms this account may work on. */
  readonly rooms: "*" | readonly RoomId[];
  readonly passwordHash: string;
  readonly lang: "en" | "ja";
  readonly createdAt: number;
}

export interface ConsoleSession {
  /** SHA-256 (hex) of the cookie's value; the value itself is not stored. */
  readonly idHash: string;
  readonly accountId: string;
  readonly csrf: string;
  readonly expiresAt: number;
}

export interface StoredPolicy {
  readonly version: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly note: string;
  readonly isActive: boolean;
}

export interface RoomModes {
  readonly room: RoomId;
  readonly modes: Modes;
  readonly updatedAt: number;
}

export interface UserCounts {
  readonly userId: UserId;
  readonly name: string;
  readonly messages: number;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** The reads and writes; all of one `transaction` happen together or not at all. */
export interface StoreSession {
  // cases
  /** Inserts; false when the id exists already (nothing is changed). */
  insertCase(item: Case): Promise<boolean>;
  getCase(id: CaseId): Promise<Case | undefined>;
  /** Writes the whole case if the stored version is `expectedVersion`; false when it is not. */
  updateCase(item: Case, expectedVersion: number): Promise<boolean>;
  /** Sets or clears the claim only; does not change the version. */
  setClaim(id: CaseId, claim: Case["claim"]): Promise<void>;
  /** Open cases come in review order (priority, then oldest); others newest first. */
  listCases(filter: CaseFilter): Promise<Page<Case>>;
  /** Open cases whose dueAt is at or before now, oldest first. */
  dueCases(nowMs: number, limit: number): Promise<readonly Case[]>;
  countOpenCases(): Promise<number>;
  /** Every decision that was taken, also those undone later; `version` is the case's after it. */
  insertDecision(caseId: CaseId, version: number, decision: Decision): Promise<void>;
  listDecisions(caseId: CaseId): Promise<readonly { version: number; decision: Decision }[]>;
  // effects (outbox)
  insertEffect(effect: Effect): Promise<void>;
  pendingEffects(limit: number): Promise<readonly Effect[]>;
  finishEffect(id: string): Promise<void>;
  // sanctions and strikes
  /** Inserts or replaces by id. */
  putSanction(sanction: Sanction): Promise<void>;
  getSanction(id: SanctionId): Promise<Sanction | undefined>;
  deleteSanction(id: SanctionId): Promise<boolean>;
  listSanctions(
    filter: PageRequest & {
      readonly userId?: UserId | undefined;
      readonly rooms?: readonly RoomId[] | undefined;
      /** Only those in force then. */
      readonly activeAt?: number | undefined;
    },
  ): Promise<Page<Sanction>>;
  /** Inserts; false when the id exists already. */
  insertStrike(strike: Strike): Promise<boolean>;
  deleteStrikes(caseId: CaseId): Promise<void>;
  listStrikes(userId: UserId, sinceMs: number): Promise<readonly Strike[]>;
  // users
  addUserCounts(
    counts: readonly (readonly [userId: UserId, name: string, messages: number])[],
    at: number,
  ): Promise<void>;
  getUserCounts(userId: UserId): Promise<UserCounts | undefined>;
  // rooms
  putModes(modes: RoomModes): Promise<void>;
  getModes(room: RoomId): Promise<RoomModes | undefined>;
  listModes(): Promise<readonly RoomModes[]>;
  // policies
  /** Stores; an existing version is left as it is. */
  insertPolicy(policy: PolicySource, by: string, note: string, at: number): Promise<void>;
  getPolicy(version: string): Promise<PolicySource | undefined>;
  activatePolicy(version: string): Promise<boolean>;
  activePolicy(): Promise<PolicySource | undefined>;
  listPolicies(page: PageRequest): Promise<Page<StoredPolicy>>;
  // audit
  /** Appends; an id that exists already is left as it is. */
  appendAudit(entry: AuditEntry): Promise<void>;
  listAudit(
    page: PageRequest & {
      readonly subject?: string | undefined;
      readonly rooms?: readonly RoomId[] | undefined;
    },
  ): Promise<Page<AuditEntry>>;
  // accounts
  putAccount(account: Account): Promise<void>;
  getAccount(id: string): Promise<Account | undefined>;
  findAccount(login: string): Promise<Account | undefined>;
  countAccounts(): Promise<number>;
  putConsoleSession(session: ConsoleSession): Promise<void>;
  getConsoleSession(idHash: string): Promise<ConsoleSession | undefined>;
  deleteConsoleSession(idHash: string): Promise<void>;
  deleteExpiredConsoleSessions(nowMs: number): Promise<void>;
  // queue rows (embedded review queue)
  /** Inserts; an id that exists already is left as it is. */
  insertQueueItem(item: ReviewItem, at: number): Promise<void>;
  /** Takes up to `limit` items that are due, marking them taken until `takenUntil`; oldest first. */
  takeQueueItems(
    nowMs: number,
    takenUntil: number,
    limit: number,
  ): Promise<readonly { item: ReviewItem; attempts: number }[]>;
  /** Keeps items taken for longer; those that were finished or failed meanwhile are left alone. */
  renewQueueItems(ids: readonly string[], takenUntil: number): Promise<void>;
  finishQueueItem(id: string): Promise<void>;
  /** Puts it back for `dueAt`, one attempt more; `isDead` keeps it aside for good. */
  failQueueItem(id: string, dueAt: number, isDead: boolean): Promise<void>;
  countQueueItems(nowMs: number): Promise<{ waiting: number; active: number; dead: number }>;
}

export interface Store extends StoreSession {
  /** Runs `work` in one transaction; a throw rolls it back and comes out. */
  transaction<T>(work: (tx: StoreSession) => Promise<T>): Promise<T>;
  /** Creates or upgrades the tables. */
  migrate(): Promise<void>;
  /** Resolves when the database answers. Errors: UnavailableError `store_unavailable`. */
  ping(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
