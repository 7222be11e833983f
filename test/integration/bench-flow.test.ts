// What the load tool says is so: tried on servers that lose, double and withhold messages on purpose.
import { once } from "node:events";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { Audience } from "../../bench/load/audience.ts";
import { type Flow, flow } from "../../bench/load/flow.ts";
import { bundleProgram } from "../support/child-program.ts";

const VIEWERS = 6;
/** The last viewer's address: it only listens. */
const LAST = "127.1.0.6";
const MESSAGES = 30;
const RATE = 100;
const GAP_US = 1_000_000 / RATE;
/** Clocks of two processes are read one after the other. */
const CLOCKS_US = 1_000;

interface Room {
  readonly port: number;
  readonly heard: readonly string[];
}

/** Hands on what it hears. @param relay called with everything heard so far when one more is */
type Relay = (heard: readonly string[], send: Send) => void;
type Send = (text: string, isFor?: (address: string) => boolean) => void;

const toAll: Relay = (heard, send) => send(heard.at(-1) ?? "");

let program = "";
const opened: (() => void)[] = [];

beforeAll(async () => {
  program = await bundleProgram("bench/load/crowd.ts");
});
afterEach(() => {
  for (const close of opened.splice(0).toReversed()) close();
});

async function serve(relay: Relay): Promise<Room> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const members = new Map<WebSocket, string>();
  const heard: string[] = [];
  const send: Send = (text, isFor = () => true) => {
    for (const [socket, address] of members) if (isFor(address)) socket.send(text);
  };
  server.on("connection", (socket, request) => {
    members.set(socket, request.socket.remoteAddress ?? "");
    socket.on("message", (data: Buffer) => {
      heard.push(data.toString());
      relay(heard, send);
    });
  });
  opened.push(() => {
    for (const socket of members.keys()) socket.terminate();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, heard };
}

/** Two of the viewers speak, in one of two processes. */
async function play(port: number): Promise<Flow> {
  const paths = Array.from({ length: VIEWERS }, () => "/");
  const room = { port, dialect: "plain", paths, speakers: 2 } as const;
  const audience = await Audience.join({ ...room, program, isPinned: false });
  opened.push(() => audience.leave());
  const pace = { rate: RATE, messages: MESSAGES, stillMs: 2_000 };
  return flow({ audiences: [audience], pids: [process.pid], ...pace });
}

describe("flow", () => {
  it("counts every message once at every viewer", async () => {
    const { port, heard } = await serve(toAll);
    const played = await play(port);
    expect(heard).toHaveLength(MESSAGES);
    expect(played.delivered).toBe(MESSAGES * VIEWERS);
    expect(played.frames).toBe(1);
    expect(played.bytes).toBeCloseTo(Buffer.byteLength(heard.join("")) / MESSAGES);
    // Four listen, and each of their messages is timed.
    expect(played.latency.totalCount).toBe(MESSAGES * 4);
  });

  it("counts the messages of an array frame, not frames", async () => {
    const { port } = await serve((heard, send) => {
      if (heard.length % 10 === 0) send(`[${heard.slice(-10).join(",")}]`);
    });
    const played = await play(port);
    expect(played.delivered).toBe(MESSAGES * VIEWERS);
    expect(played.frames).toBeCloseTo(0.1);
  });

  it("fails when one viewer missed one message", async () => {
    const { port } = await serve((heard, send) => {
      send(heard.at(-1) ?? "", (address) => heard.length !== 7 || address !== LAST);
    });
    await expect(play(port)).rejects.toThrow(
      `${MESSAGES * VIEWERS - 1} of ${MESSAGES * VIEWERS} delivered; 6 of 6 viewers open, fewest ${MESSAGES - 1}`,
    );
  });

  it.each([7, MESSAGES])("fails when one viewer got message %i twice", async (number) => {
    const { port } = await serve((heard, send) => {
      toAll(heard, send);
      if (heard.length === number) send(heard.at(-1) ?? "", (address) => address === LAST);
    });
    await expect(play(port)).rejects.toThrow(
      `${MESSAGES * VIEWERS + 1} of ${MESSAGES * VIEWERS} delivered`,
    );
  });

  it("fails when one viewer got one message twice in another's place", async () => {
    const { port } = await serve((heard, send) => {
      const place = heard.length === 7 ? heard.at(-2) : heard.at(-1);
      send(place ?? "", (address) => address === LAST);
      send(heard.at(-1) ?? "", (address) => address !== LAST);
    });
    await expect(play(port)).rejects.toThrow("not the messages that were said");
  });

  it("goes on asking a server that stalls, and counts each wait from when it was due", async () => {
    // Nobody is answered before all have spoken: whoever waits for an answer would never end.
    const { port, heard } = await serve((all, send) => {
      if (all.length === MESSAGES) for (const text of all) send(text);
    });
    const { latency } = await play(port);
    const dues = heard.map((text) => Number(/~(\d{12})/.exec(text)?.[1]));
    const gaps = dues.slice(1).map((due, index) => due - (dues[index] ?? 0));
    expect(gaps).toEqual(Array.from({ length: MESSAGES - 1 }, () => GAP_US));
    // Due n gaps before the last one was said: it has waited for as long, and has company in that.
    const waited = (gapCount: number): number => gapCount * GAP_US - CLOCKS_US;
    expect(latency.maxValue).toBeGreaterThanOrEqual(waited(MESSAGES - 1));
    expect(latency.getValueAtPercentile(50)).toBeGreaterThanOrEqual(waited(MESSAGES / 2 - 1));
  });
});
