// Which live events a caller may see: by the kind of the event and by its room.
import type { Role } from "../domain/message.ts";
import type { Actor, LiveEvent } from "../domain/ports/services.ts";
import { opensRoomTo } from "./access.ts";

/** As the calls that show the same: cases to moderators, policies to analysts. */
const READERS: { readonly [kind: string]: readonly Role[] } = {
  case: ["moderator", "admin"],
  sanction: ["seller", "moderator", "analyst", "admin"],
  room: ["seller", "moderator", "analyst", "admin"],
  policy: ["moderator", "analyst", "admin"],
};
export const LIVE_ROLES: readonly Role[] = ["seller", "moderator", "analyst", "admin"];

/** Events of kinds that are not listed are for admins. Events of no room are for every room. */
export function maySee(actor: Actor, event: Pick<LiveEvent, "type" | "room">): boolean {
  const kind = event.type.split(".", 1)[0] ?? "";
  const readers = Object.hasOwn(READERS, kind) ? READERS[kind] : undefined;
  if (!(readers ?? ["admin"]).includes(actor.role)) return false;
  return event.room === null || opensRoomTo(actor, event.room);
}
