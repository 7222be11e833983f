// What each way a database can fail is told as.
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import { toStoreError } from "../../../src/store/errors.ts";

function failure(code: string, message = "x"): Error {
  return Object.assign(new Error(message), { code });
}

describe("toStoreError", () => {
  it.each([
    ["a full disk (SQLite)", failure("SQLITE_FULL")],
    ["a write that failed (SQLite)", failure("SQLITE_IOERR_WRITE")],
    ["a folder that is gone (SQLite)", failure("SQLITE_CANTOPEN")],
    ["another writer (SQLite)", failure("SQLITE_BUSY")],
    ["a full disk (Node)", failure("ENOSPC")],
    ["a refused connection", failure("ECONNREFUSED")],
    ["a broken connection", failure("ECONNRESET")],
    ["a full disk (Postgres)", failure("53100")],
    ["too many connections", failure("53300")],
    ["a shutdown by the operator", failure("57P01")],
    ["a statement's time-out", failure("57014")],
    ["a deadlock", failure("40P01")],
    ["a wrong password", failure("28P01")],
    ["a connection that ended", new Error("Connection terminated unexpectedly")],
    ["a busy pool", new Error("timeout exceeded when trying to connect")],
    ["a silent server", new Error("Query read timeout")],
  ])("tells %s as store_unavailable", (_, cause) => {
    expect(toStoreError(cause)).toMatchObject({
      code: "store_unavailable",
      retryable: true,
      cause,
    });
  });

  it.each([
    ["a broken rule of a table", failure("23505", "duplicate key: (login)=(mika)")],
    ["a wrong statement", failure("SQLITE_ERROR")],
    ["an error without code", new Error("what")],
    ["what is no error", "what"],
  ])("tells %s as store_failed, without the database's words", (_, cause) => {
    const error = toStoreError(cause);
    expect(error).toMatchObject({ code: "store_failed", retryable: false });
    expect(JSON.stringify([error.message, error.facts])).not.toContain("mika");
  });

  it("leaves what is told already as it is", () => {
    const told = new AppError("bad_cursor", "no");
    expect(toStoreError(told)).toBe(told);
  });
});
