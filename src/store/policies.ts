// Queries on policy versions.
import { sql } from "kysely";
import type { PolicySource } from "../domain/ports/bus.ts";
import type { Page, PageRequest, StoredPolicy, StoreSession } from "../domain/ports/store.ts";
import { fromJson, toJson } from "./columns.ts";
import { decodeCursor, encodeCursor, pageLimit, toPage } from "./page.ts";
import type { Database } from "./schema.ts";
import { atomically } from "./schema.ts";

type PolicyQueries = Pick<
  StoreSession,
  "insertPolicy" | "getPolicy" | "activatePolicy" | "activePolicy" | "listPolicies"
>;

export function policyQueries(database: Database): PolicyQueries {
  return {
    async insertPolicy(policy, by, note, at) {
      await database
        .insertInto("policies")
        .values({
          version: policy.version,
          files: toJson(policy.files),
          created_at: at,
          created_by: by,
          note,
          is_active: 0,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async getPolicy(version) {
      const row = await database
        .selectFrom("policies")
        .select(["version", "files"])
        .where("version", "=", version)
        .executeTakeFirst();
      return row === undefined ? undefined : toSource(row);
    },
    activatePolicy: (version) => atomically(database, (tx) => activatePolicy(tx, version)),
    async activePolicy() {
      const row = await database
        .selectFrom("policies")
        .select(["version", "files"])
        .where("is_active", "=", 1)
        .executeTakeFirst();
      return row === undefined ? undefined : toSource(row);
    },
    listPolicies: (page) => listPolicies(database, page),
  };
}

async function activatePolicy(tx: Database, version: string): Promise<boolean> {
  const known = await tx
    .selectFrom("policies")
    .select("version")
    .where("version", "=", version)
    .executeTakeFirst();
  if (known === undefined) return false;
  // One statement over all rows: at no time are two versions active, nor none.
  const isActive = sql<number>`case when version = ${version} then 1 else 0 end`;
  await tx.updateTable("policies").set({ is_active: isActive }).execute();
  return true;
}

/** Newest first, without their files. */
async function listPolicies(database: Database, page: PageRequest): Promise<Page<StoredPolicy>> {
  let query = database
    .selectFrom("policies")
    .select(["version", "created_at", "created_by", "note", "is_active"]);
  const after = decodeCursor("policies", 1, page.cursor);
  if (after !== undefined) {
    query = query.where(sql<boolean>`(created_at, version) < (${after.numbers[0]}, ${after.id})`);
  }
  const limit = pageLimit(page.limit);
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("version", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    (row) => ({
      version: row.version,
      createdAt: row.created_at,
      createdBy: row.created_by,
      note: row.note,
      isActive: row.is_active === 1,
    }),
    (row) => encodeCursor("policies", { numbers: [row.created_at], id: row.version }),
  );
}

function toSource(row: { readonly version: string; readonly files: string }): PolicySource {
  return { version: row.version, files: fromJson<PolicySource["files"]>(row.files) };
}
