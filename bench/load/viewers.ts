// The audience, in a process of its own: raw sockets that count frames and do nothing else.
// Orders by IPC: {connect}, {count}, {close}; each is answered.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { FrameCount } from "./frame-count.ts";
import { handshake } from "./handshake.ts";

export interface ConnectOrder {
  readonly what: "connect";
  readonly port: number;
  /** One request target a viewer. */
  readonly paths: readonly string[];
}
export type ViewersOrder = ConnectOrder | { readonly what: "count" };

export interface ViewersReport {
  readonly open: number;
  readonly frames: number;
  /** Fewest frames that any viewer has. */
  readonly fewest: number;
  readonly payloadBytes: number;
}

/** Empty, masked with zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const AT_ONCE = 50;
const counts: FrameCount[] = [];
let open = 0;

async function join(port: number, path: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(handshake(path));
  const count = new FrameCount(() => socket.write(PONG));
  await pastHandshake(socket, count);
  socket.on("data", (bytes) => count.take(bytes));
  counts.push(count);
  open += 1;
  socket.once("close", () => (open -= 1));
}

async function pastHandshake(socket: Socket, count: FrameCount): Promise<void> {
  let head = Buffer.alloc(0);
  for (;;) {
    const [bytes]: Buffer[] = await once(socket, "data");
    head = Buffer.concat([head, bytes ?? Buffer.alloc(0)]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    if (!head.toString("latin1").startsWith("HTTP/1.1 101")) {
      throw new Error(`refused: ${head.subarray(0, 200).toString("latin1")}`);
    }
    count.take(head.subarray(end + 4));
    return;
  }
}

function report(): ViewersReport {
  const frames = counts.map((count) => count.frames);
  return {
    open,
    frames: frames.reduce((sum, one) => sum + one, 0),
    fewest: Math.min(...frames),
    payloadBytes: counts.reduce((sum, count) => sum + count.payloadBytes, 0),
  };
}

async function obey(order: ViewersOrder): Promise<void> {
  if (order.what === "connect") {
    for (let at = 0; at < order.paths.length; at += AT_ONCE) {
      const some = order.paths.slice(at, at + AT_ONCE);
      await Promise.all(some.map((path) => join(order.port, path)));
    }
  }
  process.send?.(report());
}

process.on("message", (order: ViewersOrder) => void obey(order));
process.once("disconnect", () => process.exit(0));
