// Queries on the audit: who did what, when, to what, why. Rows are appended, never changed.
import { sql } from "kysely";
import type { AuditEntry, Page, StoreSession } from "../domain/ports/store.ts";
import { fromJson, toJson } from "./columns.ts";
import { decodeCursor, encodeCursor, pageLimit, toPage } from "./page.ts";
import type { Database } from "./schema.ts";

type AuditFilter = Parameters<StoreSession["listAudit"]>[0];

export function auditQueries(database: Database): Pick<StoreSession, "appendAudit" | "listAudit"> {
  return {
    async appendAudit(entry) {
      const { id, at, subject, room } = entry;
      await database
        .insertInto("audit")
        .values({ id, at, subject, room, body: toJson(entry) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    listAudit: (filter) => listAudit(database, filter),
  };
}

/** Newest first. With `rooms`, entries about no room are left out. */
async function listAudit(database: Database, filter: AuditFilter): Promise<Page<AuditEntry>> {
  const { rooms, subject } = filter;
  if (rooms?.length === 0) return { items: [], nextCursor: null };
  let query = database.selectFrom("audit").selectAll();
  if (rooms !== undefined) query = query.where("room", "in", rooms);
  if (subject !== undefined) query = query.where("subject", "=", subject);
  const after = decodeCursor("audit", 1, filter.cursor);
  if (after !== undefined) {
    query = query.where(sql<boolean>`(at, id) < (${after.numbers[0]}, ${after.id})`);
  }
  const limit = pageLimit(filter.limit);
  const rows = await query
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    (row) => fromJson<AuditEntry>(row.body),
    (row) => encodeCursor("audit", { numbers: [row.at], id: row.id }),
  );
}
