// SQLite behind Kysely: one connection, write-ahead log, every commit on the disk before it is told.
//
// Why not Kysely's own driver: ours begins transactions as writers (`immediate`: no upgrade that
// fails half way), keeps prepared statements, bounds the wait for the connection, and maps errors.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import BetterSqlite3 from "better-sqlite3";
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { storeUnavailable, toStoreError } from "./errors.ts";
import { Turns } from "./turns.ts";

export interface SqliteOptions {
  readonly file: string;
  /** How long a call may wait for the connection, and then for other processes. Default 10,000. */
  readonly waitMs?: number;
  /** Largest size of the file in pages of 4 KiB; absent: the disk's. */
  readonly maxPages?: number;
}

/** Statements kept prepared; lists of rooms of every length would grow it without end. */
const MAX_STATEMENTS = 200;
const RETRY_MS = 10;

function waitOf(options: SqliteOptions): number {
  return options.waitMs ?? 10_000;
}

/** Opened at the first query. Errors: UnavailableError `store_unavailable` when it cannot be. */
export function sqliteDialect(options: SqliteOptions): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function openFile(options: SqliteOptions): BetterSqlite3.Database {
  try {
    mkdirSync(dirname(options.file), { recursive: true });
    const database = new BetterSqlite3(options.file, { timeout: 1_000 });
    database.pragma("journal_mode = WAL");
    // FULL syncs the log at every commit: what was answered `held` survives a power cut.
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    database.pragma("temp_store = MEMORY");
    database.pragma("journal_size_limit = 67108864");
    // SQLite's own wait blocks the event loop; from here on `patiently` waits without.
    database.pragma("busy_timeout = 5");
    if (options.maxPages !== undefined) database.pragma(`max_page_count = ${options.maxPages}`);
    return database;
  } catch (cause) {
    throw toStoreError(cause);
  }
}

class SqliteDriver implements Driver {
  readonly #options: SqliteOptions;
  readonly #turns: Turns;
  #connection: SqliteConnection | undefined;

  constructor(options: SqliteOptions) {
    this.#options = options;
    this.#turns = new Turns(waitOf(options));
  }

  async init(): Promise<void> {
    this.#connection = new SqliteConnection(openFile(this.#options), waitOf(this.#options));
  }

  async acquireConnection(): Promise<SqliteConnection> {
    await this.#turns.take();
    if (this.#connection !== undefined) return this.#connection;
    this.#turns.give();
    throw storeUnavailable({ database: "closed" });
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    await connection.patiently(() => connection.run("begin immediate"));
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    connection.run("commit");
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    // A full disk makes SQLite roll back by itself; a second time would hide the first error.
    if (connection.isInTransaction()) connection.run("rollback");
  }

  async releaseConnection(): Promise<void> {
    this.#turns.give();
  }

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = undefined;
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: BetterSqlite3.Database;
  readonly #waitMs: number;
  readonly #statements = new Map<string, BetterSqlite3.Statement>();

  constructor(database: BetterSqlite3.Database, waitMs: number) {
    this.#database = database;
    this.#waitMs = waitMs;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.patiently(() => this.#execute<R>(query));
  }

  /**
   * Tries again while another process writes: that is a matter of milliseconds. Inside a transaction
   * it cannot happen, because transactions begin as writers.
   */
  async patiently<T>(work: () => T): Promise<T> {
    const deadline = performance.now() + this.#waitMs;
    for (;;) {
      try {
        return work();
      } catch (cause) {
        const error = toStoreError(cause);
        if (error.facts["database"] !== "SQLITE_BUSY" || performance.now() > deadline) throw error;
        await setTimeout(RETRY_MS);
      }
    }
  }

  #execute<R>(query: CompiledQuery): QueryResult<R> {
    const statement = this.#prepare(query.sql);
    if (statement.reader) {
      const rows = statement.all(...query.parameters);
      // The border to the database: the column types are those of schema.ts.
      return { rows: rows as R[], numAffectedRows: BigInt(rows.length) };
    }
    const { changes } = statement.run(...query.parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  // oxlint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("the store does not stream");
  }

  run(statement: string): void {
    try {
      this.#prepare(statement).run();
    } catch (cause) {
      throw toStoreError(cause);
    }
  }

  isInTransaction(): boolean {
    return this.#database.open && this.#database.inTransaction;
  }

  close(): void {
    this.#database.close();
  }

  #prepare(statement: string): BetterSqlite3.Statement {
    const known = this.#statements.get(statement);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(statement);
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    this.#statements.set(statement, prepared);
    return prepared;
  }
}
