// What a failing database means to its callers: come back later, or a broken promise.
import { AppError, UnavailableError } from "../domain/errors.ts";

/** Node's, SQLite's and Postgres' codes (or their beginnings) of what may be over in a while. */
const PASSING = [
  "SQLITE_FULL",
  "SQLITE_BUSY",
  "SQLITE_LOCKED",
  "SQLITE_IOERR",
  "SQLITE_CANTOPEN",
  "SQLITE_READONLY",
  "SQLITE_NOMEM",
  "SQLITE_PROTOCOL",
  // Reading a damaged file cannot be retried with success, but it can be repaired under us.
  "SQLITE_CORRUPT",
  "SQLITE_NOTADB",
  "ECONN",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOSPC",
  "EDQUOT",
  "EACCES",
  "EROFS",
  "EMFILE",
  // Postgres: connection, out of resources (disk full), operator (shutdown, time-out), i/o error,
  // wrong password or database, read only, lock not to be had, deadlock, transaction time-out.
  "08",
  "53",
  "57",
  "58",
  "28",
  "3D",
  "25006",
  "25P03",
  "55P03",
  "40",
];

/** `pg` and better-sqlite3 give these errors no code. */
const PASSING_MESSAGES = [
  "Connection terminated",
  "Connection ended",
  "Client was closed",
  "timeout exceeded when trying",
  "Query read timeout",
  "not queryable",
  "after calling end on the pool",
  "connection is not open",
];

/**
 * @param cause whatever a driver threw.
 * @returns UnavailableError `store_unavailable` when a later try may succeed, else AppError
 * `store_failed`; an AppError is returned as it is. The database's own words are in `cause` only,
 * because they may quote values.
 */
export function toStoreError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const code = codeOf(cause);
  const isPassing =
    PASSING.some((start) => code.startsWith(start)) ||
    (cause instanceof Error && PASSING_MESSAGES.some((part) => cause.message.includes(part)));
  const facts = { database: code };
  if (isPassing) return storeUnavailable(facts, cause);
  return new AppError("store_failed", "The store refused a query.", { facts, cause });
}

/** The store cannot do it now. */
export function storeUnavailable(
  facts: { readonly [key: string]: string | number },
  cause?: unknown,
): UnavailableError {
  return new UnavailableError("store_unavailable", "The store cannot be used now; try again.", {
    facts,
    cause,
  });
}

function codeOf(cause: unknown): string {
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return "";
  return typeof cause.code === "string" ? cause.code : "";
}
