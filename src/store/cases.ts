// Queries on cases and their decisions.
import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Case, Decision } from "../domain/case.ts";
import type { Category } from "../domain/categories.ts";
import type { CaseFilter, Page, StoreSession } from "../domain/ports/store.ts";
import { fromJson, toJson } from "./columns.ts";
import { decodeCursor, encodeCursor, pageLimit, toPage } from "./page.ts";
import type { CasesTable, Database } from "./schema.ts";
import { atomically } from "./schema.ts";

type CaseRow = Selectable<CasesTable>;
type CaseQueries = Pick<
  StoreSession,
  | "insertCase"
  | "getCase"
  | "updateCase"
  | "setClaim"
  | "listCases"
  | "dueCases"
  | "countOpenCases"
  | "insertDecision"
  | "listDecisions"
>;

export function caseQueries(database: Database): CaseQueries {
  return {
    insertCase: (item) => atomically(database, (tx) => insertCase(tx, item)),
    updateCase: (item, expectedVersion) =>
      atomically(database, (tx) => updateCase(tx, item, expectedVersion)),
    async getCase(id) {
      const query = database.selectFrom("cases").selectAll().where("id", "=", id);
      const row = await query.executeTakeFirst();
      return row === undefined ? undefined : toCase(row);
    },
    async setClaim(id, claim) {
      const column = claim === null ? null : toJson(claim);
      await database.updateTable("cases").set({ claim: column }).where("id", "=", id).execute();
    },
    listCases: (filter) => listCases(database, filter),
    async dueCases(nowMs, limit) {
      const rows = await database
        .selectFrom("cases")
        .selectAll()
        .where("status", "=", "open")
        .where("due_at", "<=", nowMs)
        .orderBy("due_at")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(toCase);
    },
    async countOpenCases() {
      const row = await database
        .selectFrom("cases")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("status", "=", "open")
        .executeTakeFirstOrThrow();
      return row.count;
    },
    async insertDecision(caseId, version, decision) {
      const row = { case_id: caseId, version, body: toJson(decision) };
      await database
        .insertInto("decisions")
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async listDecisions(caseId) {
      const rows = await database
        .selectFrom("decisions")
        .select(["version", "body"])
        .where("case_id", "=", caseId)
        .orderBy("version")
        .execute();
      return rows.map((row) => ({
        version: row.version,
        decision: fromJson<Decision>(row.body),
      }));
    },
  };
}

async function insertCase(tx: Database, item: Case): Promise<boolean> {
  const result = await tx
    .insertInto("cases")
    .values({ id: item.id, ...toColumns(item) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows === 0n) return false;
  await insertCategories(tx, item);
  return true;
}

async function updateCase(tx: Database, item: Case, expectedVersion: number): Promise<boolean> {
  const result = await tx
    .updateTable("cases")
    .set(toColumns(item))
    .where("id", "=", item.id)
    .where("version", "=", expectedVersion)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  await tx.deleteFrom("case_categories").where("case_id", "=", item.id).execute();
  await insertCategories(tx, item);
  return true;
}

async function insertCategories(tx: Database, item: Case): Promise<void> {
  const rows = [...categoriesOf(item)].map((category) => ({ case_id: item.id, category }));
  if (rows.length > 0) await tx.insertInto("case_categories").values(rows).execute();
}

/** What a case may be found by: why it was held, what reporters said, what was decided. */
function categoriesOf(item: Case): ReadonlySet<Category> {
  const found = new Set(item.reasons.map((reason) => reason.category));
  for (const report of item.reports) if (report.category !== null) found.add(report.category);
  const decided = item.decision?.category ?? null;
  if (decided !== null) found.add(decided);
  return found;
}

function toColumns(item: Case): Omit<CaseRow, "id"> {
  const { claim, ...body } = item;
  return {
    version: item.version,
    status: item.status,
    room: item.room,
    user_id: item.message.user.id,
    review_rank: -item.priority,
    opened_at: item.openedAt,
    due_at: item.dueAt,
    claim: claim === null ? null : toJson(claim),
    body: toJson(body),
  };
}

function toCase(row: CaseRow): Case {
  const body = fromJson<Omit<Case, "claim">>(row.body);
  return { ...body, claim: row.claim === null ? null : fromJson<Case["claim"]>(row.claim) };
}

async function listCases(database: Database, filter: CaseFilter): Promise<Page<Case>> {
  const { rooms, status, userId, category } = filter;
  if (rooms?.length === 0) return { items: [], nextCursor: null };
  let query = database.selectFrom("cases").selectAll("cases");
  if (rooms !== undefined) query = query.where("room", "in", rooms);
  if (status !== undefined) query = query.where("status", "=", status);
  if (userId !== undefined) query = query.where("user_id", "=", userId);
  if (category !== undefined) {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom("case_categories")
          .select("case_id")
          .whereRef("case_id", "=", "cases.id")
          .where("category", "=", category),
      ),
    );
  }
  const limit = pageLimit(filter.limit);
  if (status === "open") {
    const after = decodeCursor("cases.review", 2, filter.cursor);
    if (after !== undefined) {
      const [rank, openedAt] = after.numbers;
      query = query.where(
        sql<boolean>`(review_rank, opened_at, id) > (${rank}, ${openedAt}, ${after.id})`,
      );
    }
    query = query.orderBy("review_rank").orderBy("opened_at").orderBy("id");
  } else {
    const after = decodeCursor("cases.newest", 1, filter.cursor);
    if (after !== undefined) {
      query = query.where(sql<boolean>`(opened_at, id) < (${after.numbers[0]}, ${after.id})`);
    }
    query = query.orderBy("opened_at", "desc").orderBy("id", "desc");
  }
  const rows = await query.limit(limit + 1).execute();
  return toPage(rows, limit, toCase, status === "open" ? reviewCursor : newestCursor);
}

function reviewCursor(row: CaseRow): string {
  return encodeCursor("cases.review", { numbers: [row.review_rank, row.opened_at], id: row.id });
}

function newestCursor(row: CaseRow): string {
  return encodeCursor("cases.newest", { numbers: [row.opened_at], id: row.id });
}
