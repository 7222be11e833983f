// What bad clients may make a running weir keep: sockets that end, and memory that does not grow with
// what they ask for.
import { readdirSync, readFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatClient } from "../support/chat-client.ts";
import { tokenFor } from "../support/tokens.ts";
import { handshakeText } from "../support/transport-client.ts";
import { enter } from "../support/weir-api.ts";
import { childNamed, startWeir, type WeirProcess } from "../support/weir-process.ts";

const ROOM = "room";
const BAD = 200;
const MOST_MIB = 48;
const PATIENCE = { timeout: 60_000, interval: 200 };
const META = { filler: "x".repeat(2_000) };

let weir: WeirProcess;
let seller: ChatClient;
let reader: ChatClient;
let token = "";
let said = 0;
let opened: Socket[] = [];

beforeAll(async () => {
  weir = await startWeir({ env: { WEIR_READABLE_RATE: "0" } });
  token = await tokenFor("bad");
  seller = await enter(weir, ROOM, "seller", { role: "seller" });
  reader = await enter(weir, ROOM, "reader");
});
afterAll(() => weir.stop());

const gateway = (): number => childNamed(weir, "gateway-1");
const openFiles = (): number => readdirSync(`/proc/${gateway()}/fd`).length;

function memoryMib(): number {
  const status = readFileSync(`/proc/${gateway()}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

/** A raw socket in the room; resolves when the welcome has begun to come. */
function badSocket(): Promise<Socket> {
  const path = `/v1/rooms/${ROOM}/chat?token=${token}`;
  return new Promise((resolve) => {
    const socket = createConnection({ port: weir.port, host: "127.0.0.1" });
    socket.on("error", () => undefined);
    socket.once("readable", () => resolve(socket));
    socket.write(handshakeText(path));
    opened.push(socket);
  });
}

const badSockets = (count: number): Promise<readonly Socket[]> =>
  Promise.all(Array.from({ length: count }, badSocket));

function leave(): void {
  for (const socket of opened) socket.destroy();
  opened = [];
}

async function say(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    said += 1;
    const text = `message ${said}`;
    const id = `c${said}`;
    expect(await seller.say(id, text, { meta: META })).toMatchObject({ status: "delivered" });
  }
}

/** The others got all that was said so far, in order. */
async function expectAllHeard(): Promise<void> {
  await reader.message(`message ${said}`);
  expect(reader.texts).toEqual(Array.from({ length: said }, (_, n) => `message ${n + 1}`));
}

describe("a gateway with bad clients", () => {
  it.each([
    ["promises of 16 KiB", Buffer.from([0x81, 0xfe, 0x40, 0, 0, 0, 0, 0, 0x20])],
    ["promises of a mebibyte", Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0])],
    ["floods of pings", pings(5_000)],
  ])("keeps little for %s", async (_, bytes) => {
    const files = openFiles();
    const before = memoryMib();
    const bad = await badSockets(BAD);
    for (const socket of bad) socket.write(bytes);
    await say(20);
    expect(memoryMib() - before).toBeLessThan(MOST_MIB);
    await expectAllHeard();
    leave();
    await expect.poll(openFiles, PATIENCE).toBeLessThanOrEqual(files);
  });
});

function pings(count: number): Buffer {
  const ping = Buffer.concat([Buffer.from([0x89, 0xe4, 0, 0, 0, 0]), Buffer.alloc(100)]);
  return Buffer.concat(Array.from({ length: count }, () => ping));
}
