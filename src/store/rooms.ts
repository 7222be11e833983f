// Queries on the modes of rooms.
import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Modes } from "../domain/modes.ts";
import type { RoomModes, StoreSession } from "../domain/ports/store.ts";
import { fromJson, toJson } from "./columns.ts";
import type { Database, RoomModesTable } from "./schema.ts";

export function roomQueries(
  database: Database,
): Pick<StoreSession, "putModes" | "getModes" | "listModes"> {
  return {
    /** The newest wins: a queue may hand over the older of two changes last. */
    async putModes({ room, modes, updatedAt }) {
      await database
        .insertInto("room_modes")
        .values({ room, modes: toJson(modes), updated_at: updatedAt })
        .onConflict((conflict) =>
          conflict
            .column("room")
            .doUpdateSet({ modes: toJson(modes), updated_at: updatedAt })
            .where(sql<boolean>`excluded.updated_at >= room_modes.updated_at`),
        )
        .execute();
    },
    async getModes(room) {
      const query = database.selectFrom("room_modes").selectAll().where("room", "=", room);
      const row = await query.executeTakeFirst();
      return row === undefined ? undefined : toRoomModes(row);
    },
    async listModes() {
      const rows = await database.selectFrom("room_modes").selectAll().orderBy("room").execute();
      return rows.map(toRoomModes);
    },
  };
}

function toRoomModes(row: Selectable<RoomModesTable>): RoomModes {
  return { room: row.room, modes: fromJson<Modes>(row.modes), updatedAt: row.updated_at };
}
