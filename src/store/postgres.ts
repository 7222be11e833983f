// Postgres behind Kysely: a bounded pool whose connections come back after the server was away.
//
// Why not Kysely's own driver: ours maps errors, keeps a connection whose transaction could not be
// ended out of the pool, and survives connections that break while nobody asks them anything.
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import type { AppError } from "../domain/errors.ts";
import { toStoreError } from "./errors.ts";

export interface PostgresOptions {
  readonly url: string;
  /** Default 10. */
  readonly connections?: number;
  readonly onIdleError?: (error: AppError) => void;
}

const INT8 = 20;

export function postgresDialect(options: PostgresOptions): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresDriver(openPool(options)),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function openPool(options: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: "weir",
    max: options.connections ?? 10,
    // Both for a new connection and for one that another call must give back first.
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // The server ends a statement first; the client's own limit is for a server that went silent.
    statement_timeout: 10_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    query_timeout: 12_000,
    // Times and counts fit in a number; set here and not in pg's globals, which others share.
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  const tell = (cause: unknown) => options.onIdleError?.(toStoreError(cause));
  pool.on("error", tell);
  // While a connection is lent the pool does not listen; without a listener its loss would end
  // the process. The query that meets the loss reports it.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

class PostgresDriver implements Driver {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    try {
      return new PostgresConnection(await this.#pool.connect());
    } catch (cause) {
      throw toStoreError(cause);
    }
  }

  async beginTransaction(connection: PostgresConnection): Promise<void> {
    await connection.run("begin");
  }

  async commitTransaction(connection: PostgresConnection): Promise<void> {
    await connection.run("commit");
  }

  async rollbackTransaction(connection: PostgresConnection): Promise<void> {
    // A connection that failed is closed when it is given back, which rolls back too; asking it
    // again would hide the first error.
    if (!connection.isBroken) await connection.run("rollback");
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

class PostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  isBroken = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#ask(query.sql, query.parameters.map(storable));
    return { rows: result.rows, numAffectedRows: BigInt(result.rowCount ?? 0) };
  }

  // oxlint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("the store does not stream");
  }

  async run(statement: string): Promise<void> {
    await this.#ask(statement, []);
  }

  release(): void {
    this.#client.release(this.isBroken);
  }

  async #ask(statement: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(statement, [...parameters]);
    } catch (cause) {
      const error = toStoreError(cause);
      if (error.retryable) this.isBroken = true;
      throw error;
    }
  }
}

/** Postgres has no NUL in text. Records are JSON, which escapes it; columns to search by lose it. */
function storable(parameter: unknown): unknown {
  return typeof parameter === "string" ? parameter.replaceAll("\0", "\uFFFD") : parameter;
}
