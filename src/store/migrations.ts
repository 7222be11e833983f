// The ordered list of migrations and what applies them; each in a transaction, once, on both databases.
//
// Invariant: a migration that was ever released is never changed; a new one is added to the end.
import { sql } from "kysely";
import { AppError } from "../domain/errors.ts";
import type { Clock } from "../domain/ports/telemetry.ts";
import type { Database } from "./schema.ts";
import { isPostgres } from "./schema.ts";

interface Migration {
  readonly version: number;
  readonly name: string;
  /** Statements that SQLite and Postgres both understand. */
  readonly statements: readonly string[];
}

const CASES = [
  `create table cases (
    id text primary key not null, version bigint not null, status text not null,
    room text not null, user_id text not null, review_rank double precision not null,
    opened_at bigint not null, due_at bigint not null, claim text, body text not null)`,
  "create index cases_by_rank on cases (status, review_rank, opened_at, id)",
  "create index cases_by_due on cases (status, due_at, id)",
  "create index cases_by_age on cases (opened_at, id)",
  "create index cases_by_status on cases (status, opened_at, id)",
  "create index cases_by_room on cases (room, opened_at, id)",
  "create index cases_by_user on cases (user_id, opened_at, id)",
  `create table case_categories (
    category text not null, case_id text not null references cases (id) on delete cascade,
    primary key (category, case_id))`,
  "create index case_categories_by_case on case_categories (case_id)",
  `create table decisions (
    case_id text not null references cases (id) on delete cascade, version bigint not null,
    body text not null, primary key (case_id, version))`,
  `create table effects (
    id text primary key not null, case_id text not null, created_at bigint not null,
    body text not null)`,
  "create index effects_by_age on effects (created_at, id)",
];

const ENFORCEMENT = [
  `create table sanctions (
    id text primary key not null, user_id text not null, room text,
    created_at bigint not null, in_force_until bigint not null, body text not null)`,
  "create index sanctions_by_age on sanctions (created_at, id)",
  "create index sanctions_by_user on sanctions (user_id, created_at, id)",
  "create index sanctions_by_room on sanctions (room, created_at, id)",
  "create index sanctions_in_force on sanctions (in_force_until)",
  `create table strikes (
    id text primary key not null, user_id text not null, at bigint not null,
    case_id text not null, body text not null)`,
  "create index strikes_by_user on strikes (user_id, at, id)",
  "create index strikes_by_case on strikes (case_id)",
  `create table user_counts (
    user_id text primary key not null, name text not null, messages bigint not null,
    first_seen_at bigint not null, last_seen_at bigint not null)`,
];

const OPERATION = [
  "create table room_modes (room text primary key not null, modes text not null, updated_at bigint not null)",
  `create table policies (
    version text primary key not null, files text not null, created_at bigint not null,
    created_by text not null, note text not null, is_active integer not null)`,
  "create index policies_by_age on policies (created_at, version)",
  `create table audit (
    id text primary key not null, at bigint not null, subject text not null, room text,
    body text not null)`,
  "create index audit_by_age on audit (at, id)",
  "create index audit_by_subject on audit (subject, at, id)",
  "create index audit_by_room on audit (room, at, id)",
  "create table accounts (id text primary key not null, login text not null unique, body text not null)",
  `create table console_sessions (
    id_hash text primary key not null, account_id text not null, csrf text not null,
    expires_at bigint not null)`,
  "create index console_sessions_by_expiry on console_sessions (expires_at)",
];

const QUEUE = [
  `create table queue_items (
    id text primary key not null, ready_at bigint not null, added_at bigint not null,
    is_taken integer not null, is_dead integer not null, attempts bigint not null,
    body text not null)`,
  "create index queue_items_by_ready on queue_items (is_dead, ready_at, id)",
];

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "first tables",
    statements: [...CASES, ...ENFORCEMENT, ...OPERATION, ...QUEUE],
  },
];

/**
 * Brings the tables to the newest version; does nothing when they are. Safe when several
 * processes do it at once.
 * Errors: UnavailableError `store_unavailable`; AppError `store_too_new` when a newer Weir
 * has upgraded this database already.
 */
export async function migrateTables(
  database: Database,
  clock: Clock,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await inTurn(database, async (tx) => {
    await sql`create table if not exists weir_migrations (
      version bigint primary key not null, name text not null, applied_at bigint not null)`.execute(
      tx,
    );
  });
  const newest = migrations.at(-1)?.version ?? 0;
  for (const migration of migrations) {
    await inTurn(database, async (tx) => {
      const applied = await appliedVersion(tx);
      if (applied > newest) throw new TooNewError(applied, newest);
      if (applied >= migration.version) return;
      for (const statement of migration.statements) await sql.raw(statement).execute(tx);
      const { version, name } = migration;
      const row = { version, name, applied_at: clock.now() };
      await tx.insertInto("weir_migrations").values(row).execute();
    });
  }
}

class TooNewError extends AppError {
  override name = "TooNewError";

  constructor(applied: number, newest: number) {
    super("store_too_new", "The database was upgraded by a newer version of Weir.", {
      facts: { applied, newest },
    });
  }
}

async function appliedVersion(database: Database): Promise<number> {
  const row = await database
    .selectFrom("weir_migrations")
    .select(({ fn }) => fn.max("version").as("version"))
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** SQLite's transactions take turns by themselves; Postgres needs a lock that all migrations share. */
async function inTurn(database: Database, work: (tx: Database) => Promise<void>): Promise<void> {
  await database.transaction().execute(async (tx) => {
    if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(5713480)`.execute(tx);
    await work(tx);
  });
}
