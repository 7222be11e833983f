// Clients that misbehave, through both drivers: each is closed with its code or refused, and those
// who chat beside it get everything, in order.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTokenVerifier } from "../../src/api/tokens.ts";
import type { TokenResult } from "../../src/domain/ports/tokens.ts";
import type { GatewayDeps } from "../../src/gateway/deps.ts";
import { startTransport } from "../../src/transport/choose.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { type ChatClient, connect, Refused } from "../support/chat-client.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { TEST_SECRET, tokenFor } from "../support/tokens.ts";
import { clientFrame, handshakeText, RawClient } from "../support/transport-client.ts";

const ROOM = "shop";
const READERS = 3;
/** Bad ones come from here, the others from 127.0.0.1. */
const BAD_ADDRESS = "127.0.0.2";
const MOST_CONNECTIONS = 20;
const MOST_HANDSHAKES = 30;
/** The gateway's own is a minute; who does not read does not answer pings either. */
const IDLE_SECONDS = 1;
const BATCH = 20;
/** Between batches while something else is waited for; without it one room fills up a backlog. */
const UNHURRIED_MS = 20;
/** As much as a message may carry: what the kernel buffers for a socket is full soon. */
const META = { filler: "x".repeat(2_000) };
const OPCODE = { text: 1, ping: 9, pong: 10 } as const;

const closeFrame = (code: number): Buffer => Buffer.from([code >> 8, code & 0xff]);

/** Of this process: both ends of every socket. */
const openFiles = (): number => readdirSync("/proc/self/fd").length;

/** The head of a masked text frame that promises more than comes. */
function claim(bytes: number): Buffer {
  const head = Buffer.alloc(14);
  head.writeUInt16BE(0x81ff);
  head.writeBigUInt64BE(BigInt(bytes), 2);
  return head;
}

