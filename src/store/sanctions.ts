// Queries on sanctions and strikes.
import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Page, StoreSession } from "../domain/ports/store.ts";
import type { Sanction, Strike } from "../domain/sanction.ts";
import { fromJson, toJson } from "./columns.ts";
import { decodeCursor, encodeCursor, pageLimit, toPage } from "./page.ts";
import type { Database, SanctionsTable } from "./schema.ts";

type SanctionQueries = Pick<
  StoreSession,
  | "putSanction"
  | "getSanction"
  | "deleteSanction"
  | "listSanctions"
  | "insertStrike"
  | "deleteStrikes"
  | "listStrikes"
>;
type SanctionFilter = Parameters<StoreSession["listSanctions"]>[0];

/** Later than any time; both databases and JavaScript hold it exactly. */
const FOREVER = Number.MAX_SAFE_INTEGER;

export function sanctionQueries(database: Database): SanctionQueries {
  return {
    async putSanction(sanction) {
      const columns = toColumns(sanction);
      await database
        .insertInto("sanctions")
        .values({ id: sanction.id, ...columns })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
        .execute();
    },
    async getSanction(id) {
      const query = database.selectFrom("sanctions").select("body").where("id", "=", id);
      const row = await query.executeTakeFirst();
      return row === undefined ? undefined : fromJson<Sanction>(row.body);
    },
    async deleteSanction(id) {
      const result = await database.deleteFrom("sanctions").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    listSanctions: (filter) => listSanctions(database, filter),
    ...strikeQueries(database),
  };
}

function strikeQueries(
  database: Database,
): Pick<StoreSession, "insertStrike" | "deleteStrikes" | "listStrikes"> {
  return {
    async insertStrike(strike) {
      const { id, userId, at, caseId } = strike;
      const result = await database
        .insertInto("strikes")
        .values({ id, user_id: userId, at, case_id: caseId, body: toJson(strike) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows !== 0n;
    },
    async deleteStrikes(caseId) {
      await database.deleteFrom("strikes").where("case_id", "=", caseId).execute();
    },
    async listStrikes(userId, sinceMs) {
      const rows = await database
        .selectFrom("strikes")
        .select("body")
        .where("user_id", "=", userId)
        .where("at", ">=", sinceMs)
        .orderBy("at")
        .orderBy("id")
        .execute();
      return rows.map((row) => fromJson<Strike>(row.body));
    },
  };
}

/** Newest first. With `rooms`, sanctions that hold everywhere are left out. */
async function listSanctions(database: Database, filter: SanctionFilter): Promise<Page<Sanction>> {
  const { rooms, userId, activeAt } = filter;
  if (rooms?.length === 0) return { items: [], nextCursor: null };
  let query = database.selectFrom("sanctions").selectAll();
  if (rooms !== undefined) query = query.where("room", "in", rooms);
  if (userId !== undefined) query = query.where("user_id", "=", userId);
  if (activeAt !== undefined) query = query.where("in_force_until", ">", activeAt);
  const after = decodeCursor("sanctions", 1, filter.cursor);
  if (after !== undefined) {
    query = query.where(sql<boolean>`(created_at, id) < (${after.numbers[0]}, ${after.id})`);
  }
  const limit = pageLimit(filter.limit);
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    (row) => fromJson<Sanction>(row.body),
    (row) => encodeCursor("sanctions", { numbers: [row.created_at], id: row.id }),
  );
}

function toColumns(sanction: Sanction): Omit<Selectable<SanctionsTable>, "id"> {
  return {
    user_id: sanction.userId,
    room: sanction.room,
    created_at: sanction.createdAt,
    in_force_until: inForceUntil(sanction),
    body: toJson(sanction),
  };
}

/** `isInForce` of the domain as a column: in force at t exactly when this is later than t. */
function inForceUntil(sanction: Sanction): number {
  const isOver =
    sanction.kind === "warning" && (!sanction.acknowledge || sanction.acknowledgedAt !== null);
  return isOver ? 0 : (sanction.until ?? FOREVER);
}
