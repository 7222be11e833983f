// Brings frames to a room's sockets: each dialect's frame is built once and published once a topic.
//
// Why this way: cost is set by writes, so nothing here walks the viewers. Only what is addressed
// (own messages, replies and mentions in a sampled room, outcomes, sanctions) goes socket by socket.
import type { UserId } from "../domain/message.ts";
import type { Metrics } from "../domain/ports/telemetry.ts";
import { isModerating } from "../domain/message.ts";
import type { OrderedEvent } from "../domain/room-event.ts";
import type { Dialect, Wire } from "../protocol/dialect.ts";
import type { ServerFrame } from "../protocol/server-frames.ts";
import { eventFrame } from "../protocol/server-frames.ts";
import type { Room, Topics } from "./room.ts";
import { mentioned, mentionKey } from "./sampling.ts";
import type { Session } from "./session.ts";
import type { UserSockets } from "./user-sockets.ts";

/** Users who may share one mention key; the others see the message by chance, like anybody. */
const MAX_NAMESAKES = 16;

/** One frame, encoded at most once a dialect. */
class Encoded {
  readonly #frame: ServerFrame;
  readonly #wires = new Map<Dialect, Wire>();

  constructor(frame: ServerFrame) {
    this.#frame = frame;
  }

  wire(dialect: Dialect): Wire {
    const known = this.#wires.get(dialect);
    if (known !== undefined) return known;
    const wire = dialect.encode(this.#frame);
    this.#wires.set(dialect, wire);
    return wire;
  }
}

export interface FanoutParts {
  readonly publish: (topic: string, wire: Wire) => void;
  readonly sockets: UserSockets;
  readonly metrics: Metrics;
  readonly isSampling: boolean;
}

export class Fanout {
  readonly #parts: FanoutParts;

  constructor(parts: FanoutParts) {
    this.#parts = parts;
  }

  /** From here on the session gets what its audience gets. */
  subscribe(room: Room, session: Session): void {
    const topics = room.topicsFor(session);
    if (topics === undefined) return;
    topics.listening[session.audience] += 1;
    for (const topic of this.#topicsOf(topics, session)) session.socket?.subscribe(topic);
    if (room.names !== null) addName(room.names, session);
  }

  /** A closed socket's subscriptions went with it; only the count is left. */
  unsubscribe(room: Room, session: Session): void {
    const topics = room.topicsFor(session);
    if (topics !== undefined) topics.listening[session.audience] -= 1;
  }

  /** What moderators see of an event, at once. */
  eventToModerators(room: Room, ordered: OrderedEvent): void {
    if (!room.topics.some(({ listening }) => listening.moderators > 0)) return;
    this.toModerators(room, eventFrame(ordered, true));
  }

  toModerators(room: Room, frame: ServerFrame): void {
    const encoded = new Encoded(frame);
    for (const topics of room.topics) {
      if (topics.listening.moderators > 0) this.#publish(topics, topics.moderators, encoded);
    }
  }

  /** To viewers and recorders, whatever the sampling. */
  toViewers(room: Room, frame: ServerFrame): void {
    this.#everyone(room, new Encoded(frame));
  }

  toAll(room: Room, frame: ServerFrame): void {
    this.toModerators(room, frame);
    this.toViewers(room, frame);
  }

  /** What viewers and recorders see of an event, sampled when the room is. */
  eventToViewers(room: Room, ordered: OrderedEvent): void {
    const encoded = new Encoded(eventFrame(ordered, false));
    const { event } = ordered;
    const { share } = room.sampler;
    if (share === 1 || event.kind !== "message" || isModerating(event.message.user.role)) {
      this.#everyone(room, encoded);
      return;
    }
    const shards = room.sampler.deal();
    for (const topics of room.topics) {
      if (topics.listening.recorders > 0) this.#publish(topics, topics.recorders, encoded);
      if (topics.listening.viewers === 0) continue;
      for (const [shard, topic] of topics.shards.entries()) {
        if (isDealt(shards, shard)) this.#publish(topics, topic, encoded);
      }
    }
    const users = new Set([event.message.user.id]);
    if (event.replyToUser !== null) users.add(event.replyToUser);
    for (const namesakes of mentioned(event.message.text, room.names ?? new Map())) {
      for (const user of namesakes) users.add(user);
    }
    for (const user of users) this.#addressed(room, user, shards, encoded);
  }

  /** To every socket of one user in the room. @param isMeant tells the audiences that get it */
  toUser(
    room: Room,
    userId: UserId,
    frame: ServerFrame,
    isMeant: (session: Session) => boolean = () => true,
  ): void {
    const encoded = new Encoded(frame);
    for (const session of this.#parts.sockets.inRoom(userId, room.id)) {
      if (session.state !== "live" || !isMeant(session)) continue;
      session.sendWire(encoded.wire(session.facts.dialect));
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
    const encoded = new Encoded({ op: "sampling", share, readableRate });
    for (const topics of room.topics) {
      if (topics.listening.viewers === 0) continue;
      for (const topic of topics.shards) this.#publish(topics, topic, encoded);
    }
  }

  #everyone(room: Room, encoded: Encoded): void {
    for (const topics of room.topics) {
      const { viewers, recorders } = topics.listening;
      if (viewers + recorders > 0) this.#publish(topics, topics.everyone, encoded);
    }
  }

  #publish(topics: Topics, topic: string, encoded: Encoded): void {
    this.#parts.publish(topic, encoded.wire(topics.dialect));
    this.#parts.metrics.count("weir_deliveries_total", { dialect: topics.dialect.label });
  }

  #addressed(room: Room, userId: UserId, shards: number, encoded: Encoded): void {
    for (const session of this.#parts.sockets.inRoom(userId, room.id)) {
      if (session.state !== "live" || session.audience !== "viewers") continue;
      if (isDealt(shards, session.facts.shard)) continue;
      session.sendWire(encoded.wire(session.facts.dialect));
    }
  }

  #topicsOf(topics: Topics, session: Session): readonly string[] {
    if (session.audience === "moderators") return [topics.moderators];
    if (!this.#parts.isSampling) return [topics.everyone];
    if (session.audience === "recorders") return [topics.everyone, topics.recorders];
    return [topics.everyone, topics.shards[session.facts.shard] ?? topics.everyone];
  }
}

function isDealt(shards: number, shard: number): boolean {
  return (shards & (1 << shard)) !== 0;
}

/** People who left stay in it: it is thrown away when the sampling ends. */
function addName(names: Map<string, Set<UserId>>, session: Session): void {
  const { id, name } = session.facts.user;
  for (const key of [mentionKey(name), mentionKey(id)]) {
    const namesakes = names.get(key);
    if (namesakes === undefined) names.set(key, new Set([id]));
    else if (namesakes.size < MAX_NAMESAKES) namesakes.add(id);
  }
}
