// One viewer: a raw socket that reads into a buffer all viewers of the process share.
//
// Why this way: Node's own WebSocket clients cost more a message than the servers they would measure.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { inflateRawSync } from "node:zlib";
import { CLIENT_DIALECTS, type Dialect, type DialectName, type Saying } from "./dialects.ts";
import { FrameReader, type ReaderEvents } from "./frame-reader.ts";
import { handshake } from "./handshake.ts";
import { MARK, STAMP_DIGITS } from "./stamp.ts";

const HOST = "127.0.0.1";
const JOIN_MS = 60_000;
const HEAD_END = "\r\n\r\n";
/** Empty, masked with zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const SLAB = Buffer.allocUnsafe(262_144);

export interface ViewerOptions {
  readonly port: number;
  readonly path: string;
  readonly dialect: DialectName;
  /** Loopback address to come from. */
  readonly address: string;
  /** Told of every message of a sampled viewer; absent: messages are counted only. */
  readonly onDue?: (dueUs: number) => void;
}

export class Viewer {
  readonly reader: FrameReader;
  readonly #dialect: Dialect;
  readonly #options: ViewerOptions;
  #socket: Socket | undefined;
  #head = "";
  #isUpgraded = false;
  #joined: (() => void) | undefined;
  #refused: ((error: Error) => void) | undefined;
  #pieces: Buffer[] = [];
  isOpen = false;

  private constructor(options: ViewerOptions) {
    this.#options = options;
    this.#dialect = CLIENT_DIALECTS[options.dialect];
    const isCompressed = this.#dialect.isCompressed ?? false;
    const { onDue } = options;
    const ping = (): void => void this.#socket?.write(PONG);
    const piece = (bytes: Buffer, isLast: boolean): void => this.#inflate(bytes, isLast);
    const events: ReaderEvents =
      onDue === undefined
        ? { ping }
        : isCompressed
          ? { ping, piece }
          : { ping, due: (dueUs) => this.#due(dueUs) };
    this.reader = new FrameReader(events, !isCompressed);
  }

  /** Resolves when the viewer is in the room. Errors: refused, or not let in within a minute. */
  static async join(options: ViewerOptions): Promise<Viewer> {
    const viewer = new Viewer(options);
    await viewer.#open();
    return viewer;
  }

  say(saying: Saying): void {
    this.#socket?.write(this.#dialect.say(saying));
  }

  close(): void {
    this.#socket?.destroy();
  }

  /** What a welcome's history holds was not said to this viewer. */
  #due(dueUs: number): void {
    if (this.#joined === undefined) this.#options.onDue?.(dueUs);
  }

  async #open(): Promise<void> {
    const { port, path, address } = this.#options;
    const entered = new Promise<void>((resolve, reject) => {
      this.#joined = resolve;
      this.#refused = reject;
    });
    const callback = (size: number): boolean => {
      this.#take(SLAB.subarray(0, size));
      return true;
    };
    const socket = connect({
      host: HOST,
      port,
      localAddress: address,
      onread: { buffer: SLAB, callback },
    });
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.once("error", (error) => this.#refused?.(error));
    socket.once("close", () => {
      this.isOpen = false;
      this.#refused?.(new Error("closed while joining"));
    });
    const timer = setTimeout(() => this.#refused?.(new Error("not let in")), JOIN_MS);
    try {
      await Promise.race([once(socket, "connect"), entered]);
      socket.write(handshake(path, this.#dialect.protocol));
      await entered;
    } finally {
      clearTimeout(timer);
    }
    this.isOpen = true;
  }

  #take(bytes: Buffer): void {
    if (!this.#isUpgraded) {
      this.#upgrade(bytes);
      return;
    }
    this.reader.take(bytes);
    if (this.#joined !== undefined) this.#tryJoin(bytes);
  }

  #upgrade(bytes: Buffer): void {
    this.#head += bytes.toString("latin1");
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    if (!this.#head.startsWith("HTTP/1.1 101")) {
      this.#refused?.(new Error(`refused: ${this.#head.slice(0, 300)}`));
      this.#socket?.destroy();
      return;
    }
    this.#isUpgraded = true;
    const rest = Buffer.from(this.#head.slice(end + HEAD_END.length), "latin1");
    this.#head = "";
    for (const hello of this.#dialect.hello) this.#socket?.write(hello);
    this.reader.take(rest);
    this.#tryJoin(rest);
  }

  #tryJoin(bytes: Buffer): void {
    if (!this.reader.isIdle || !this.#dialect.isJoined(this.reader.frames, bytes)) return;
    this.reader.reset();
    this.#joined?.();
    this.#joined = undefined;
    this.#refused = undefined;
  }

  /** Sampled viewers of a compressed room read what the others only weigh. */
  #inflate(bytes: Buffer, isLast: boolean): void {
    this.#pieces.push(Buffer.from(bytes));
    if (!isLast) return;
    const text = inflateRawSync(Buffer.concat(this.#pieces));
    this.#pieces = [];
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
      this.reader.messages += 1;
      const digits = text.toString("latin1", at + 1, at + 1 + STAMP_DIGITS);
      this.#due(Number(digits));
    }
  }
}