describe.each<Transport["driver"]>(["uws", "ws"])(
  "beside others that chat through %s,",
  (driver) => {
    let weir: TestGateway;
    let talker: ChatClient;
    let readers: readonly ChatClient[];
    let said: string[];
    /** Stands still but for the jumps: what is allowed in a second is a number of visits then. */
    let nowMs: number;

    beforeEach(() => start(IDLE_SECONDS));
    afterEach(() => weir[Symbol.asyncDispose]());

    async function start(
      idleSeconds: number,
      farewellMs = 16_000,
      deps: Partial<GatewayDeps> = {},
    ): Promise<void> {
      nowMs = Date.now();
      weir = await startTestGateway({
        driver,
        settings: {
          maxConnectionsPerAddress: MOST_CONNECTIONS,
          maxHandshakesPerAddress: MOST_HANDSHAKES,
        },
        deps: {
          clock: { now: () => nowMs },
          ...deps,
          startTransport: (options, handlers) =>
            startTransport({ ...options, idleSeconds, farewellMs }, handlers, driver),
        },
      });
      talker = await weir.join("talker", { role: "seller" });
      readers = await Promise.all(Array.from({ length: READERS }, (_, n) => weir.join(`r${n}`)));
      said = [];
    }

    /** A minute of patience with those who do not read: they are to be closed for what they owe. */
    async function restartPatient(farewellMs?: number): Promise<void> {
      await weir[Symbol.asyncDispose]();
      await start(60, farewellMs);
    }

    async function sayMore(): Promise<void> {
      let last = "";
      for (let n = 0; n < BATCH; n += 1) {
        last = `message ${said.length}`;
        said.push(last);
        talker.send({ op: "send", id: last, text: last, meta: META });
      }
      expect(await talker.result(last)).toMatchObject({ status: "delivered" });
      // The talker's next second: it may send 500 frames in each.
      if (said.length % 400 === 0) nowMs += 1_000;
    }

    /** They chat on until it is done, and then a little more: all of it is there, in order. */
    async function chatUntil(isDone: () => boolean, pauseMs = UNHURRIED_MS): Promise<void> {
      while (!isDone()) {
        await sayMore();
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      await sayMore();
      for (const reader of [talker, ...readers]) {
        await reader.message(said.at(-1) ?? "");
        expect(reader.texts).toEqual(said);
      }
    }

    const closes = (code: number): number =>
      weir.metrics.values.get(`weir_closes_total ${code}`) ?? 0;

    async function badSocket(): Promise<RawClient> {
      const path = `/v1/rooms/${ROOM}/chat?token=${await tokenFor("bad")}`;
      return RawClient.upgraded(weir.port, path);
    }

    async function ended(client: RawClient, code: number): Promise<void> {
      await client.until((bytes) => bytes.includes(closeFrame(code)));
      client.socket.destroy();
    }

    it("one that never reads is closed with 3008", { timeout: 60_000 }, async () => {
      await restartPatient();
      const bad = await badSocket();
      bad.socket.pause();
      await chatUntil(() => closes(3008) === 1, 0);
      bad.socket.resume();
      await ended(bad, 3008);
    });

    it(
      "one that reads a little at a time is closed with 3008, and cut off",
      { timeout: 60_000 },
      async () => {
        await restartPatient(100);
        const files = openFiles();
        const bad = await badSocket();
        bad.socket.pause();
        const read = setInterval(() => bad.socket.read(1), 10);
        await chatUntil(() => closes(3008) === 1, 0);
        // It goes on reading; of the two ends only its own is left.
        await expect.poll(openFiles, { timeout: 10_000 }).toBeLessThanOrEqual(files + 1);
        clearInterval(read);
        bad.socket.destroy();
      },
    );

    it("half frames, and 16 KiB of which one byte comes, are closed with 4008", async () => {
      const whole = clientFrame(OPCODE.text, Buffer.alloc(10_000, 0x20));
      const beginnings = [
        whole.subarray(0, 1),
        whole.subarray(0, 3),
        whole.subarray(0, whole.length / 2),
        whole.subarray(0, whole.length - 1),
        Buffer.concat([claim(16_384), Buffer.from("{")]),
      ];
      const bad: RawClient[] = [];
      for (const bytes of beginnings) {
        const client = await badSocket();
        client.socket.write(bytes);
        bad.push(client);
      }
      await chatUntil(() => closes(4008) === beginnings.length);
      for (const client of bad) await ended(client, 4008);
    });

    it("a frame that drips, byte by byte, is closed with 4008", async () => {
      const bad = await badSocket();
      bad.socket.write(claim(16_384));
      const drip = setInterval(() => bad.socket.write(" "), 20);
      await chatUntil(() => closes(4008) === 1);
      clearInterval(drip);
      await ended(bad, 4008);
    });

    it.each([
      ["a claim of a gibibyte", claim(2 ** 30), () => Buffer.alloc(0)],
      [
        "a message whose pieces do not end",
        Buffer.from([0x01, 0x80, 0, 0, 0, 0]),
        () => Buffer.concat([Buffer.from([0x00, 0xfe, 0x40, 0, 0, 0, 0, 0]), Buffer.alloc(16_384)]),
      ],
    ])("%s is closed with 1009", async (_, first, next) => {
      const bad = await badSocket();
      bad.socket.write(first);
      const more = setInterval(() => bad.socket.write(next()), 1);
      await chatUntil(() => closes(1009) === 1);
      clearInterval(more);
      bad.socket.destroy();
    });

    it.each(["ping", "pong"] as const)("a flood of %ss is closed with 4029", async (kind) => {
      const bad = await badSocket();
      const frames = Buffer.concat(
        Array.from({ length: 500 }, () => clientFrame(OPCODE[kind], Buffer.alloc(100))),
      );
      bad.socket.write(frames);
      await chatUntil(() => closes(4029) === 1);
      await ended(bad, 4029);
    });

    it("pings now and then are answered, each", async () => {
      const bad = await badSocket();
      for (let n = 0; n < 5; n += 1) {
        const payload = randomBytes(8);
        bad.socket.write(clientFrame(OPCODE.ping, payload));
        await bad.until((bytes) => bytes.includes(payload));
      }
      expect(closes(4029)).toBe(0);
      bad.socket.destroy();
    });

    it("a thousand rooms are as many as connections an address may have", async () => {
      const token = await tokenFor("collector");
      const joined: ChatClient[] = [];
      const refusals: unknown[] = [];
      let left = 1_000;
      const collect = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          const options = { localAddress: BAD_ADDRESS };
          await connect(weir.port, `room-${left}`, token, options).then(
            (client) => joined.push(client),
            (error: unknown) => refusals.push(error),
          );
        }
      };
      const collecting = Promise.all(Array.from({ length: 50 }, collect));
      await chatUntil(() => joined.length + refusals.length === 1_000);
      await collecting;
      expect(joined).toHaveLength(MOST_CONNECTIONS);
      for (const refusal of refusals) expect(refusal).toMatchObject({ status: 429 });
      nowMs += 1_000;
      const options = { localAddress: BAD_ADDRESS };
      const refused: unknown = await connect(weir.port, "one-more", token, options).catch(
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(Refused);
      expect(refused).toMatchObject({ code: "too_many_connections" });
      for (const client of joined) await client.close();
    });

    it("handshakes that wait for one answer together are no way around that limit", async () => {
      const tokens = createTokenVerifier({ secret: TEST_SECRET });
      const token = await tokenFor("collector");
      let isFetched: () => void = () => undefined;
      const keys = new Promise<void>((resolve) => {
        isFetched = resolve;
      });
      let waiting = 0;
      const verify = async (text: string): Promise<TokenResult> => {
        if (text !== token) return tokens.verify(text);
        waiting += 1;
        // As a fetch answers: in a turn of its own.
        if (waiting === MOST_HANDSHAKES) setImmediate(isFetched);
        await keys;
        return tokens.verify(text);
      };
      await weir[Symbol.asyncDispose]();
      await start(IDLE_SECONDS, undefined, { tokens: { verify } });
      const joins = Array.from({ length: MOST_HANDSHAKES }, (_, n) =>
        connect(weir.port, `room-${n}`, token, { localAddress: BAD_ADDRESS }),
      );
      const ended = await Promise.allSettled(joins);
      const joined = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      expect(joined).toHaveLength(MOST_CONNECTIONS);
      for (const one of ended) {
        if (one.status === "rejected") expect(one.reason).toMatchObject({ status: 429 });
      }
      for (const client of joined) await client.close();
    });

    it("one that opens and closes in a loop is refused with 429, and leaves nothing", async () => {
      const token = await tokenFor("loop");
      let visits = 0;
      let refused = 0;
      const loop = async (): Promise<void> => {
        while (refused < 50) {
          visits += 1;
          try {
            const client = await connect(weir.port, ROOM, token, { localAddress: BAD_ADDRESS });
            client.socket.terminate();
          } catch (error) {
            expect(error).toMatchObject({ status: 429 });
            refused += 1;
          }
        }
      };
      const looping = Promise.all(Array.from({ length: 10 }, loop));
      await chatUntil(() => refused >= 50);
      await looping;
      expect(visits).toBeGreaterThan(50);
      const others = 1 + READERS;
      await expect
        .poll(() => weir.metrics.values.get("weir_connections"), { timeout: 10_000 })
        .toBe(others);
      nowMs += 1_000;
      const back = await weir.join("well-behaved", { localAddress: BAD_ADDRESS });
      await back.next("welcome");
    });

    it("handshakes that stay unfinished, or drip, are cut off", { timeout: 60_000 }, async () => {
      const text = handshakeText(`/v1/rooms/${ROOM}/chat`);
      const halves: Socket[] = [];
      for (const bytes of ["", "GET", text.slice(0, 60), text.slice(0, -2)]) {
        const half = createConnection({ port: weir.port, host: "127.0.0.1" });
        half.on("error", () => undefined).resume();
        await once(half, "connect");
        half.write(bytes);
        halves.push(half);
      }
      const [dripping] = halves;
      let at = 0;
      const drip = setInterval(() => dripping?.write(text.charAt(at++ % 20)), 500);
      let isCut = false;
      const cut = Promise.all(halves.map((half) => once(half, "close"))).then(() => {
        isCut = true;
      });
      await chatUntil(() => isCut);
      await cut;
      clearInterval(drip);
    });
  },
);
