// One socket of the `ws` driver, and the frames that are written past `ws` straight to the stream.
//
// Why this way: `ws` frames a message anew for every receiver. A server's frame is the same for
// all of them, so it is built once and written as it is. `ws` itself writes synchronously as long as
// compression is off, so the order of frames holds.
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { SocketWatch, Watched } from "./socket-watch.ts";
import type { Socket, TransportHandlers } from "./transport.ts";

const TEXT = 0x81;
const BINARY = 0x82;

/** An unmasked, unfragmented frame. A string leaves as text, bytes when they are said to be text. */
export function encodeFrame(data: string | Uint8Array, isText = typeof data === "string"): Buffer {
  const size = typeof data === "string" ? Buffer.byteLength(data) : data.length;
  const head = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + size);
  frame[0] = isText ? TEXT : BINARY;
  if (head === 2) {
    frame[1] = size;
  } else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(size, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(size), 2);
  }
  if (typeof data === "string") frame.write(data, head);
  else frame.set(data, head);
  return frame;
}

/** What the sockets of one transport share. */
export interface WsShared<S> {
  readonly watch: SocketWatch<WsSocket<S>>;
  readonly topics: Map<string, Set<WsSocket<S>>>;
  readonly handlers: TransportHandlers<S>;
  readonly maxBacklogBytes: number;
}

export class WsSocket<S> implements Socket<S>, Watched {
  readonly state: S;
  slot = -1;
  seenTick = 0;
  isPinged = false;
  readonly #native: WebSocket;
  readonly #stream: Duplex;
  readonly #shared: WsShared<S>;
  readonly #topics = new Set<string>();
  #isOpen = true;
  /** What `ws` found wrong with the peer's frames. */
  #faultCode: number | undefined;

  constructor(state: S, native: WebSocket, stream: Duplex, shared: WsShared<S>) {
    this.state = state;
    this.#native = native;
    this.#stream = stream;
    this.#shared = shared;
  }

  /** Starts listening to the native socket. */
  attach(): void {
    const { watch, handlers } = this.#shared;
    watch.add(this);
    this.#native.on("message", (data, isBinary) => {
      // After our close frame `ws` still hands over what the peer had sent before it.
      if (!this.#isOpen) return;
      watch.saw(this);
      handlers.frame(this, isBinary || !Buffer.isBuffer(data) ? null : data.toString());
    });
    this.#native.on("ping", (data) => {
      if (this.#isOpen) this.#native.pong(data);
      this.#control();
    });
    this.#native.on("pong", () => this.#control());
    this.#native.on("error", (error) => {
      this.#faultCode = closeCodeOf(error);
    });
    this.#native.on("close", (code) => this.#detach(this.#faultCode ?? code));
    handlers.open(this);
  }

  send(data: string | Uint8Array): void {
    this.sendFrame(encodeFrame(data));
  }

  sendText(utf8: Uint8Array): void {
    this.sendFrame(encodeFrame(utf8, true));
  }

  /** @param frame from `encodeFrame`; shared among receivers, never changed. */
  sendFrame(frame: Buffer): void {
    if (!this.#isOpen || this.#native.readyState !== WebSocket.OPEN) return;
    this.#stream.write(frame);
    this.checkBacklog();
  }

  subscribe(topic: string): void {
    if (!this.#isOpen) return;
    const { topics } = this.#shared;
    const sockets = topics.get(topic) ?? new Set();
    topics.set(topic, sockets.add(this));
    this.#topics.add(topic);
  }

  unsubscribe(topic: string): void {
    const { topics } = this.#shared;
    const sockets = topics.get(topic);
    sockets?.delete(this);
    if (sockets?.size === 0) topics.delete(topic);
    this.#topics.delete(topic);
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#detach(code);
    this.#native.close(code, reason);
  }

  backlogBytes(): number {
    return this.#isOpen ? this.#stream.writableLength : 0;
  }

  ping(): void {
    if (this.#native.readyState === WebSocket.OPEN) this.#native.ping();
  }

  expire(): void {
    this.close(4008, "idle");
  }

  checkBacklog(): void {
    if (this.backlogBytes() > this.#shared.maxBacklogBytes) this.close(3008, "slow reader");
  }

  /** A ping or pong came. */
  #control(): void {
    if (!this.#isOpen) return;
    this.#shared.watch.saw(this);
    this.#shared.handlers.control?.(this);
    this.checkBacklog();
  }

  #detach(code: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#shared.watch.remove(this);
    for (const topic of this.#topics) this.unsubscribe(topic);
    this.#shared.handlers.close(this, code);
  }
}

const CODE_OF_FAULT: { readonly [code: string]: number } = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
};

/** The close code that `ws` sent for a broken frame; undefined for an error of the stream. */
function closeCodeOf(error: Error): number | undefined {
  if (!("code" in error) || typeof error.code !== "string") return undefined;
  return error.code.startsWith("WS_ERR_") ? (CODE_OF_FAULT[error.code] ?? 1002) : undefined;
}
