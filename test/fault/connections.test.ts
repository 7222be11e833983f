// Connections that lead nowhere, by the hundred: the gateway neither dies nor grows, and serves the others.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createConnection } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../support/chat-client.ts";
import { tokenFor } from "../support/tokens.ts";
import { enter } from "../support/weir-api.ts";
import { childNamed, startWeir, type WeirProcess } from "../support/weir-process.ts";

const ROUNDS = 15;
const AT_ONCE = 20;
const PATIENCE = { timeout: 20_000, interval: 200 };

let weir: WeirProcess;
let token = "";
beforeAll(async () => {
  weir = await startWeir();
  token = await tokenFor("u_1");
});
afterAll(() => weir.stop());

const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

const HANDSHAKE =
  "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const chatPath = (): string => `GET /v1/rooms/room/chat?token=${token} HTTP/1.1\r\n`;

const FIRST_BYTES: readonly (readonly [what: string, bytes: () => string | Buffer])[] = [
  ["random bytes", () => randomBytes(500)],
  ["nothing", () => ""],
  ["half a request line", () => "GET /v1/rooms/room"],
  ["half a handshake", () => `${chatPath()}Host: x\r\nUpgrade: websocket\r\n`],
  ["a request for another protocol", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["a TLS hello", () => Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc])],
  ["a line without end", () => `GET /${"a".repeat(30_000)}`],
  ["headers without end", () => `GET / HTTP/1.1\r\nHost: x\r\n${"A: b\r\n".repeat(5_000)}`],
  ["a body that never comes", () => "POST /metrics HTTP/1.1\r\nContent-Length: 99999\r\n\r\n"],
  [
    "random bytes after a handshake",
    () => `${chatPath()}${HANDSHAKE}${randomBytes(300).toString("latin1")}`,
  ],
];

/** Sends, and goes away without a word, sometimes with a reset. */
async function knock(bytes: string | Buffer, isReset: boolean): Promise<void> {
  const socket = createConnection({ port: weir.port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  await new Promise((resolve) => socket.write(bytes, resolve));
  const closed = socket.closed ? undefined : once(socket, "close");
  if (isReset) socket.resetAndDestroy();
  else socket.destroy();
  await closed;
}

async function comeAndGo(index: number): Promise<void> {
  const client = await connect(weir.port, `room-${index}`, token);
  if (index % 3 === 0) client.socket.terminate();
  else client.socket.close();
  await client.closed;
}

describe("a gateway that is knocked at", () => {
  it.each([
    ...FIRST_BYTES.map(
      ([what, bytes]) => [what, (index: number) => knock(bytes(), index % 2 === 0)] as const,
    ),
    ["opening and closing", comeAndGo] as const,
  ])("with %s, again and again, keeps nothing of it and goes on", async (what, visit) => {
    const pid = childNamed(weir, "gateway-1");
    const before = openFiles(pid);
    for (let round = 0; round < ROUNDS; round += 1) {
      const visits = Array.from({ length: AT_ONCE }, (_, n) => visit(round * AT_ONCE + n));
      await Promise.all(visits);
    }
    await expect.poll(() => openFiles(pid), PATIENCE).toBeLessThanOrEqual(before);
    expect(childNamed(weir, "gateway-1")).toBe(pid);
    const user = await enter(weir, "room", `after-${randomBytes(4).toString("hex")}`);
    expect(await user.say("c1", `hello after ${what}`)).toMatchObject({ status: "delivered" });
    await user.close();
  });

  it("by half handshakes that stay, cuts them off", { timeout: 40_000 }, async () => {
    const sockets = Array.from({ length: 50 }, () => {
      const socket = createConnection({ port: weir.port, host: "127.0.0.1" });
      socket.on("error", () => undefined).resume();
      socket.write(`${chatPath()}Host: x\r\n`);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, "close")));
    const user = await enter(weir, "room", "patient");
    expect(await user.say("c1", "still served")).toMatchObject({ status: "delivered" });
    await user.close();
  });
});
