// A forked process's side of the ipc bus; the supervisor orders the rooms (ipc-hub.ts).
//
// When the supervisor is gone this process is about to end (ops/lifecycle.ts). Until then it
// numbers its own room events, so that what its viewers send still reaches those it serves.
import { UnavailableError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Json, RoomId } from "../domain/message.ts";
import type { Bus, BusMessage, RoomLog, StateBoard, StateEntry } from "../domain/ports/bus.ts";
import type { RoomEvent, RoomHead } from "../domain/room-event.ts";
import { answerWith, askOwn, NOBODY_SERVES, Questions, type Serve } from "./asking.ts";
import type { BusOptions } from "./bus-options.ts";
import {
  BatchSender,
  type ChannelEnd,
  type DownFrame,
  isBatch,
  type UpFrame,
} from "./ipc-frames.ts";
import { Listeners, type StateHandler, type TellHandler } from "./listeners.ts";

interface FollowedRoom {
  epoch: string;
  seq: number;
  /** What came behind the head in its own batch, until the caller of `join` has the head. */
  held: DownEvent[] | null;
}

type DownEvent = DownFrame & { readonly op: "event" };

/** Errors: UnavailableError `bus_unavailable` when this process was not forked. */
export function createIpcChildBus(
  options: BusOptions,
  channel: ChannelEnd = process,
): Promise<Bus> {
  if (channel.send === undefined || !channel.connected) {
    throw new UnavailableError("bus_unavailable", "No supervisor at the other end.");
  }
  return Promise.resolve(new IpcChildBus(options, channel));
}

class IpcChildBus implements Bus {
  readonly rooms: RoomLog;
  readonly state: StateBoard;
  readonly #options: BusOptions;
  readonly #channel: ChannelEnd;
  readonly #sender: BatchSender<UpFrame>;
  readonly #listeners: Listeners;
  readonly #questions = new Questions();
  readonly #services = new Map<string, Serve>();
  readonly #followed = new Map<RoomId, FollowedRoom>();
  readonly #waiting = new Map<number, (frame: DownFrame) => void>();
  #lastN = 0;
  #isUp = true;

  constructor(options: BusOptions, channel: ChannelEnd) {
    this.#options = options;
    this.#channel = channel;
    this.#listeners = new Listeners(options.logger);
    this.#sender = new BatchSender(
      (batch, done) => {
        if (channel.connected && channel.send !== undefined)
          channel.send(batch, undefined, {}, done);
        else done(new Error("disconnected"));
      },
      () => this.#goDown("overflow"),
    );
    this.rooms = {
      join: (room) => this.#join(room),
      leave: (room) => this.#leave(room),
      append: (room, event) => this.#append(room, event),
      onEvent: (handler) => this.#listeners.onEvent(handler),
      recent: (room) => this.#head({ op: "recent", n: this.#nextN(), room }),
    };
    this.state = {
      set: (key, entry) => this.#set(key, entry),
      watch: (handler) => this.#watch(handler),
    };
    channel.on("message", this.#onMessage);
    channel.on("disconnect", this.#onDisconnect);
  }

  tell(message: BusMessage): void {
    this.#sender.push({ op: "tell", message });
    this.#listeners.tell(message);
  }

  onTell(handler: TellHandler): void {
    this.#listeners.onTell(handler);
  }

  ask(name: string, body: Json, timeoutMs: number): Promise<Json> {
    const own = this.#services.get(name);
    if (own !== undefined || !this.#isUp) return askOwn(own, body, timeoutMs);
    return this.#questions.ask(timeoutMs, (n) =>
      this.#sender.push({ op: "ask", n, name, body, timeoutMs }),
    );
  }

  serve(name: string, handler: Serve): void {
    this.#services.set(name, handler);
    this.#sender.push({ op: "serve", name });
  }

  isUp(): boolean {
    return this.#isUp;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#channel.off("message", this.#onMessage);
    this.#channel.off("disconnect", this.#onDisconnect);
    this.#isUp = false;
    this.#sender.end();
    this.#questions.failAll();
    return Promise.resolve();
  }

  readonly #onMessage = (message: unknown): void => {
    if (!isBatch<DownFrame>(message)) return;
    for (const frame of message.bus) this.#take(frame);
  };

  readonly #onDisconnect = (): void => this.#goDown("supervisor gone");

