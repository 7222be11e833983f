// Makes the gateways agree with the store about one sanction. Doing it twice changes nothing more.
import type { RoomId } from "../domain/message.ts";
import type { RoomLog, StateBoard } from "../domain/ports/bus.ts";
import type { Store } from "../domain/ports/store.ts";
import type { Clock } from "../domain/ports/telemetry.ts";
import { isInForce } from "../domain/sanction.ts";

export interface EnactParts {
  readonly store: Pick<Store, "getSanction">;
  readonly state: Pick<StateBoard, "set">;
  readonly rooms: Pick<RoomLog, "append">;
  readonly clock: Clock;
  /** Rooms with viewers now: where a ban from everywhere takes messages away. */
  readonly liveRooms: () => readonly RoomId[];
}

/** The board's key of a sanction. */
export function sanctionKey(sanctionId: string): string {
  return `sanction/${sanctionId}`;
}

/**
 * In the store and in force: set on the board, and a ban withdraws what the user wrote. Not in the
 * store (lifted) or over: taken off. A warning that asks for no acknowledgement is shown to its
 * user by being set, and taken off at once: nothing would ever end it.
 * Errors: what the store throws.
 */
export async function enact(parts: EnactParts, sanctionId: string): Promise<void> {
  const key = sanctionKey(sanctionId);
  const sanction = await parts.store.getSanction(sanctionId);
  if (sanction === undefined) {
    parts.state.set(key, null);
    return;
  }
  const isLasting = isInForce(sanction, parts.clock.now());
  const isNotice = sanction.kind === "warning" && !sanction.acknowledge;
  if (isLasting || isNotice) parts.state.set(key, { kind: "sanction", sanction });
  if (!isLasting) parts.state.set(key, null);
  if (!isLasting || sanction.kind !== "ban") return;
  const { userId } = sanction;
  const rooms = sanction.room === null ? parts.liveRooms() : [sanction.room];
  for (const room of rooms) parts.rooms.append(room, { kind: "cleared", userId });
}
