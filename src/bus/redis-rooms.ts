// Room logs on Redis: one script orders, sharded pub/sub delivers, a mirror in memory bridges outages.
//
// States of a room: joining -> followed -> (Redis away: ordered locally) -> rejoining -> followed.
// Invariants: a process delivers a message id once, whether it ordered it itself or Redis did; the
// epoch stays as long as one process that knows it restores it; numbers never go back.
// Limits: MAX_PENDING events wait for Redis, then the oldest are given up: their viewers elsewhere
// miss them; those of this process had them at once.
import { LIMITS } from "../domain/limits.ts";
import type { RoomId } from "../domain/message.ts";
import type { RoomLog } from "../domain/ports/bus.ts";
import type { RoomEvent, RoomHead } from "../domain/room-event.ts";
import type { BusOptions } from "./bus-options.ts";
import type { EventHandler, Listeners } from "./listeners.ts";
import {
  decodeHead,
  decodePublished,
  type EntryId,
  isAfter,
  type LoggedHead,
  NO_ENTRY,
  roomOfChannel,
} from "./redis-decode.ts";
import { nameOf, type RedisLink } from "./redis-link.ts";
import { roomKeys } from "./redis-scripts.ts";
import { RoomRing } from "./room-ring.ts";

export const MAX_PENDING = 20_000;
const MAX_IN_FLIGHT = 10_000;
/** Rooms that are joined anew, or events appended anew, at one time. */
const AT_ONCE = 64;

interface Followed {
  ring: RoomRing;
  lastEntry: EntryId;
  /** Published while the head was on its way; null when there is nothing to wait for. */
  held: string[] | null;
  /** Redis has not told its head since the room was joined or Redis came back. */
  isStale: boolean;
}

interface Pending {
  readonly room: RoomId;
  readonly event: RoomEvent;
}

export class RedisRooms implements RoomLog {
  readonly #link: RedisLink;
  readonly #options: BusOptions;
  readonly #listeners: Listeners;
  readonly #followed = new Map<RoomId, Followed>();
  #pending: Pending[] = [];
  #inFlight = 0;
  #hasToldFull = false;

