// The live rooms of this gateway: opened for the first socket, left a while after the last one.
import { LIMITS } from "../domain/limits.ts";
import type { RoomId } from "../domain/message.ts";
import type { Modes } from "../domain/modes.ts";
import type { RoomLog } from "../domain/ports/bus.ts";
import type { Clock, Metrics } from "../domain/ports/telemetry.ts";
import type { OrderedEvent, RoomHead } from "../domain/room-event.ts";
import type { Engine } from "../engine/types.ts";
import { withDeadline } from "./deadline.ts";
import type { Presence } from "./presence.ts";
import { Room } from "./room.ts";
import type { EventParts } from "./room-events.ts";
import { applyEvent, openHistory, showDue } from "./room-events.ts";
import type { SanctionIndex } from "./sanctions.ts";
import { tellSanctions } from "./sanctions.ts";
import type { Session } from "./session.ts";
import { welcome } from "./welcome.ts";

const DUE_EVERY_MS = 100;

export interface RoomsParts extends EventParts {
  readonly log: RoomLog;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly sanctions: SanctionIndex;
  readonly presence: Presence;
  /** Takes a frame that came before the welcome was out. */
  readonly read: (room: Room, session: Session, text: string | null) => void;
}

export class Rooms {
  readonly #parts: RoomsParts;
  readonly #rooms = new Map<RoomId, Room>();
  /** Modes of all rooms, live here or not, in the order of their last change. */
  readonly #modes = new Map<RoomId, Modes>();
  #made = 0;
  /** Runs while a room delays something: a gateway at rest is not woken ten times a second. */
  #due: NodeJS.Timeout | null = null;

  constructor(parts: RoomsParts) {
    this.#parts = parts;
  }

  get(id: RoomId): Room | undefined {
    return this.#rooms.get(id);
  }

  get all(): Iterable<Room> {
    return this.#rooms.values();
  }

