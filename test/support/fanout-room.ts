// One room with listeners that need no sockets: topics, time and the room's log are in the test's hand.
import { inflateRawSync } from "node:zlib";
import type { ChatMessage, Role } from "../../src/domain/message.ts";
import type { RoomEvent } from "../../src/domain/room-event.ts";
import type { Timing } from "../../src/gateway/deadline.ts";
import { Fanout } from "../../src/gateway/fanout.ts";
import { Idempotency } from "../../src/gateway/idempotency.ts";
import { Room } from "../../src/gateway/room.ts";
import type { EventParts } from "../../src/gateway/room-events.ts";
import { applyEvent, openHistory } from "../../src/gateway/room-events.ts";
import { Session } from "../../src/gateway/session.ts";
import { UserSockets } from "../../src/gateway/user-sockets.ts";
import { welcome } from "../../src/gateway/welcome.ts";
import type { Wire } from "../../src/protocol/dialect.ts";
import { weirV1, weirV1Deflate } from "../../src/protocol/weir-v1/weir-v1.ts";
import type { Frame } from "./chat-client.ts";
import { MemoryLogger, MemoryMetrics } from "./gateway.ts";

/** Time that stands still until it is told to pass. */
export class ManualTiming implements Timing {
  #now = 0;
  #timers: { readonly at: number; readonly work: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#now + ms, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pending(): number {
    return this.#timers.length;
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= end);
      if (due === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = due.at;
      due.work();
    }
    this.#now = end;
  }
}

/** What one session was sent. */
export class Listener {
  readonly session: Session;
  readonly wires: Wire[] = [];
  readonly topics = new Set<string>();

  constructor(session: Session) {
    this.session = session;
    session.opened({
      state: session,
      send: (data) => this.wires.push(data),
      sendText: (utf8) => this.wires.push(Buffer.from(utf8).toString()),
      subscribe: (topic) => void this.topics.add(topic),
      unsubscribe: (topic) => void this.topics.delete(topic),
      close: () => undefined,
      backlogBytes: () => 0,
    });
  }

  /** Frames of every write, the welcome's first. */
  get writes(): readonly (readonly Frame[])[] {
    return this.wires.map((wire) => {
      const text = typeof wire === "string" ? wire : inflateRawSync(wire).toString();
      const value = JSON.parse(text) as Frame | readonly Frame[];
      return Array.isArray(value) ? value : [value];
    });
  }

  /** All frames behind the welcome, in order. */
  get frames(): readonly Frame[] {
    return this.writes.slice(1).flat();
  }

  /** Numbers of the messages that came, in order. */
  get seqs(): readonly number[] {
    return this.frames.flatMap((frame) => (frame.op === "message" ? [frame.seq] : []));
  }
}

export interface ListenerWish {
  readonly user?: string;
  readonly role?: Role;
  readonly shard?: number;
  readonly deflate?: boolean;
  /** A number of this room's log. */
  readonly since?: number;
}

export class FanoutRoom {
  readonly timing = new ManualTiming();
  readonly metrics = new MemoryMetrics();
  readonly listeners = new Set<Listener>();
  readonly published: string[] = [];
  readonly fanout: Fanout;
  readonly room: Room;
  readonly parts: EventParts;
  readonly #sockets = new UserSockets();
  readonly #readableRate: number;
  #seq = 0;
  #made = 0;

  constructor(readableRate = 0) {
    this.#readableRate = readableRate;
    const fanoutParts = {
      publish: (topic: string, wire: Wire) => {
        this.published.push(topic);
        for (const { topics, wires } of this.listeners) if (topics.has(topic)) wires.push(wire);
      },
      sockets: this.#sockets,
      metrics: this.metrics,
      isSampling: readableRate > 0,
    };
    this.fanout = new Fanout(fanoutParts, this.timing);
    this.room = new Room({ id: "shop", key: 1, modes: {}, viewers: 0 }, readableRate, 1);
    this.parts = {
      fanout: this.fanout,
      idempotency: new Idempotency(),
      logger: new MemoryLogger(),
      readableRate,
    };
    openHistory(this.room, { epoch: "e1", seq: 0, events: [] }, 0);
    this.room.state = "live";
  }

  /** Newest number of the log. */
  get seq(): number {
    return this.#seq;
  }

  join({ user, role = "viewer", shard = 0, deflate = false, since }: ListenerWish = {}): Listener {
    this.#made += 1;
    const id = user ?? `u_${this.#made}`;
    const session = new Session({
      id: `c_${this.#made}`,
      room: "shop",
      user: { id, name: id, role },
      engineUser: { id, role, attrs: {}, keys: { user: 1, device: 1, address: 1 } },
      dialect: deflate ? weirV1Deflate : weirV1,
      language: "en",
      address: "",
      expiresAt: Number.MAX_SAFE_INTEGER,
      since: since === undefined ? null : { epoch: "e1", seq: since },
      shard,
    });
    const listener = new Listener(session);
    const { room } = this;
    const { history } = room;
    if (history === null) throw new Error("the room has no history");
    this.listeners.add(listener);
    this.#sockets.add(session);
    room.sessions.add(session);
    session.state = "live";
    welcome(room, history, session, this.#readableRate, true);
    this.fanout.subscribe(room, session);
    return listener;
  }

  leave(listener: Listener): void {
    const { session } = listener;
    this.listeners.delete(listener);
    this.room.sessions.delete(session);
    this.fanout.unsubscribe(this.room, session);
    session.closed();
    this.#sockets.remove(session);
  }

  /** The log says that somebody wrote. @returns the message, whose id is `m_<seq>` */
  say(change: Partial<ChatMessage> & { readonly replyToUser?: string } = {}): ChatMessage {
    const { replyToUser = null, ...fields } = change;
    const message: ChatMessage = {
      id: `m_${this.#seq + 1}`,
      room: "shop",
      at: 0,
      user: { id: "u_other", name: "u_other", role: "viewer" },
      text: "text",
      masked: false,
      released: false,
      replyTo: null,
      meta: {},
      ...fields,
    };
    this.tell({ kind: "message", message, reasons: [], replyToUser });
    return message;
  }

  /** The log says this. */
  tell(event: RoomEvent, nowMs = 0): void {
    if (event.kind === "message") this.#seq += 1;
    applyEvent(this.parts, this.room, "e1", { seq: this.#seq, event }, nowMs);
  }

  /** So many messages at once, which makes the room a busy one. */
  heat(messages = 30): void {
    for (let n = 0; n < messages; n += 1) this.say();
  }

  /** Ends a second as the gateway does. */
  endSecond(): void {
    const { isChanged } = this.room.sampler.endSecond();
    if (isChanged) this.fanout.shareChanged(this.room, this.#readableRate);
  }
}