  #goDown(why: string): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#options.logger.error("bus.down", { why });
    this.#options.metrics.count("weir_bus_errors_total", { kind: "down" });
    this.#sender.end();
    this.#questions.failAll();
  }

  #take(frame: DownFrame): void {
    switch (frame.op) {
      case "event":
        this.#takeEvent(frame);
        break;
      case "state":
        this.#listeners.state(frame.key, frame.entry);
        break;
      case "tell":
        this.#listeners.tell(frame.message);
        break;
      case "ask":
        this.#serveQuestion(frame.n, frame.name, frame.body);
        break;
      case "answer":
        this.#questions.settle(frame.n, frame.answer);
        break;
      case "head":
      case "watched":
        this.#waiting.get(frame.n)?.(frame);
        break;
    }
  }

  #takeEvent(frame: DownEvent): void {
    const room = this.#followed.get(frame.room);
    if (room === undefined) return;
    if (room.held !== null) {
      room.held.push(frame);
      return;
    }
    room.epoch = frame.epoch;
    room.seq = frame.event.seq;
    this.#listeners.event(frame.room, frame.epoch, frame.event);
  }

  async #join(room: RoomId): Promise<RoomHead> {
    const followed: FollowedRoom = { epoch: "", seq: 0, held: [] };
    this.#followed.set(room, followed);
    try {
      const head = await this.#head({ op: "join", n: this.#nextN(), room });
      followed.epoch = head.epoch;
      followed.seq = head.seq;
      return head;
    } catch (error) {
      if (this.#followed.get(room) === followed) this.#leave(room);
      throw error;
    } finally {
      setImmediate(() => this.#release(followed));
    }
  }

  #release(followed: FollowedRoom): void {
    const held = followed.held ?? [];
    followed.held = null;
    for (const frame of held) this.#takeEvent(frame);
  }

  #leave(room: RoomId): void {
    this.#followed.delete(room);
    this.#sender.push({ op: "leave", room });
  }

  #append(room: RoomId, event: RoomEvent): void {
    if (this.#isUp) {
      this.#sender.push({ op: "append", room, event });
      return;
    }
    const followed = this.#followed.get(room);
    if (followed === undefined) return;
    if (event.kind === "message") followed.seq += 1;
    this.#listeners.event(room, followed.epoch, { seq: followed.seq, event });
  }

  async #head(frame: UpFrame & { readonly op: "join" | "recent" }): Promise<RoomHead> {
    const answer = await this.#request(frame);
    if (answer?.op === "head") return answer.head;
    throw new UnavailableError("bus_unavailable", "The room's log does not answer.", {
      facts: { room: frame.room },
    });
  }

  #set(key: string, entry: StateEntry | null): void {
    if (this.#isUp) this.#sender.push({ op: "set", key, entry });
    else this.#listeners.state(key, entry);
  }

  async #watch(handler: StateHandler): Promise<void> {
    const frame = { op: "watch" as const, n: this.#nextN() };
    // In the frame's own turn: a change right behind the replay must find the handler in place.
    const answer = await this.#request(frame, (watched) => {
      if (watched.op !== "watched") return;
      for (const [key, entry] of watched.entries) handler(key, entry, true);
      this.#listeners.onState(handler);
    });
    if (answer === undefined) {
      throw new UnavailableError("bus_unavailable", "The retained state does not come.");
    }
  }

  #serveQuestion(n: number, name: string, body: Json): void {
    const serve = this.#services.get(name);
    const answer = serve === undefined ? NOBODY_SERVES : answerWith(serve, body);
    void Promise.resolve(answer).then((done) =>
      this.#sender.push({ op: "answer", n, answer: done }),
    );
  }

  /** @returns undefined when the supervisor does not answer in LIMITS.rejoinMs. */
  async #request(
    frame: UpFrame & { readonly op: "join" | "recent" | "watch" },
    onAnswer?: (answer: DownFrame) => void,
  ): Promise<DownFrame | undefined> {
    if (!this.#isUp) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<DownFrame | undefined>((resolve) => {
      this.#waiting.set(frame.n, (answer) => {
        onAnswer?.(answer);
        resolve(answer);
      });
      timer = setTimeout(() => resolve(undefined), LIMITS.rejoinMs.value);
      this.#sender.push(frame);
    });
    clearTimeout(timer);
    this.#waiting.delete(frame.n);
    return answer;
  }

  #nextN(): number {
    this.#lastN += 1;
    return this.#lastN;
  }
}
