// Queries on the outbox: what decisions cause outside the store.
import type { Json } from "../domain/message.ts";
import type { StoreSession } from "../domain/ports/store.ts";
import { fromJson, toJson } from "./columns.ts";
import type { Database } from "./schema.ts";

type EffectQueries = Pick<StoreSession, "insertEffect" | "pendingEffects" | "finishEffect">;

export function effectQueries(database: Database): EffectQueries {
  return {
    async insertEffect(effect) {
      const { id, caseId, createdAt, body } = effect;
      await database
        .insertInto("effects")
        .values({ id, case_id: caseId, created_at: createdAt, body: toJson(body) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async pendingEffects(limit) {
      const rows = await database
        .selectFrom("effects")
        .selectAll()
        .orderBy("created_at")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        caseId: row.case_id,
        createdAt: row.created_at,
        body: fromJson<Json>(row.body),
      }));
    },
    async finishEffect(id) {
      await database.deleteFrom("effects").where("id", "=", id).execute();
    },
  };
}
