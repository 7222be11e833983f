// Watches all sockets of a transport for silence and backlog with one timer and no memory a socket.
//
// Why this way: a timer a socket costs 200 bytes and a heap operation with every frame. Here a
// frame stores one small integer, and a cursor passes by every socket eight times an idle period.

/** What the watch keeps in and asks of a socket. */
export interface Watched {
  /** Where it stands in the watch; -1 outside. */
  slot: number;
  /** The watch's `tick` when something last came from the peer. */
  seenTick: number;
  isPinged: boolean;
  ping(): void;
  /** Nothing came for the whole idle period. */
  expire(): void;
  /** Closes the socket when it owes too much. */
  checkBacklog(): void;
}

const VISITS = 8;
/** So late, at most, a silent socket is closed; each tick wakes an idle process. */
const MOST_TICK_MS = 1_000;
/** Bounds a slice at a few milliseconds, 100,000 sockets or not. */
const SLICE = 4_096;

export class SocketWatch<T extends Watched> {
  /** Now, in steps of `#tickMs`; a small integer for 68 years of a second. */
  tick = 0;
  readonly #sockets: T[] = [];
  readonly #tickMs: number;
  readonly #idleTicks: number;
  readonly #timer: NodeJS.Timeout;
  #cursor = 0;
  /** Sockets at the start of the round: those that leave must not slow it down. */
  #roundSize = 0;
  #sweepLeft = 0;
  #isSweepDue = false;

  constructor(idleSeconds: number) {
    const idleMs = idleSeconds * 1_000;
    this.#tickMs = Math.max(5, Math.min(MOST_TICK_MS, idleMs / (VISITS * 4)));
    this.#idleTicks = Math.ceil(idleMs / this.#tickMs);
    this.#timer = setInterval(() => this.#visit(), this.#tickMs).unref();
  }

  get size(): number {
    return this.#sockets.length;
  }

  add(socket: T): void {
    socket.slot = this.#sockets.length;
    socket.seenTick = this.tick;
    this.#sockets.push(socket);
  }

  /** The last socket takes the place, so leaving costs the same among ten or 100,000. */
  remove(socket: T): void {
    const last = this.#sockets[this.#sockets.length - 1];
    if (socket.slot < 0 || last === undefined) return;
    this.#sockets[socket.slot] = last;
    last.slot = socket.slot;
    socket.slot = -1;
    this.#sockets.pop();
  }

  /** The one that came last, or none. */
  any(): T | undefined {
    return this.#sockets.at(-1);
  }

  /** A copy: what is done to them may remove them. */
  all(): readonly T[] {
    return [...this.#sockets];
  }

  /** Something came from the peer. */
  saw(socket: T): void {
    socket.seenTick = this.tick;
    socket.isPinged = false;
  }

  /** Checks every socket's backlog soon, a slice at each turn of the loop. */
  sweepBacklogs(): void {
    if (this.#sweepLeft > 0) {
      // To begin anew now would never reach the first sockets while much is published.
      this.#isSweepDue = true;
      return;
    }
    this.#sweepLeft = this.#sockets.length;
    if (this.#sweepLeft > 0) setImmediate(() => this.#sweep());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#sweepLeft = 0;
    this.#isSweepDue = false;
  }

  #sweep(): void {
    // From the end: a socket that closes is replaced by one that was checked already.
    let at = Math.min(this.#sweepLeft, this.#sockets.length);
    const end = Math.max(0, at - SLICE);
    while (at > end) this.#sockets[--at]?.checkBacklog();
    this.#sweepLeft = at;
    if (at > 0) {
      setImmediate(() => this.#sweep());
    } else if (this.#isSweepDue) {
      this.#isSweepDue = false;
      this.sweepBacklogs();
    }
  }

  #visit(): void {
    this.tick += 1;
    const roundTicks = Math.max(1, Math.floor(this.#idleTicks / VISITS));
    this.#roundSize = Math.max(this.#roundSize, this.#sockets.length);
    let left = Math.ceil(this.#roundSize / roundTicks);
    while (left-- > 0) {
      if (this.#cursor >= this.#sockets.length) {
        this.#cursor = 0;
        this.#roundSize = this.#sockets.length;
      }
      const socket = this.#sockets[this.#cursor];
      if (socket === undefined) return;
      this.#look(socket);
      // One that left gave its place to another, which is looked at next.
      if (socket.slot >= 0) this.#cursor += 1;
    }
  }

  #look(socket: T): void {
    const silentTicks = this.tick - socket.seenTick;
    if (silentTicks >= this.#idleTicks) {
      socket.expire();
      return;
    }
    if (!socket.isPinged && silentTicks * 2 >= this.#idleTicks) {
      socket.isPinged = true;
      socket.ping();
    }
    socket.checkBacklog();
  }
}
