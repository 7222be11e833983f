// Brings frames to a room's sockets: what waits leaves as one frame a topic, built once a dialect.
//
// Why this way: cost is set by writes, so nothing here walks the viewers. Everything that belongs
// to the room's order goes through its outbox, and a socket gets one write of it at a time: what is
// addressed to a few (own messages, replies and mentions in a sampled room) is put in its place
// between what their stream gets. Only answers to one sender go past it, by `toUser`.
import type { UserId } from "../domain/message.ts";
import type { Metrics } from "../domain/ports/telemetry.ts";
import { isModerating } from "../domain/message.ts";
import type { OrderedEvent } from "../domain/room-event.ts";
import type { Dialect, Wire } from "../protocol/dialect.ts";
import type { ServerFrame } from "../protocol/server-frames.ts";
import { eventFrame } from "../protocol/server-frames.ts";
import { addName, addressees } from "./addressed.ts";
import type { Timing } from "./deadline.ts";
import { MACHINE_TIMING } from "./deadline.ts";
import type { Waiting } from "./outbox.ts";
import { Encoded } from "./outbox.ts";
import type { Room } from "./room.ts";
import type { Session } from "./session.ts";
import type { Streams, Topic, Topics } from "./streams.ts";
import { ALL, MODERATORS, NOBODY, PUBLIC, RECORDERS, VIEWERS } from "./streams.ts";
import type { UserSockets } from "./user-sockets.ts";

const NO_USERS: ReadonlySet<UserId> = new Set();

export interface FanoutParts {
  readonly publish: (topic: string, wire: Wire) => void;
  readonly sockets: UserSockets;
  readonly metrics: Metrics;
  readonly isSampling: boolean;
}

export class Fanout {
  readonly #parts: FanoutParts;
  readonly #timing: Timing;

  constructor(parts: FanoutParts, timing: Timing = MACHINE_TIMING) {
    this.#parts = parts;
    this.#timing = timing;
  }

