// Queries on console accounts and their sessions.
import type { Account, StoreSession } from "../domain/ports/store.ts";
import { fromJson, toJson } from "./columns.ts";
import type { Database } from "./schema.ts";

type AccountQueries = Pick<
  StoreSession,
  "putAccount" | "getAccount" | "findAccount" | "countAccounts"
>;
type SessionQueries = Pick<
  StoreSession,
  | "putConsoleSession"
  | "getConsoleSession"
  | "deleteConsoleSession"
  | "deleteExpiredConsoleSessions"
>;

export function accountQueries(database: Database): AccountQueries & SessionQueries {
  return {
    /** Errors: AppError `store_failed` when another account has the login. */
    async putAccount(account) {
      const columns = { login: account.login, body: toJson(account) };
      await database
        .insertInto("accounts")
        .values({ id: account.id, ...columns })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
        .execute();
    },
    async getAccount(id) {
      const query = database.selectFrom("accounts").select("body").where("id", "=", id);
      return toAccount(await query.executeTakeFirst());
    },
    async findAccount(login) {
      const query = database.selectFrom("accounts").select("body").where("login", "=", login);
      return toAccount(await query.executeTakeFirst());
    },
    async countAccounts() {
      const row = await database
        .selectFrom("accounts")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return row.count;
    },
    ...sessionQueries(database),
  };
}

function sessionQueries(database: Database): SessionQueries {
  return {
    async putConsoleSession({ idHash, accountId, csrf, expiresAt }) {
      const columns = { account_id: accountId, csrf, expires_at: expiresAt };
      await database
        .insertInto("console_sessions")
        .values({ id_hash: idHash, ...columns })
        .onConflict((conflict) => conflict.column("id_hash").doUpdateSet(columns))
        .execute();
    },
    async getConsoleSession(idHash) {
      const row = await database
        .selectFrom("console_sessions")
        .selectAll()
        .where("id_hash", "=", idHash)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return { idHash, accountId: row.account_id, csrf: row.csrf, expiresAt: row.expires_at };
    },
    async deleteConsoleSession(idHash) {
      await database.deleteFrom("console_sessions").where("id_hash", "=", idHash).execute();
    },
    async deleteExpiredConsoleSessions(nowMs) {
      await database.deleteFrom("console_sessions").where("expires_at", "<=", nowMs).execute();
    },
  };
}

function toAccount(row: { readonly body: string } | undefined): Account | undefined {
  return row === undefined ? undefined : fromJson<Account>(row.body);
}
