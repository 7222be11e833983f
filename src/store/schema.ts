// The tables as Kysely sees them; migrations.ts makes them. Same types on SQLite and Postgres.
//
// Why this way: what is searched or sorted by is a column, the whole record is JSON text in `body`.
// Times are bigint ms since 1970, claims of truth 0 or 1, so both databases hold the same values.
import type { Kysely } from "kysely";
import { PostgresAdapter } from "kysely";

export interface CasesTable {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly room: string;
  readonly user_id: string;
  /** Minus the priority: review order is then ascending in every column, so one row comparison pages. */
  readonly review_rank: number;
  readonly opened_at: number;
  readonly due_at: number;
  readonly claim: string | null;
  /** The whole case but its claim. */
  readonly body: string;
}

export interface CaseCategoriesTable {
  readonly case_id: string;
  readonly category: string;
}

export interface DecisionsTable {
  readonly case_id: string;
  readonly version: number;
  readonly body: string;
}

export interface EffectsTable {
  readonly id: string;
  readonly case_id: string;
  readonly created_at: number;
  readonly body: string;
}

export interface SanctionsTable {
  readonly id: string;
  readonly user_id: string;
  readonly room: string | null;
  readonly created_at: number;
  /** Until when it is in force; FOREVER when without end, 0 when it never bites (a plain warning). */
  readonly in_force_until: number;
  readonly body: string;
}

export interface StrikesTable {
  readonly id: string;
  readonly user_id: string;
  readonly at: number;
  readonly case_id: string;
  readonly body: string;
}

export interface UserCountsTable {
  readonly user_id: string;
  readonly name: string;
  readonly messages: number;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
}

export interface RoomModesTable {
  readonly room: string;
  readonly modes: string;
  readonly updated_at: number;
}

export interface PoliciesTable {
  readonly version: string;
  readonly files: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly note: string;
  readonly is_active: number;
}

export interface AuditTable {
  readonly id: string;
  readonly at: number;
  readonly subject: string;
  readonly room: string | null;
  readonly body: string;
}

export interface AccountsTable {
  readonly id: string;
  readonly login: string;
  readonly body: string;
}

export interface ConsoleSessionsTable {
  readonly id_hash: string;
  readonly account_id: string;
  readonly csrf: string;
  readonly expires_at: number;
}

export interface QueueItemsTable {
  readonly id: string;
  /** When it may be taken: insertion time, end of a lease, or the time of the next try. */
  readonly ready_at: number;
  readonly added_at: number;
  readonly is_taken: number;
  readonly is_dead: number;
  readonly attempts: number;
  readonly body: string;
}

export interface MigrationsTable {
  readonly version: number;
  readonly name: string;
  readonly applied_at: number;
}

export interface Tables {
  readonly cases: CasesTable;
  readonly case_categories: CaseCategoriesTable;
  readonly decisions: DecisionsTable;
  readonly effects: EffectsTable;
  readonly sanctions: SanctionsTable;
  readonly strikes: StrikesTable;
  readonly user_counts: UserCountsTable;
  readonly room_modes: RoomModesTable;
  readonly policies: PoliciesTable;
  readonly audit: AuditTable;
  readonly accounts: AccountsTable;
  readonly console_sessions: ConsoleSessionsTable;
  readonly queue_items: QueueItemsTable;
  readonly weir_migrations: MigrationsTable;
}

export type Database = Kysely<Tables>;

/** Runs `work` in the transaction that is open already, else in one of its own. */
export async function atomically<T>(
  database: Database,
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  return database.isTransaction ? work(database) : database.transaction().execute(work);
}

/** Where several processes write at once, rows must be locked; SQLite's writers take turns. */
export function isPostgres(database: Database): boolean {
  return database.getExecutor().adapter instanceof PostgresAdapter;
}
