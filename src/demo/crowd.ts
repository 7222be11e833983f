// The crowd of the simulated sale: real sockets that chat as the script says and come back when cut off.
import { WebSocket } from "ws";
import type { Logger } from "../domain/ports/telemetry.ts";
import type { Sale } from "./sale.ts";

export interface CrowdOptions {
  /** ws://host:port/v1/rooms/demo/chat */
  readonly url: string;
  readonly viewers: number;
  readonly sale: Sale;
  readonly ratePerSec: number;
  readonly logger: Logger;
  /** Token of viewer n; -1 is the seller. */
  token(viewer: number): Promise<string>;
}

export interface Crowd {
  setRate(ratePerSec: number): void;
  stop(): Promise<void>;
}

const TICK_MS = 200;
const RETRY_MS = 1_000;
/** One socket joins every so often: a demo must not look like a join storm. */
const JOIN_GAP_MS = 20;

export function startCrowd(options: CrowdOptions): Crowd {
  const sockets = new Map<number, WebSocket>();
  let ratePerSec = options.ratePerSec;
  let isStopped = false;
  let sent = 0;

  async function connect(viewer: number): Promise<void> {
    if (isStopped) return;
    const token = await options.token(viewer);
    const socket = new WebSocket(options.url, ["weir.v1"], {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
    });
    socket.on("open", () => sockets.set(viewer, socket));
    // Frames are read and dropped: the crowd only has to take them in time.
    socket.on("message", () => undefined);
    socket.on("error", (error) => options.logger.debug("demo.socket", { error: error.message }));
    socket.on("close", () => {
      sockets.delete(viewer);
      if (!isStopped) setTimeout(() => begin(viewer), RETRY_MS).unref();
    });
  }

  function begin(viewer: number): void {
    connect(viewer).catch((error: unknown) => {
      options.logger.error("demo.connect_failed", {}, error);
    });
  }

  let joining = -1;
  const joins = setInterval(() => {
    begin(joining);
    joining += 1;
    if (joining >= options.viewers) clearInterval(joins);
  }, JOIN_GAP_MS);

  const ticks = setInterval(() => {
    if (!sockets.has(-1)) return;
    for (const { viewer, text } of options.sale.advance(TICK_MS, ratePerSec)) {
      const socket = sockets.get(viewer);
      if (socket?.readyState !== WebSocket.OPEN) continue;
      sent += 1;
      socket.send(JSON.stringify({ op: "send", id: `d${sent}`, text }));
    }
  }, TICK_MS);

  return {
    setRate(next) {
      ratePerSec = next;
    },
    stop() {
      isStopped = true;
      clearInterval(joins);
      clearInterval(ticks);
      for (const socket of sockets.values()) socket.close(1000);
      return Promise.resolve();
    },
  };
}
