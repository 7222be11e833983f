// Which sockets a user has open on this gateway: for outcomes, sanctions and addressed messages.
import type { RoomId, UserId } from "../domain/message.ts";
import type { Session } from "./session.ts";

/** Most users have one socket, so a set is made only for the second. */
export class UserSockets {
  readonly #byUser = new Map<UserId, Session | Set<Session>>();

  add(session: Session): void {
    const { id } = session.facts.user;
    const known = this.#byUser.get(id);
    if (known === undefined) this.#byUser.set(id, session);
    else if (known instanceof Set) known.add(session);
    else this.#byUser.set(id, new Set([known, session]));
  }

  remove(session: Session): void {
    const { id } = session.facts.user;
    const known = this.#byUser.get(id);
    if (known === session) this.#byUser.delete(id);
    if (!(known instanceof Set)) return;
    known.delete(session);
    if (known.size === 0) this.#byUser.delete(id);
  }

  /** A copy: its sessions may be closed while it is walked. */
  of(userId: UserId): readonly Session[] {
    const known = this.#byUser.get(userId);
    if (known === undefined) return [];
    return known instanceof Set ? [...known] : [known];
  }

  inRoom(userId: UserId, room: RoomId): readonly Session[] {
    return this.of(userId).filter((session) => session.facts.room === room);
  }
}
