// The store: the queries of all subjects on one database, SQLite or Postgres.
import { join } from "node:path";
import type { Dialect } from "kysely";
import { Kysely, sql } from "kysely";
import type { Store, StoreSession } from "../domain/ports/store.ts";
import type { Clock, Logger } from "../domain/ports/telemetry.ts";
import { accountQueries } from "./accounts.ts";
import { auditQueries } from "./audit.ts";
import { caseQueries } from "./cases.ts";
import { effectQueries } from "./effects.ts";
import { migrateTables } from "./migrations.ts";
import { policyQueries } from "./policies.ts";
import { postgresDialect } from "./postgres.ts";
import { queueQueries } from "./queue.ts";
import { roomQueries } from "./rooms.ts";
import { sanctionQueries } from "./sanctions.ts";
import type { Database, Tables } from "./schema.ts";
import { sqliteDialect } from "./sqlite.ts";
import { userQueries } from "./users.ts";

/** The file in the data folder. */
export const SQLITE_FILE = "weir.sqlite";

export interface StoreOptions {
  /** `postgres://...`; null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly clock: Clock;
  /** Is told when an idle Postgres connection is lost (queries report their own errors). */
  readonly logger?: Logger;
}

/**
 * Opens the store; call `migrate` before anything else. The file is opened at once; Postgres is
 * connected to when it is first used, and again after it was away.
 * Errors of all its methods: UnavailableError `store_unavailable` (full disk, no connection,
 * time-out; of a commit whose answer was lost nobody knows whether it was done, so repeat only what
 * is harmless twice), AppError `bad_cursor`, AppError `store_failed`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, dataDir, clock, logger } = options;
  const dialect =
    databaseUrl === null
      ? sqliteDialect({ file: join(dataDir, SQLITE_FILE) })
      : postgresDialect({
          url: databaseUrl,
          onIdleError: (error) => logger?.warn("store.connection_lost", error.facts),
        });
  const store = createStore(dialect, clock);
  // A data folder that cannot be used is a mistake to be told at once; a server may come later.
  if (databaseUrl === null) await store.ping();
  return store;
}

/** The store on a dialect made by hand (tests; other limits). */
export function createStore(dialect: Dialect, clock: Clock): Store {
  const database = new Kysely<Tables>({ dialect });
  return {
    ...createSession(database),
    transaction: (work) => database.transaction().execute((tx) => work(createSession(tx))),
    migrate: () => migrateTables(database, clock),
    async ping() {
      await sql`select 1`.execute(database);
    },
    [Symbol.asyncDispose]: () => database.destroy(),
  };
}

function createSession(database: Database): StoreSession {
  return {
    ...caseQueries(database),
    ...effectQueries(database),
    ...sanctionQueries(database),
    ...userQueries(database),
    ...roomQueries(database),
    ...policyQueries(database),
    ...auditQueries(database),
    ...accountQueries(database),
    ...queueQueries(database),
  };
}
