// The logs of all rooms in one process: what the local driver and the supervisor's hub share. Pure.
//
// Limits: LIMITS.roomsPerGateway rooms; beyond that the longest untouched room that nobody follows
// is forgotten, and gets a new epoch when it comes back.
import { LIMITS } from "../domain/limits.ts";
import type { RoomId } from "../domain/message.ts";
import type { OrderedEvent, RoomEvent, RoomHead } from "../domain/room-event.ts";
import { RoomRing } from "./room-ring.ts";

/** How many old rooms are asked for one that nobody follows; bounds an append's cost. */
const CANDIDATES = 64;

export interface RoomHubOptions {
  readonly makeEpoch: () => string;
  readonly isFollowed: (room: RoomId) => boolean;
  /** Default LIMITS.roomsPerGateway. */
  readonly maxRooms?: number;
}

export class RoomHub {
  readonly #options: RoomHubOptions;
  readonly #maxRooms: number;
  /** Longest untouched first. */
  readonly #rooms = new Map<RoomId, RoomRing>();

  constructor(options: RoomHubOptions) {
    this.#options = options;
    this.#maxRooms = options.maxRooms ?? LIMITS.roomsPerGateway.value;
  }

  /** @returns undefined when the log knows the message id already. */
  append(
    room: RoomId,
    event: RoomEvent,
  ): { readonly epoch: string; readonly ordered: OrderedEvent } | undefined {
    const ring = this.#touch(room);
    const ordered = ring.order(event);
    return ordered === undefined ? undefined : { epoch: ring.epoch, ordered };
  }

  /** The head of a room that is going to be followed: from now on it has an epoch. */
  open(room: RoomId): RoomHead {
    return this.#touch(room).head();
  }

  /** Empty for a room that nobody opened; changes nothing. */
  recent(room: RoomId): RoomHead {
    return this.#rooms.get(room)?.head() ?? { epoch: "", seq: 0, events: [] };
  }

  get size(): number {
    return this.#rooms.size;
  }

  #touch(room: RoomId): RoomRing {
    const ring = this.#rooms.get(room) ?? new RoomRing(this.#options.makeEpoch());
    this.#rooms.delete(room);
    this.#rooms.set(room, ring);
    if (this.#rooms.size > this.#maxRooms) this.#forgetOne(room);
    return ring;
  }

  #forgetOne(kept: RoomId): void {
    let first: RoomId | undefined;
    let asked = 0;
    for (const room of this.#rooms.keys()) {
      if (room === kept || asked++ === CANDIDATES) break;
      first ??= room;
      if (this.#options.isFollowed(room)) continue;
      this.#rooms.delete(room);
      return;
    }
    if (first !== undefined) this.#rooms.delete(first);
  }
}
