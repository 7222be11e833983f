// The supervisor's side of the ipc bus: orders rooms, keeps the state, carries tells and questions.
import type { RoomId } from "../domain/message.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { NOBODY_SERVES, type Answer } from "./asking.ts";
import type { BusOptions } from "./bus-options.ts";
import {
  BatchSender,
  type ChannelEnd,
  type DownFrame,
  isBatch,
  type UpFrame,
} from "./ipc-frames.ts";
import { RoomHub } from "./room-hub.ts";
import { StateMap } from "./state-map.ts";

export type HubOptions = Omit<BusOptions, "metrics">;

export interface IpcHub {
  /** Carries the bus of a child from now until it is detached or its channel closes. */
  attach(child: ChannelEnd, name: string): void;
  detach(child: ChannelEnd): void;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Member {
  readonly child: ChannelEnd;
  readonly name: string;
  readonly sender: BatchSender<DownFrame>;
  readonly rooms: Set<RoomId>;
  readonly services: Set<string>;
  isWatching: boolean;
  readonly stop: () => void;
}

interface Question {
  readonly from: Member;
  readonly n: number;
  readonly to: Member;
  readonly timer: NodeJS.Timeout;
}

export function createIpcHub(options: HubOptions): IpcHub {
  const hub = new Hub(options);
  return {
    attach: (child, name) => hub.attach(child, name),
    detach: (child) => hub.detach(child),
    [Symbol.asyncDispose]: () => {
      hub.end();
      return Promise.resolve();
    },
  };
}

class Hub {
  readonly #logger: Logger;
  readonly #members = new Map<ChannelEnd, Member>();
  readonly #followers = new Map<RoomId, Set<Member>>();
  readonly #rooms: RoomHub;
  readonly #state: StateMap;
  readonly #questions = new Map<number, Question>();
  #lastQuestion = 0;

  constructor({ logger, now, makeEpoch }: HubOptions) {
    this.#logger = logger;
    this.#state = new StateMap(now);
    this.#rooms = new RoomHub({ makeEpoch, isFollowed: (room) => this.#followers.has(room) });
  }

  attach(child: ChannelEnd, name: string): void {
    this.detach(child);
    const onMessage = (message: unknown): void => {
      if (!isBatch<UpFrame>(message)) return;
      for (const frame of message.bus) this.#take(member, frame);
    };
    const onGone = (): void => this.detach(child);
    const sender = new BatchSender<DownFrame>(
      (batch, done) => {
        if (child.connected && child.send !== undefined) child.send(batch, undefined, {}, done);
        else done(new Error("disconnected"));
      },
      () => this.#dropStuck(member),
    );
    const stop = (): void => {
      child.off("message", onMessage);
      child.off("disconnect", onGone);
    };
    const member: Member = {
      child,
      name,
      sender,
      rooms: new Set(),
      services: new Set(),
      isWatching: false,
      stop,
    };
    this.#members.set(child, member);
    child.on("message", onMessage);
    child.on("disconnect", onGone);
  }

  detach(child: ChannelEnd): void {
    const member = this.#members.get(child);
    if (member === undefined) return;
    this.#members.delete(child);
    member.stop();
    member.sender.end();
    for (const room of member.rooms) this.#leave(member, room);
    for (const [id, question] of this.#questions) {
      if (question.from !== member && question.to !== member) continue;
      this.#settle(id, NOBODY_SERVES);
    }
  }

  end(): void {
    for (const child of this.#members.keys()) this.detach(child);
    for (const { timer } of this.#questions.values()) clearTimeout(timer);
    this.#questions.clear();
  }

  /** Events it did not get are gaps in its rooms: it ends itself, and is started anew. */
  #dropStuck(member: Member): void {
    this.#logger.error("bus.child_stuck", { child: member.name });
    this.detach(member.child);
    if (member.child.connected) member.child.disconnect?.();
  }

  #take(member: Member, frame: UpFrame): void {
    switch (frame.op) {
      case "join":
        this.#join(member, frame.n, frame.room);
        break;
      case "recent":
        member.sender.push({ op: "head", n: frame.n, head: this.#rooms.recent(frame.room) });
        break;
      case "leave":
        this.#leave(member, frame.room);
        break;
      case "append":
        this.#append(frame);
        break;
      case "set":
        this.#set(frame);
        break;
      case "watch":
        member.isWatching = true;
        member.sender.push({ op: "watched", n: frame.n, entries: this.#state.entries() });
        break;
      case "tell":
        for (const other of this.#members.values()) {
          if (other !== member) other.sender.push(frame);
        }
        break;
      case "serve":
        member.services.add(frame.name);
        break;
      case "ask":
        this.#ask(member, frame);
        break;
      case "answer":
        this.#settle(frame.n, frame.answer);
        break;
    }
  }

  #join(member: Member, n: number, room: RoomId): void {
    const followers = this.#followers.get(room) ?? new Set();
    this.#followers.set(room, followers.add(member));
    member.rooms.add(room);
    member.sender.push({ op: "head", n, head: this.#rooms.open(room) });
  }

  #leave(member: Member, room: RoomId): void {
    member.rooms.delete(room);
    const followers = this.#followers.get(room);
    followers?.delete(member);
    if (followers?.size === 0) this.#followers.delete(room);
  }

  #append({ room, event }: UpFrame & { readonly op: "append" }): void {
    const appended = this.#rooms.append(room, event);
    if (appended === undefined) return;
    const { epoch, ordered } = appended;
    const frame = { op: "event" as const, room, epoch, event: ordered };
    for (const member of this.#followers.get(room) ?? []) member.sender.push(frame);
  }

  /** Back to its sender too: every process applies the changes of a key in one order. */
  #set({ key, entry }: UpFrame & { readonly op: "set" }): void {
    const dropped = this.#state.set(key, entry);
    if (dropped !== undefined) this.#logger.warn("bus.state_full", { dropped });
    for (const member of this.#members.values()) {
      if (member.isWatching) member.sender.push({ op: "state", key, entry });
    }
  }

  #ask(from: Member, { n, name, body, timeoutMs }: UpFrame & { readonly op: "ask" }): void {
    const to = [...this.#members.values()].find((member) => member.services.has(name));
    if (to === undefined) {
      from.sender.push({ op: "answer", n, answer: NOBODY_SERVES });
      return;
    }
    this.#lastQuestion += 1;
    const id = this.#lastQuestion;
    const timer = setTimeout(() => this.#questions.delete(id), timeoutMs);
    timer.unref();
    this.#questions.set(id, { from, n, to, timer });
    to.sender.push({ op: "ask", n: id, name, body });
  }

  #settle(id: number, answer: Answer): void {
    const question = this.#questions.get(id);
    if (question === undefined) return;
    this.#questions.delete(id);
    clearTimeout(question.timer);
    question.from.sender.push({ op: "answer", n: question.n, answer });
  }
}
