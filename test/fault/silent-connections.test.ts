// Connections that never become a socket, through both drivers: bounded by time, and by number an
// address; those who chat beside them get everything, and newcomers get in.
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { handshakeText } from "../support/transport-client.ts";

const ROOM = "shop";
const SILENT = 200;
const HALVES = 20;
const MOST_CONNECTIONS = LIMITS.waitingPerAddress.value + 1;
/** Silent ones come from here, the others from 127.0.0.1. */
const BAD_ADDRESS = "127.0.0.2";
/** Between messages: those who chat take turns with those who are silent. */
const UNHURRIED_MS = 20;
/** Who came silent before that is not counted any more: the transport has cut it off. */
const FORGOTTEN_MS = 2 * (LIMITS.requestHeadMs.value + 4_000);
const HALF_HEAD = "GET / HTTP/1.1\r\nHost: x\r\n";

const FIRST_BYTES: readonly (readonly [what: string, text: string, count: number])[] = [
  ["nothing", "", SILENT],
  ["half a method", "GE", HALVES],
  ["half a head", HALF_HEAD, HALVES],
  ["half a handshake", handshakeText(`/v1/rooms/${ROOM}/chat`).slice(0, -2), HALVES],
  ["a body that does not come", `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n`, HALVES],
];

/** Of this process: both ends of every socket. */
const openFiles = (): number => readdirSync("/proc/self/fd").length;

async function knock(port: number, text: string, localAddress = BAD_ADDRESS): Promise<Socket> {
  const socket = createConnection({ port, host: "127.0.0.1", localAddress });
  socket.on("error", () => undefined).resume();
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

const gone = (socket: Socket): Promise<unknown> =>
  socket.closed ? Promise.resolve() : once(socket, "close");

describe.each<Transport["driver"]>(["uws", "ws"])("a gateway on %s", (driver) => {
  let weir: TestGateway;
  afterEach(() => weir[Symbol.asyncDispose]());

  async function start(maxConnectionsPerAddress: number, trustedProxies: readonly string[] = []) {
    weir = await startTestGateway({
      driver,
      settings: { maxConnectionsPerAddress, maxHandshakesPerAddress: 0, trustedProxies },
    });
  }

  /** One says something, the other reads it, and somebody comes in, until it is done. */
  async function chatUntil(isDone: () => boolean): Promise<void> {
    const talker = await weir.join("talker", { role: "seller" });
    const reader = await weir.join("reader");
    for (let said = 0; !isDone(); said += 1) {
      const text = `lot ${said}`;
      expect(await talker.say(`c${said}`, text)).toMatchObject({ status: "delivered" });
      await reader.next("message", (message) => message.text === text);
      const newcomer = await weir.join(`newcomer-${said}`);
      await newcomer.next("welcome");
      await newcomer.close();
      await new Promise((resolve) => setTimeout(resolve, UNHURRIED_MS));
    }
    await Promise.all([talker.close(), reader.close()]);
  }

  it("cuts off who says nothing or half of it, and serves the others meanwhile", async () => {
    await start(0);
    const before = openFiles();
    const knocks = FIRST_BYTES.flatMap(([, text, count]) =>
      Array.from({ length: count }, () => text),
    );
    const sockets = await Promise.all(knocks.map((text) => knock(weir.port, text)));
    // A byte now and then is not more time.
    const dripping = sockets.at(SILENT + HALVES);
    const drip = setInterval(() => dripping?.write("A: b\r\n"), 500);
    let isCut = false;
    const cut = Promise.all(sockets.map(gone)).then(() => (isCut = true));
    await chatUntil(() => isCut);
    await cut;
    clearInterval(drip);
    await expect.poll(openFiles).toBeLessThanOrEqual(before);
  });

  it("has no more of them from one address than sockets, until they are gone", async () => {
    await start(MOST_CONNECTIONS);
    const silent: Socket[] = [];
    for (let count = 0; count < MOST_CONNECTIONS; count += 1) {
      silent.push(await knock(weir.port, ""));
    }
    await gone(await knock(weir.port, ""));
    expect(weir.metrics.values.get("weir_connections_total cut")).toBe(1);
    await expect(weir.join("u_1", { localAddress: BAD_ADDRESS })).rejects.toThrow();
    await chatUntil(() => true);
    expect(silent.map((socket) => socket.closed)).not.toContain(true);

    for (const socket of silent) socket.destroy();
    weir.clock.jump(FORGOTTEN_MS);
    const client = await weir.join("u_1", { localAddress: BAD_ADDRESS });
    await client.next("welcome");
  });

  it("counts who made a handshake no longer among the silent", async () => {
    await start(MOST_CONNECTIONS);
    for (let count = 0; count < MOST_CONNECTIONS * 2; count += 1) {
      const client = await weir.join("u_1", { localAddress: BAD_ADDRESS });
      await client.next("welcome");
      await client.close();
    }
  });

  it("lets a trusted proxy have as many as it needs", async () => {
    await start(MOST_CONNECTIONS, [BAD_ADDRESS]);
    const silent = [];
    for (let count = 0; count <= MOST_CONNECTIONS; count += 1) {
      silent.push(await knock(weir.port, ""));
    }
    const client = await weir.join("u_1", { localAddress: BAD_ADDRESS });
    await client.next("welcome");
    expect(silent.map((socket) => socket.closed)).not.toContain(true);
    for (const socket of silent) socket.destroy();
    await client.close();
  });
});