  /** False when the room is not open and no more can be; an empty one makes place. */
  hasPlace(id: RoomId): boolean {
    if (this.#rooms.has(id) || this.#rooms.size < LIMITS.roomsPerGateway.value) return true;
    for (const room of this.#rooms.values()) {
      if (room.sessions.size > 0) continue;
      this.#close(room);
      return true;
    }
    return false;
  }

  /** The session is welcomed at once, or when the room's log has answered. */
  enter(session: Session): void {
    const room = this.#rooms.get(session.facts.room) ?? this.#open(session.facts.room);
    room.sessions.add(session);
    room.emptySince = null;
    room.context.viewers = this.#parts.presence.viewers(room, this.#parts.clock.now());
    if (room.state === "live") this.#goLive(room, session);
    else session.early = [];
  }

  leave(session: Session): void {
    const room = this.#rooms.get(session.facts.room);
    if (room === undefined || !room.sessions.delete(session)) return;
    if (session.state === "live") this.#parts.fanout.unsubscribe(room, session);
    const nowMs = this.#parts.clock.now();
    room.context.viewers = this.#parts.presence.viewers(room, nowMs);
    if (room.sessions.size === 0) room.emptySince = nowMs;
  }

  onEvent(id: RoomId, epoch: string, ordered: OrderedEvent): void {
    const room = this.#rooms.get(id);
    if (room === undefined) return;
    if (room.state === "live") {
      applyEvent(this.#parts, room, epoch, ordered, this.#parts.clock.now());
    } else if (room.early.length < LIMITS.delayedEvents.value) {
      room.early.push({ epoch, ordered });
    }
  }

  setModes(id: RoomId, modes: Modes | null): void {
    this.#modes.delete(id);
    if (modes !== null) {
      if (this.#modes.size >= LIMITS.modesInMemory.value) this.#dropOldestModes();
      this.#modes.set(id, modes);
    }
    const room = this.#rooms.get(id);
    if (room === undefined) return;
    room.context.modes = modes ?? {};
    if (room.state !== "live") return;
    this.#parts.fanout.toAll(room, { op: "modes", modes: room.context.modes });
    showDue(this.#parts, room, this.#parts.clock.now());
    this.#parts.fanout.sendSoon(room);
  }

  /** Ends a second: rates, shares, viewers, rooms that stayed empty. */
  endSecond(nowMs: number): void {
    const { presence, fanout, engine, readableRate, metrics } = this.#parts;
    for (const room of this.#rooms.values()) {
      room.context.viewers = presence.viewers(room, nowMs);
      const { messages, isChanged } = room.sampler.endSecond();
      room.messagesPerSecond = messages;
      if (isChanged) fanout.shareChanged(room, readableRate);
    }
    presence.tell(this.#rooms.values(), nowMs, engine.policyVersion);
    for (const room of this.#rooms.values()) {
      if (room.emptySince === null) continue;
      if (nowMs - room.emptySince >= LIMITS.roomLingerMs.value) this.#close(room);
    }
    metrics.gauge("weir_rooms", this.#rooms.size);
  }

  /** Sends what busy rooms keep back. */
  sendAll(): void {
    for (const room of this.#rooms.values()) this.#parts.fanout.sendNow(room);
  }

  leaveAll(): void {
    for (const room of this.#rooms.values()) this.#close(room);
    if (this.#due !== null) clearTimeout(this.#due);
  }

  #open(id: RoomId): Room {
    const { engine, log, readableRate } = this.#parts;
    const modes = this.#modes.get(id) ?? {};
    this.#made += 1;
    const context = { id, key: engine.roomKey(id), modes, viewers: 0 };
    const room = new Room(context, readableRate, this.#made, () => this.#showLater());
    this.#rooms.set(id, room);
    withDeadline(log.join(id), LIMITS.rejoinMs.value, "bus_unavailable").then(
      (head) => this.#joined(room, head),
      (error: unknown) => this.#notJoined(room, error),
    );
    return room;
  }

  /** Shows, ten times a second, what modes.delaySeconds has held back long enough. */
  #showLater(): void {
    this.#due ??= setTimeout(() => {
      this.#due = null;
      const nowMs = this.#parts.clock.now();
      for (const room of this.#rooms.values()) {
        showDue(this.#parts, room, nowMs);
        if (room.delay.length > 0) this.#showLater();
      }
    }, DUE_EVERY_MS);
  }

  #joined(room: Room, head: RoomHead): void {
    if (room.state === "closed") return;
    const nowMs = this.#parts.clock.now();
    openHistory(room, head, nowMs);
    room.state = "live";
    const { early } = room;
    room.early = [];
    for (const { epoch, ordered } of early) {
      if (epoch === head.epoch) applyEvent(this.#parts, room, epoch, ordered, nowMs);
    }
    for (const session of room.sessions) this.#goLive(room, session);
  }

  /** Its clients come back, here or elsewhere, and the room is tried again then. */
  #notJoined(room: Room, error: unknown): void {
    if (room.state === "closed") return;
    this.#parts.logger.error("room.join_failed", { room: room.id }, error);
    this.#parts.metrics.count("weir_bus_errors_total", { kind: "join" });
    const waiting = [...room.sessions];
    this.#close(room);
    for (const session of waiting) session.close("restart");
  }

  #goLive(room: Room, session: Session): void {
    const { history } = room;
    if (history === null || session.state !== "joining") return;
    const { sanctions, clock, fanout, readableRate, read } = this.#parts;
    const nowMs = clock.now();
    const { user } = session.facts;
    if (sanctions.isBanned(user.id, room.id, nowMs)) {
      session.close("banned");
      return;
    }
    session.state = "live";
    welcome(room, history, session, readableRate, true);
    fanout.subscribe(room, session);
    tellSanctions(session, sanctions.inForce(user.id, room.id, nowMs));
    const { share } = room.sampler;
    if (share < 1 && session.audience === "viewers") {
      session.send({ op: "sampling", share, readableRate });
    }
    const { early } = session;
    session.early = null;
    for (const text of early ?? []) read(room, session, text);
  }

  #close(room: Room): void {
    room.state = "closed";
    this.#rooms.delete(room.id);
    this.#parts.fanout.close(room);
    this.#parts.log.leave(room.id);
  }

  #dropOldestModes(): void {
    for (const id of this.#modes.keys()) {
      if (this.#rooms.has(id)) continue;
      // The direction of the error: a room without viewers here forgets its modes. Told loudly.
      this.#modes.delete(id);
      this.#parts.logger.error("modes.overflow", { most: LIMITS.modesInMemory.value });
      return;
    }
  }
}