  constructor(link: RedisLink, options: BusOptions, listeners: Listeners) {
    this.#link = link;
    this.#options = options;
    this.#listeners = listeners;
    link.events.on("smessage", (channel: string, text: string) => this.#hear(channel, text));
    link.events.on("close", () => {
      for (const followed of this.#followed.values()) followed.isStale = true;
    });
  }

  async join(room: RoomId): Promise<RoomHead> {
    const followed: Followed = {
      ring: new RoomRing(this.#options.makeEpoch()),
      lastEntry: NO_ENTRY,
      held: [],
      isStale: true,
    };
    this.#followed.set(room, followed);
    try {
      if (this.#link.isUp()) this.#replace(followed, await this.#open(room, followed));
    } catch (error) {
      this.#tellFailure("join", error);
    } finally {
      // After whoever awaits the head has it.
      setImmediate(() => this.#release(room, followed));
    }
    return followed.ring.head();
  }

  leave(room: RoomId): void {
    if (!this.#followed.delete(room) || !this.#link.isUp()) return;
    this.#link.events.sunsubscribe(roomKeys(room).channel).catch((error: unknown) => {
      this.#tellFailure("leave", error);
    });
  }

  append(room: RoomId, event: RoomEvent): void {
    // Behind events that wait already: one order a process.
    const mayGo = this.#link.isUp() && this.#pending.length === 0;
    if (mayGo && this.#inFlight < MAX_IN_FLIGHT) {
      void this.#send(room, event).catch((error: unknown) => {
        this.#tellFailure("append", error);
        this.#orderHere(room, event);
      });
    } else {
      this.#orderHere(room, event);
    }
  }

  onEvent(handler: EventHandler): void {
    this.#listeners.onEvent(handler);
  }

  async recent(room: RoomId): Promise<RoomHead> {
    const followed = this.#followed.get(room);
    if (followed !== undefined) return followed.ring.head();
    if (!this.#link.isUp()) return { epoch: "", seq: 0, events: [] };
    try {
      const { meta, log } = roomKeys(room);
      return ringOf(decodeHead(await this.#link.commands.weirRecent(meta, log))).head();
    } catch (error) {
      this.#tellFailure("recent", error);
      return { epoch: "", seq: 0, events: [] };
    }
  }

  /** Redis is back: joins every room anew, then appends what was ordered here meanwhile. */
  async restore(): Promise<void> {
    const stale = [...this.#followed].filter(([, followed]) => followed.isStale);
    for (let at = 0; at < stale.length; at += AT_ONCE) {
      const some = stale.slice(at, at + AT_ONCE);
      await Promise.all(some.map(([room, followed]) => this.#rejoin(room, followed)));
    }
    while (this.#pending.length > 0) {
      const some = this.#pending.slice(0, AT_ONCE);
      // One connection and one script at a time: sent together, they are run in this order.
      await Promise.all(some.map(({ room, event }) => this.#send(room, event)));
      const sent = new Set(some);
      this.#pending = this.#pending.filter((one) => !sent.has(one));
    }
    this.#hasToldFull = false;
  }

  async #rejoin(room: RoomId, followed: Followed): Promise<void> {
    followed.held ??= [];
    try {
      const logged = await this.#open(room, followed);
      if (this.#followed.get(room) !== followed) return;
      if (logged.epoch === followed.ring.epoch) {
        followed.ring.raise(logged.seq);
        for (const { entry, ordered } of logged.events) {
          if (!isAfter(entry, followed.lastEntry)) continue;
          followed.lastEntry = entry;
          if (followed.ring.accept(ordered)) this.#listeners.event(room, logged.epoch, ordered);
        }
      } else {
        const before = followed.ring;
        this.#replace(followed, logged);
        for (const { event, seq } of followed.ring.head().events) {
          if (event.kind === "message" && before.knows(event.message.id)) continue;
          this.#listeners.event(room, logged.epoch, { seq, event });
        }
        // What was ordered here meanwhile is appended next, and was delivered already.
        followed.ring.inherit(before);
      }
      followed.isStale = false;
    } finally {
      this.#release(room, followed);
    }
  }

  /** Subscribes first: what is published while the head is read is held, and lost never. */
  async #open(room: RoomId, { ring }: Followed): Promise<LoggedHead> {
    const { channel, meta, log } = roomKeys(room);
    await this.#link.events.ssubscribe(channel);
    const { epoch, seq } = ring;
    return decodeHead(await this.#link.commands.weirOpen(meta, log, epoch, String(seq)));
  }

  #replace(followed: Followed, logged: LoggedHead): void {
    followed.ring = ringOf(logged);
    followed.lastEntry = logged.events.at(-1)?.entry ?? NO_ENTRY;
    followed.isStale = false;
  }

  #release(room: RoomId, followed: Followed): void {
    const held = followed.held ?? [];
    followed.held = null;
    if (this.#followed.get(room) !== followed) return;
    for (const text of held) this.#take(room, followed, text);
    if (followed.isStale && this.#link.isUp()) this.#link.healSoon();
  }

  async #send(room: RoomId, event: RoomEvent): Promise<void> {
    const { meta, log, recent, released, channel } = roomKeys(room);
    const ring = this.#followed.get(room)?.ring;
    const isReleased = event.kind === "message" && event.message.released;
    this.#inFlight += 1;
    try {
      await this.#link.commands.weirAppend(
        meta,
        log,
        recent,
        released,
        channel,
        ring?.epoch ?? this.#options.makeEpoch(),
        String(ring?.seq ?? 0),
        event.kind,
        messageIdOf(event),
        isReleased ? "1" : "0",
        JSON.stringify(event),
      );
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Orders without Redis: to the viewers of this process now, to all others when Redis is back. */
  #orderHere(room: RoomId, event: RoomEvent): void {
    const followed = this.#followed.get(room);
    const ordered = followed?.ring.order(event);
    if (followed !== undefined && ordered === undefined) return;
    this.#keep({ room, event });
    if (followed !== undefined && ordered !== undefined) {
      this.#listeners.event(room, followed.ring.epoch, ordered);
    }
    if (this.#link.isUp()) this.#link.healSoon();
  }

  #keep(pending: Pending): void {
    const { event } = pending;
    if (event.kind === "deleted") {
      // Withdrawn before anybody else saw it: it must not flash up there for a moment.
      this.#pending = this.#pending.filter((one) => {
        return one.event.kind !== "message" || one.event.message.id !== event.messageId;
      });
    }
    this.#pending.push(pending);
    if (this.#pending.length <= MAX_PENDING) return;
    this.#pending.shift();
    this.#link.count("pending_full");
    if (!this.#hasToldFull) this.#options.logger.error("bus.pending_full", { MAX_PENDING });
    this.#hasToldFull = true;
  }

  #hear(channel: string, text: string): void {
    const room = roomOfChannel(channel);
    const followed = this.#followed.get(room);
    if (followed === undefined) return;
    if (followed.held === null) this.#take(room, followed, text);
    else if (followed.held.length < LIMITS.pendingHolds.value) followed.held.push(text);
    else followed.isStale = true;
  }

  #take(room: RoomId, followed: Followed, text: string): void {
    const { entry, epoch, ordered } = decodePublished(text);
    if (!isAfter(entry, followed.lastEntry)) return;
    followed.lastEntry = entry;
    if (epoch !== followed.ring.epoch) {
      const before = followed.ring;
      followed.ring = new RoomRing(epoch);
      followed.ring.inherit(before);
    }
    if (followed.ring.accept(ordered)) this.#listeners.event(room, epoch, ordered);
  }

  #tellFailure(what: string, error: unknown): void {
    this.#link.count(what);
    // While Redis is away the link has said so; a failure besides that is worth a line.
    if (this.#link.isUp()) {
      this.#options.logger.warn("bus.command_failed", { what, error: nameOf(error) });
    }
  }
}

function ringOf(logged: LoggedHead): RoomRing {
  const ring = new RoomRing(logged.epoch);
  for (const { ordered } of logged.events) ring.accept(ordered);
  ring.raise(logged.seq);
  return ring;
}

function messageIdOf(event: RoomEvent): string {
  switch (event.kind) {
    case "message":
      return event.message.id;
    case "deleted":
      return event.messageId;
    case "cleared":
      return "";
  }
}