  /** From here on the session gets what its stream gets, also what waits already. */
  subscribe(room: Room, session: Session): void {
    const topics = room.topicsFor(session);
    if (topics === undefined) return;
    topics.change(session.stream, 1);
    for (const { name } of this.#topicsOf(topics, session)) session.socket?.subscribe(name);
    if (room.names !== null) addName(room.names, session);
  }

  /** A closed socket's subscriptions went with it; only the count is left. */
  unsubscribe(room: Room, session: Session): void {
    room.topicsFor(session)?.change(session.stream, -1);
    room.outbox.aheads.delete(session);
  }

  /** What moderators see of an event; `sendSoon` sends it. */
  eventToModerators(room: Room, ordered: OrderedEvent): void {
    this.#add(room, eventFrame(ordered, true), seqOf(ordered), MODERATORS);
  }

  /** To viewers and recorders, whatever the sampling; `sendSoon` sends it. @param seq used up by it */
  toPublic(room: Room, frame: ServerFrame, seq = 0): void {
    this.#add(room, frame, seq, PUBLIC);
  }

  /** To everybody; `sendSoon` sends it. */
  toAll(room: Room, frame: ServerFrame): void {
    this.#add(room, frame, 0, ALL);
  }

  /** What viewers and recorders see of an event, sampled when the room is; `sendSoon` sends it. */
  eventToPublic(room: Room, ordered: OrderedEvent): void {
    const { event } = ordered;
    const frame = eventFrame(ordered, false);
    const seq = seqOf(ordered);
    const { share } = room.sampler;
    if (share === 1 || event.kind !== "message" || isModerating(event.message.user.role)) {
      this.#add(room, frame, seq, PUBLIC);
      return;
    }
    const users = addressees(event, room.names);
    const streams = RECORDERS | room.sampler.deal();
    this.#addFor(room, frame, { seq, streams, users, userStreams: VIEWERS });
  }

  /** To one user, in its place among what the room is sent; `sendSoon` sends it. */
  toUserInOrder(room: Room, userId: UserId, frame: ServerFrame, userStreams: Streams): void {
    const users = new Set([userId]);
    this.#addFor(room, frame, { seq: 0, streams: NOBODY, users, userStreams });
  }

  /** To every socket of one user in the room, at once and before all that waits. */
  toUser(room: Room, userId: UserId, frame: ServerFrame): void {
    for (const session of this.#parts.sockets.inRoom(userId, room.id)) {
      if (session.state === "live") session.send(frame);
    }
  }

  /** After a change of share: names are kept only while somebody must be found by them. */
  shareChanged(room: Room, readableRate: number): void {
    const { share } = room.sampler;
    if (share === 1) room.names = null;
    else if (room.names === null) {
      room.names = new Map();
      for (const session of room.sessions) addName(room.names, session);
    }
    const frame = { op: "sampling", share, readableRate } as const;
    this.#add(room, frame, 0, VIEWERS);
    this.sendSoon(room);
  }

  /**
   * Sends what waits: at once in a quiet room, at the end of the window in a busy one. Whoever adds
   * calls it when all of one occasion is added.
   */
  sendSoon(room: Room): void {
    const { outbox } = room;
    if (outbox.cancel !== null) {
      if (outbox.isFull) this.sendNow(room);
      return;
    }
    if (outbox.length === 0) return;
    this.sendNow(room);
    this.#keepBack(room);
  }

  /** Sends all that waits. Cost: a publish a topic that is listened to, a write an addressed socket. */
  sendNow(room: Room): void {
    const { outbox } = room;
    const all = outbox.take();
    if (all.length === 0) return;
    const isDivided = all.some(({ streams }) => {
      const heard = streams & PUBLIC;
      return heard !== NOBODY && heard !== PUBLIC;
    });
    const built = new Map<string, Wire>();
    const away: (() => void)[] = [];
    for (const [session, own] of this.#ownOf(room, all)) {
      // Its write first: it takes along what was published to the socket before.
      this.#sendOwn(session, all, own, built);
      away.push(this.#leave(room, session, isDivided));
    }
    for (const topics of room.topics) this.#publishAll(topics, all, isDivided, built);
    for (const comeBack of away) comeBack();
    forgetCaughtUp(room);
  }

  /** Leaves no timer and nothing unsent behind. */
  close(room: Room): void {
    room.outbox.close();
  }

  #keepBack(room: Room): void {
    const ms = room.pace.windowMs(this.#timing.now(), room.sessions.size);
    if (ms === 0) return;
    room.outbox.cancel = this.#timing.after(ms, () => {
      room.outbox.cancel = null;
      this.sendSoon(room);
    });
  }

