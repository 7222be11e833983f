// Clients for tests of sockets: a `ws` client with an inbox, and a raw one that speaks in bytes.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { WebSocket, type ClientOptions } from "ws";

/** What came, in order; `next` waits for what has not come yet. */
export class Inbox<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  push(item: T): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#items.push(item);
    else waiting(item);
  }

  next(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What nobody took yet. */
  get rest(): readonly T[] {
    return this.#items;
  }
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A client that has been admitted. Binary frames arrive as Buffers. */
export class TestClient {
  readonly socket: WebSocket;
  readonly inbox = new Inbox<string | Buffer>();
  readonly closed: Promise<Closed>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data, isBinary) => {
      if (Buffer.isBuffer(data)) this.inbox.push(isBinary ? data : data.toString());
    });
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async open(
    port: number,
    path = "/",
    protocols: readonly string[] = [],
    options: ClientOptions = {},
  ): Promise<TestClient> {
    const url = `ws://127.0.0.1:${port}${path}`;
    const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false, ...options });
    const client = new TestClient(socket);
    await once(socket, "open");
    socket.on("error", () => undefined);
    return client;
  }
}

/** The answer to a handshake that is refused. */
export function refusedHandshake(
  port: number,
  path: string,
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    socket.on("open", () => reject(new Error("was admitted")));
    socket.on("error", () => undefined);
    socket.on("unexpected-response", (_request, response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => {
        const type = response.headers["content-type"] ?? "";
        resolve({ status: response.statusCode ?? 0, type, body });
      });
    });
  });
}

/** A connection that sends bytes and keeps what comes. */
export class RawClient {
  readonly socket: Socket;
  readonly ended: Promise<void>;
  #received: Buffer = Buffer.alloc(0);
  #onData: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#onData();
    });
    this.ended = new Promise((resolve) => socket.once("close", () => resolve()));
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new RawClient(socket);
  }

  /** Connected and through the handshake; what came with it is forgotten. */
  static async upgraded(port: number, path = "/"): Promise<RawClient> {
    const client = await RawClient.connect(port);
    client.socket.write(handshakeText(path));
    await client.until((bytes) => bytes.includes("\r\n\r\n"));
    client.forget();
    return client;
  }

  get received(): Buffer {
    return this.#received;
  }

  forget(): void {
    this.#received = Buffer.alloc(0);
  }

  until(isThere: (bytes: Buffer) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (isThere(this.#received)) resolve();
      };
      this.#onData = look;
      void this.ended.then(() => reject(new Error(`ended: ${this.#received.toString("latin1")}`)));
      look();
    });
  }
}

export function handshakeText(path: string, extra = ""): string {
  const key = randomBytes(16).toString("base64");
  return `GET ${path} HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${extra}\r\n`;
}

/** A masked client frame (mask 0), whatever it holds. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 6 : size < 65_536 ? 8 : 14);
  head[0] = 0x80 | opcode;
  if (size < 126) {
    head[1] = 0x80 | size;
  } else if (size < 65_536) {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 0x80 | 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([head, payload]);
}
