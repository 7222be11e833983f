// Queries on the rows of the embedded review queue.
//
// States: ready (may be taken from `ready_at` on), taken (leased until `ready_at`), dead (kept aside).
// A lease that ran out makes its item ready again and counts as a failure: an item that kills
// the process each time would else come back for ever.
import { sql } from "kysely";
import type { ReviewItem } from "../domain/ports/review-queue.ts";
import type { StoreSession } from "../domain/ports/store.ts";
import { fromJson, toJson } from "./columns.ts";
import type { Database } from "./schema.ts";
import { atomically, isPostgres } from "./schema.ts";

type QueueQueries = Pick<
  StoreSession,
  | "insertQueueItem"
  | "takeQueueItems"
  | "renewQueueItems"
  | "finishQueueItem"
  | "failQueueItem"
  | "countQueueItems"
>;

export function queueQueries(database: Database): QueueQueries {
  return {
    async insertQueueItem(item, at) {
      const state = { ready_at: at, added_at: at, is_taken: 0, is_dead: 0, attempts: 0 };
      await database
        .insertInto("queue_items")
        .values({ id: item.id, ...state, body: toJson(item) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    takeQueueItems: (nowMs, takenUntil, limit) =>
      atomically(database, (tx) => takeQueueItems(tx, nowMs, takenUntil, limit)),
    async renewQueueItems(ids, takenUntil) {
      if (ids.length === 0) return;
      await database
        .updateTable("queue_items")
        .set({ ready_at: takenUntil })
        .where("id", "in", ids)
        .where("is_taken", "=", 1)
        .execute();
    },
    async finishQueueItem(id) {
      await database.deleteFrom("queue_items").where("id", "=", id).execute();
    },
    async failQueueItem(id, dueAt, isDead) {
      await database
        .updateTable("queue_items")
        .set({
          ready_at: dueAt,
          is_taken: 0,
          is_dead: isDead ? 1 : 0,
          attempts: sql<number>`attempts + 1`,
        })
        .where("id", "=", id)
        .execute();
    },
    countQueueItems: (nowMs) => countQueueItems(database, nowMs),
  };
}

async function takeQueueItems(
  tx: Database,
  nowMs: number,
  takenUntil: number,
  limit: number,
): Promise<readonly { item: ReviewItem; attempts: number }[]> {
  const ready = tx
    .selectFrom("queue_items")
    .select(["id", "attempts", "is_taken", "body"])
    .where("is_dead", "=", 0)
    .where("ready_at", "<=", nowMs)
    .orderBy("ready_at")
    .orderBy("id")
    .limit(limit);
  // Two backoffices take different items at once instead of waiting for each other.
  const rows = await (isPostgres(tx) ? ready.forUpdate().skipLocked() : ready).execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  await tx
    .updateTable("queue_items")
    .set({ ready_at: takenUntil, is_taken: 1, attempts: sql<number>`attempts + is_taken` })
    .where("id", "in", ids)
    .execute();
  return rows.map((row) => ({
    item: fromJson<ReviewItem>(row.body),
    attempts: row.attempts + row.is_taken,
  }));
}

async function countQueueItems(
  database: Database,
  nowMs: number,
): Promise<{ waiting: number; active: number; dead: number }> {
  const rows = await database
    .selectFrom("queue_items")
    .select([
      "is_dead",
      sql<number>`case when is_taken = 1 and ready_at > ${nowMs} then 1 else 0 end`.as("is_active"),
      sql<number>`count(*)`.as("items"),
    ])
    .groupBy(["is_dead", "is_active"])
    .execute();
  const found = { waiting: 0, active: 0, dead: 0 };
  for (const row of rows) {
    if (row.is_dead === 1) found.dead += row.items;
    else if (row.is_active === 1) found.active += row.items;
    else found.waiting += row.items;
  }
  return found;
}