  #add(room: Room, frame: ServerFrame, seq: number, streams: Streams): void {
    this.#addFor(room, frame, { seq, streams, users: NO_USERS, userStreams: NOBODY });
  }

  #addFor(room: Room, frame: ServerFrame, whom: Omit<Waiting, "frame">): void {
    const { seq, streams, users, userStreams } = whom;
    const encoded = new Encoded(frame);
    let size = 0;
    for (const topics of room.topics) {
      if (topics.listening(streams) > 0) size = encoded.part(topics.dialect).length;
    }
    if ((streams & PUBLIC) !== NOBODY) room.pace.count(this.#timing.now());
    if (seq > 0) {
      if ((streams & PUBLIC) !== NOBODY) room.shownSeq = seq;
      if ((streams & MODERATORS) !== NOBODY) room.moderatorsSeq = seq;
      room.welcomes.clear();
    }
    room.outbox.add({ frame: encoded, seq, streams, users, userStreams }, size);
  }

  /** What goes to single sockets instead of their stream's frame. */
  #ownOf(room: Room, all: readonly Waiting[]): ReadonlyMap<Session, readonly Waiting[]> {
    const { aheads } = room.outbox;
    const besides = new Map<Session, Set<Waiting>>();
    for (const session of aheads.keys()) besides.set(session, new Set());
    for (const waiting of all) {
      const { users, userStreams, streams } = waiting;
      for (const user of users) {
        for (const session of this.#parts.sockets.inRoom(user, room.id)) {
          const isMeant = (session.stream & userStreams & ~streams) !== NOBODY;
          if (session.state !== "live" || !isMeant) continue;
          const known = besides.get(session);
          if (known === undefined) besides.set(session, new Set([waiting]));
          else known.add(waiting);
        }
      }
    }
    const own = new Map<Session, readonly Waiting[]>();
    for (const [session, extra] of besides) {
      const seen = aheads.get(session) ?? 0;
      const isOwn = (waiting: Waiting): boolean =>
        (waiting.seq === 0 || waiting.seq > seen) &&
        ((waiting.streams & session.stream) !== NOBODY || extra.has(waiting));
      own.set(session, all.filter(isOwn));
    }
    return own;
  }

  #sendOwn(
    session: Session,
    all: readonly Waiting[],
    own: readonly Waiting[],
    built: Map<string, Wire>,
  ): void {
    if (own.length === 0) return;
    const { dialect } = session.facts;
    session.sendWire(wireOf(dialect, all, own, built));
    this.#count(dialect, 1, own.length);
  }

  /** Takes the session off its topic for a moment. @returns brings it back */
  #leave(room: Room, session: Session, isDivided: boolean): () => void {
    const topics = room.topicsFor(session);
    if (topics === undefined) return () => undefined;
    const { stream } = session;
    const isPublic = (stream & PUBLIC) !== NOBODY && !isDivided;
    const { name } = isPublic ? topics.public : topics.of(stream);
    session.socket?.unsubscribe(name);
    topics.change(stream, -1);
    return () => {
      session.socket?.subscribe(name);
      topics.change(stream, 1);
    };
  }

  #publishAll(
    topics: Topics,
    all: readonly Waiting[],
    isDivided: boolean,
    built: Map<string, Wire>,
  ): void {
    const { dialect } = topics;
    const targets = isDivided ? topics.byStream : [topics.public, topics.moderators];
    for (const { name, streams } of targets) {
      const sockets = topics.listening(streams);
      if (sockets === 0) continue;
      const heard = all.filter((waiting) => (waiting.streams & streams) !== NOBODY);
      if (heard.length === 0) continue;
      this.#parts.publish(name, wireOf(dialect, all, heard, built));
      this.#count(dialect, sockets, heard.length);
    }
  }

  #count(dialect: Dialect, sockets: number, events: number): void {
    const { metrics } = this.#parts;
    metrics.count("weir_writes_total", { dialect: dialect.label }, sockets);
    metrics.count("weir_deliveries_total", { dialect: dialect.label }, sockets * events);
  }

  #topicsOf(topics: Topics, session: Session): readonly Topic[] {
    const { stream } = session;
    if (stream === MODERATORS) return [topics.moderators];
    return this.#parts.isSampling ? [topics.public, topics.of(stream)] : [topics.public];
  }
}

function seqOf({ seq, event }: OrderedEvent): number {
  return event.kind === "message" ? seq : 0;
}

/** Those who hear the same get the same bytes. @param heard some of `all`, in its order */
function wireOf(
  dialect: Dialect,
  all: readonly Waiting[],
  heard: readonly Waiting[],
  built: Map<string, Wire>,
): Wire {
  let next = 0;
  let key = dialect.label;
  for (const waiting of all) key += waiting === heard[next] && ++next > 0 ? "1" : "0";
  const known = built.get(key);
  if (known !== undefined) return known;
  const wire = dialect.join(heard.map(({ frame }) => frame.part(dialect)));
  built.set(key, wire);
  return wire;
}

function forgetCaughtUp(room: Room): void {
  for (const [session, seen] of room.outbox.aheads) {
    const shown = session.audience === "moderators" ? room.moderatorsSeq : room.shownSeq;
    if (shown >= seen) room.outbox.aheads.delete(session);
  }
}
