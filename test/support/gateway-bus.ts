// A bus for gateway tests that can be made to fail: joins that hang, a replay that waits, new epochs.
import type { Json, RoomId } from "../../src/domain/message.ts";
import type {
  Bus,
  BusMessage,
  RoomLog,
  StateBoard,
  StateEntry,
} from "../../src/domain/ports/bus.ts";
import type { OrderedEvent, RoomEvent, RoomHead } from "../../src/domain/room-event.ts";

type EventHandler = (room: RoomId, epoch: string, event: OrderedEvent) => void;
type StateHandler = (key: string, entry: StateEntry | null, isReplay: boolean) => void;

/** In order and at once, as the bus drivers promise; plus switches for what can go wrong. */
export class ScriptedBus implements Bus {
  /** `fail`: joins are refused. `hang`: they wait for `joinsGoOn`. */
  joins: "answer" | "fail" | "hang" = "answer";
  /** True: watch does not resolve before `replay()`. */
  isReplayHeld = false;
  epoch = "e1";
  readonly told: BusMessage[] = [];
  readonly rooms: RoomLog;
  readonly state: StateBoard;
  readonly left: RoomId[] = [];
  readonly #heads = new Map<RoomId, { seq: number; events: OrderedEvent[] }>();
  readonly #entries = new Map<string, StateEntry>();
  readonly #eventHandlers: EventHandler[] = [];
  readonly #stateHandlers: StateHandler[] = [];
  readonly #tellHandlers: ((message: BusMessage) => void)[] = [];
  readonly #joined = new Set<RoomId>();
  #hanging: (() => void)[] = [];
  #held: (() => void)[] = [];

  constructor() {
    this.rooms = {
      join: (room) => this.#join(room),
      leave: (room) => {
        this.left.push(room);
        this.#joined.delete(room);
      },
      append: (room, event) => this.append(room, event),
      onEvent: (handler) => this.#eventHandlers.push(handler),
      recent: (room) => Promise.resolve(this.head(room)),
    };
    this.state = {
      set: (key, entry) => {
        if (entry === null) this.#entries.delete(key);
        else this.#entries.set(key, entry);
        for (const handler of this.#stateHandlers) handler(key, entry, false);
      },
      watch: (handler) => {
        this.#stateHandlers.push(handler);
        const replay = (): void => {
          for (const [key, entry] of this.#entries) handler(key, entry, true);
        };
        if (!this.isReplayHeld) {
          replay();
          return Promise.resolve();
        }
        return new Promise((resolve) => {
          this.#held.push(() => {
            replay();
            resolve();
          });
        });
      },
    };
  }

  append(room: RoomId, event: RoomEvent): OrderedEvent {
    const log = this.#log(room);
    if (event.kind === "message") log.seq += 1;
    const ordered = { seq: log.seq, event };
    log.events.push(ordered);
    this.deliver(room, ordered);
    return ordered;
  }

  /** To the gateways, whatever the log says. */
  deliver(room: RoomId, ordered: OrderedEvent): void {
    if (!this.#joined.has(room)) return;
    for (const handler of this.#eventHandlers) handler(room, this.epoch, ordered);
  }

  /** The log is lost: numbers begin anew. */
  beginAnew(room: RoomId, epoch: string): void {
    this.epoch = epoch;
    this.#heads.delete(room);
  }

  head(room: RoomId): RoomHead {
    const log = this.#log(room);
    return { epoch: this.epoch, seq: log.seq, events: [...log.events] };
  }

  joinsGoOn(): void {
    this.joins = "answer";
    for (const goOn of this.#hanging) goOn();
    this.#hanging = [];
  }

  get hanging(): number {
    return this.#hanging.length;
  }

  replay(): void {
    this.isReplayHeld = false;
    for (const goOn of this.#held) goOn();
    this.#held = [];
  }

  tell(message: BusMessage): void {
    this.told.push(message);
    for (const handler of this.#tellHandlers) handler(message);
  }

  onTell(handler: (message: BusMessage) => void): void {
    this.#tellHandlers.push(handler);
  }

  ask(): Promise<Json> {
    return Promise.reject(new Error("nobody serves anything on this bus"));
  }

  serve(): void {}

  isUp(): boolean {
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #join(room: RoomId): Promise<RoomHead> {
    if (this.joins === "fail") return Promise.reject(new Error("the log is away"));
    this.#joined.add(room);
    if (this.joins === "answer") return Promise.resolve(this.head(room));
    const head = this.head(room);
    return new Promise((resolve) => {
      this.#hanging.push(() => resolve(head));
    });
  }

  #log(room: RoomId): { seq: number; events: OrderedEvent[] } {
    let log = this.#heads.get(room);
    if (log === undefined) {
      log = { seq: 0, events: [] };
      this.#heads.set(room, log);
    }
    return log;
  }
}
