// One socket of the uWebSockets.js driver: a thin handle on the native one, dead after its close.
import type { WebSocket } from "uWebSockets.js";
import type { SocketWatch, Watched } from "./socket-watch.ts";
import type { Socket, TransportHandlers } from "./transport.ts";

/** What `send` answers when everything went to the kernel. */
const SENT = 1;

/** What hangs on a native socket. The binary copies the fields, so the handle is one of them. */
export interface UserData<S> {
  readonly socket: UwsSocket<S>;
}

export class UwsSocket<S> implements Socket<S>, Watched {
  readonly state: S;
  slot = -1;
  seenTick = 0;
  isPinged = false;
  readonly #watch: SocketWatch<UwsSocket<S>>;
  readonly #maxBacklogBytes: number;
  readonly #handlers: TransportHandlers<S>;
  /** Undefined before `attach` and after the close: the native object must not be touched then. */
  #native: WebSocket<UserData<S>> | undefined;

  constructor(
    state: S,
    watch: SocketWatch<UwsSocket<S>>,
    maxBacklogBytes: number,
    handlers: TransportHandlers<S>,
  ) {
    this.state = state;
    this.#watch = watch;
    this.#maxBacklogBytes = maxBacklogBytes;
    this.#handlers = handlers;
  }

  attach(native: WebSocket<UserData<S>>): void {
    this.#native = native;
    this.#watch.add(this);
    this.#handlers.open(this);
  }

  /** The native socket is gone; does nothing when we ended it ourselves. */
  detach(code: number): void {
    if (this.#native === undefined) return;
    this.#native = undefined;
    this.#watch.remove(this);
    this.#handlers.close(this, code);
  }

  send(data: string | Uint8Array): void {
    const native = this.#native;
    if (native === undefined) return;
    const status = native.send(data, typeof data !== "string", false);
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
    // First: `end` calls the driver's close handler before it returns.
    this.detach(code);
    native.end(code, reason);
  }

  /** Ends the connection without a close frame. */
  cut(code: number): void {
    const native = this.#native;
    if (native === undefined) return;
    this.detach(code);
    native.close();
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
    if (this.backlogBytes() > this.#maxBacklogBytes) this.close(3008, "slow reader");
  }
}
