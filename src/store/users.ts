// Queries on how much each user has written.
import { sql } from "kysely";
import type { StoreSession } from "../domain/ports/store.ts";
import type { Database } from "./schema.ts";
import { atomically } from "./schema.ts";

type Counts = Parameters<StoreSession["addUserCounts"]>[0];

/** Five parameters a row; SQLite takes 32,766 in a statement. */
const ROWS_AT_ONCE = 500;

export function userQueries(
  database: Database,
): Pick<StoreSession, "addUserCounts" | "getUserCounts"> {
  return {
    addUserCounts: (counts, at) => atomically(database, (tx) => addUserCounts(tx, counts, at)),
    async getUserCounts(userId) {
      const row = await database
        .selectFrom("user_counts")
        .selectAll()
        .where("user_id", "=", userId)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { name, messages, first_seen_at: firstSeenAt, last_seen_at: lastSeenAt } = row;
      return { userId: row.user_id, name, messages, firstSeenAt, lastSeenAt };
    },
  };
}

async function addUserCounts(tx: Database, counts: Counts, at: number): Promise<void> {
  const rows = mergeCounts(counts).map(({ userId, name, messages }) => ({
    user_id: userId,
    name,
    messages,
    first_seen_at: at,
    last_seen_at: at,
  }));
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await tx
      .insertInto("user_counts")
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.column("user_id").doUpdateSet({
          name: sql<string>`excluded.name`,
          messages: sql<number>`user_counts.messages + excluded.messages`,
          last_seen_at: sql<number>`case when user_counts.last_seen_at > excluded.last_seen_at
            then user_counts.last_seen_at else excluded.last_seen_at end`,
        }),
      )
      .execute();
  }
}

/**
 * One row a user (Postgres refuses to touch a row twice in a statement), in the order of ids, so
 * that two backoffices that write the same users cannot lock each other out.
 */
function mergeCounts(
  counts: Counts,
): readonly { readonly userId: string; readonly name: string; readonly messages: number }[] {
  const merged = new Map<string, { userId: string; name: string; messages: number }>();
  for (const [userId, name, messages] of counts) {
    const known = merged.get(userId);
    merged.set(userId, { userId, name, messages: messages + (known?.messages ?? 0) });
  }
  return [...merged.values()].toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
}
