// A weir.v1 client for tests: connects, keeps every frame, waits for the one that is asked for.
import { inflateRawSync } from "node:zlib";
import WebSocket from "ws";
import type { HistoryFrame, ServerFrame, WelcomeFrame } from "../../src/protocol/server-frames.ts";

export type Frame = ServerFrame | (WelcomeFrame & { readonly history: readonly HistoryFrame[] });
export type FrameOf<O extends Frame["op"]> = Extract<Frame, { readonly op: O }>;

export interface ConnectOptions {
  readonly since?: string;
  /** Where the token goes; default the Authorization header. */
  readonly tokenIn?: "header" | "protocol" | "query";
  /** Default weir.v1; null offers none. */
  readonly protocol?: "weir.v1" | "weir.v1.deflate" | null;
  readonly headers?: { readonly [name: string]: string };
  /** Address to connect from; loopback has many. */
  readonly localAddress?: string;
  readonly host?: string;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A handshake that was refused: what the server said. */
export class Refused extends Error {
  override name = "Refused";
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`handshake refused: ${status} ${body}`);
    this.status = status;
    this.body = body;
  }

  /** `error.code` of the body. */
  get code(): string {
    const body: unknown = JSON.parse(this.body);
    if (body === null || typeof body !== "object" || !("error" in body)) return "";
    const { error } = body;
    if (error === null || typeof error !== "object" || !("code" in error)) return "";
    return String(error.code);
  }
}

/** Reconnects to a server that was away wait up to 5 s between tries; a busy machine adds to it. */
const WAIT_MS = 20_000;

export class ChatClient {
  /** Every frame that came, in order. */
  readonly frames: Frame[] = [];
  /** True for each WebSocket frame that was binary. */
  readonly wereBinary: boolean[] = [];
  /** True for each WebSocket frame that held an array. */
  readonly wereArrays: boolean[] = [];
  readonly closed: Promise<Closed>;
  readonly socket: WebSocket;
  #unread: Frame[] = [];
  #wake: (() => void)[] = [];
  #end: Closed | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer, isBinary: boolean) => this.#take(data, isBinary));
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => {
        this.#end = { code, reason: reason.toString() };
        resolve(this.#end);
        this.#wakeAll();
      });
    });
  }

  /** The oldest unread frame of this op that fits; it counts as read then, the others do not. */
  async next<O extends Frame["op"]>(
    op: O,
    fits: (frame: FrameOf<O>) => boolean = () => true,
  ): Promise<FrameOf<O>> {
    const isIt = (frame: Frame): frame is FrameOf<O> =>
      frame.op === op && fits(frame as FrameOf<O>);
    const endsAt = Date.now() + WAIT_MS;
    for (;;) {
      const found = this.#unread.find(isIt);
      if (found !== undefined) {
        this.#unread = this.#unread.filter((frame) => frame !== found);
        return found;
      }
      if (this.#end !== undefined) {
        throw new Error(`closed with ${this.#end.code} ${this.#end.reason}; no ${op} came`);
      }
      await this.#change(op, endsAt - Date.now());
    }
  }

  /** The message with this text. */
  message(text: string): Promise<FrameOf<"message">> {
    return this.next("message", (frame) => frame.text === text);
  }

  /** The result or error that answers this client id. */
  result(id: string): Promise<FrameOf<"result">> {
    return this.next("result", (frame) => frame.id === id);
  }

  error(id?: string): Promise<FrameOf<"error">> {
    return this.next("error", (frame) => id === undefined || frame.id === id);
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Sends a message and waits for its result. */
  async say(id: string, text: string, more: object = {}): Promise<FrameOf<"result">> {
    this.send({ op: "send", id, text, ...more });
    return this.result(id);
  }

  /** Texts of all messages that came, in order; history is not among them. */
  get texts(): readonly string[] {
    return this.frames.flatMap((frame) => (frame.op === "message" ? [frame.text] : []));
  }

  async close(): Promise<Closed> {
    this.socket.close(1000);
    return this.closed;
  }

  #take(data: Buffer, isBinary: boolean): void {
    const text = isBinary ? inflateRawSync(data).toString() : data.toString();
    // The server's own frames: PROTOCOL allows one object or an array of them.
    const value = JSON.parse(text) as Frame | readonly Frame[];
    this.wereBinary.push(isBinary);
    this.wereArrays.push(Array.isArray(value));
    for (const frame of Array.isArray(value) ? value : [value]) {
      this.frames.push(frame as Frame);
      this.#unread.push(frame as Frame);
    }
    this.#wakeAll();
  }

  #wakeAll(): void {
    const woken = this.#wake;
    this.#wake = [];
    for (const wake of woken) wake();
  }

  #change(op: string, waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${op} came; unread: ${JSON.stringify(this.#unread)}`)),
        Math.max(0, waitMs),
      );
      this.#wake.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/**
 * Opens a chat socket. Resolves when it is open (the welcome may still be on its way).
 * Errors: Refused when the handshake was answered with a status.
 */
export function connect(
  port: number,
  room: string,
  token: string | null,
  options: ConnectOptions = {},
): Promise<ChatClient> {
  const { since, tokenIn = "header", protocol = "weir.v1", headers = {}, localAddress } = options;
  const query = new URLSearchParams();
  if (since !== undefined) query.set("since", since);
  if (token !== null && tokenIn === "query") query.set("token", token);
  const protocols: string[] = protocol === null ? [] : [protocol];
  if (token !== null && tokenIn === "protocol") protocols.push(`bearer.${token}`);
  const bearer =
    token !== null && tokenIn === "header" ? { authorization: `Bearer ${token}` } : undefined;
  const path = `/v1/rooms/${encodeURIComponent(room)}/chat?${query.toString()}`;
  const socket = new WebSocket(`ws://${options.host ?? "127.0.0.1"}:${port}${path}`, protocols, {
    headers: { ...bearer, ...headers },
    perMessageDeflate: false,
    ...(localAddress === undefined ? {} : { localAddress }),
  });
  const client = new ChatClient(socket);
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(client));
    socket.on("unexpected-response", (_request, response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        reject(new Refused(response.statusCode ?? 0, Buffer.concat(chunks).toString()));
      });
    });
    socket.on("error", reject);
  });
}
