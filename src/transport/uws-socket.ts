// One socket of the uWebSockets.js driver: a thin handle on the native one, dead after its close.
//
// Why a farewell of our own: once told to end, a native socket is out of our reach, and its timer
// begins anew whenever the peer takes some of what is queued. A peer that reads slowly enough would
// keep its megabyte many times as long. So the end waits until all is taken, or cuts.
import type { WebSocket } from "uWebSockets.js";
import type { SocketWatch, Watched } from "./socket-watch.ts";
import type { Socket, TransportHandlers } from "./transport.ts";

/** What `send` answers when everything went to the kernel. */
const SENT = 1;

/** What hangs on a native socket. The binary copies the fields, so the handle is one of them. */
export interface UserData<S> {
  readonly socket: UwsSocket<S>;
}

/** What the sockets of one transport share. */
export interface UwsShared<S> {
  readonly watch: SocketWatch<UwsSocket<S>>;
  readonly handlers: TransportHandlers<S>;
  readonly maxBacklogBytes: number;
  readonly farewellMs: number;
}

/** A closed socket that still owes its peer what was queued. */
interface Leaving<S> {
  readonly native: WebSocket<UserData<S>>;
  readonly code: number;
  readonly reason: string;
  readonly cut: NodeJS.Timeout;
}

export class UwsSocket<S> implements Socket<S>, Watched {
  readonly state: S;
  slot = -1;
  seenTick = 0;
  isPinged = false;
  readonly #shared: UwsShared<S>;
  /** Undefined before `attach` and after the close: the native object must not be touched then. */
  #native: WebSocket<UserData<S>> | undefined;
  #leaving: Leaving<S> | undefined;

  constructor(state: S, shared: UwsShared<S>) {
    this.state = state;
    this.#shared = shared;
  }

  get isOpen(): boolean {
    return this.#native !== undefined;
  }

  attach(native: WebSocket<UserData<S>>): void {
    this.#native = native;
    this.#shared.watch.add(this);
    this.#shared.handlers.open(this);
  }

  /** The native socket is gone. */
  gone(code: number): void {
    clearTimeout(this.#leaving?.cut);
    this.#leaving = undefined;
    this.#detach(code);
  }

  /** A ping or pong came. */
  control(): void {
    if (this.#native === undefined) return;
    this.#shared.watch.saw(this);
    this.#shared.handlers.control?.(this);
  }

  send(data: string | Uint8Array): void {
    this.#write(data, typeof data !== "string");
  }

  sendText(utf8: Uint8Array): void {
    this.#write(utf8, false);
  }

  #write(data: string | Uint8Array, isBinary: boolean): void {
    const status = this.#native?.send(data, isBinary, false) ?? SENT;
    if (status !== SENT) this.checkBacklog();
  }

  /** Runs `work` with this socket corked. */
  cork(work: () => void): void {
    if (this.#native === undefined) work();
    else this.#native.cork(work);
  }

  subscribe(topic: string): void {
    this.#native?.subscribe(topic);
  }

  unsubscribe(topic: string): void {
    this.#native?.unsubscribe(topic);
  }

  close(code: number, reason: string): void {
    const native = this.#native;
    if (native === undefined) return;
    const isOwing = native.getBufferedAmount() > 0;
    if (isOwing) this.#leave(native, code, reason);
    // First: `end` calls the driver's close handler before it returns.
    this.#detach(code);
    if (!isOwing) native.end(code, reason);
  }

  /** Ends the connection without a close frame. */
  cut(code: number): void {
    const native = this.#native;
    if (native === undefined) return;
    this.#detach(code);
    native.close();
  }

  /** The peer took some of what was queued. */
  drained(): void {
    const leaving = this.#leaving;
    if (leaving === undefined || leaving.native.getBufferedAmount() > 0) return;
    const { native, code, reason } = leaving;
    native.end(code, reason);
  }

  backlogBytes(): number {
    return this.#native?.getBufferedAmount() ?? 0;
  }

  ping(): void {
    this.#native?.ping();
  }

  expire(): void {
    this.close(4008, "idle");
  }

  checkBacklog(): void {
    if (this.backlogBytes() > this.#shared.maxBacklogBytes) this.close(3008, "slow reader");
  }

  /** Nothing more is queued; what is, has until then. */
  #leave(native: WebSocket<UserData<S>>, code: number, reason: string): void {
    for (const topic of native.getTopics()) native.unsubscribe(topic);
    const cut = setTimeout(() => native.close(), this.#shared.farewellMs).unref();
    this.#leaving = { native, code, reason, cut };
  }

  #detach(code: number): void {
    if (this.#native === undefined) return;
    this.#native = undefined;
    this.#shared.watch.remove(this);
    this.#shared.handlers.close(this, code);
  }
}
