// What bad, fast and repeated input gets, what time does to a socket, and how a gateway stops.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import type { ChatClient } from "../support/chat-client.ts";
import { connect, Refused } from "../support/chat-client.ts";
import type { TestGateway } from "../support/gateway.ts";
import { startTestGateway } from "../support/gateway.ts";
import { tokenFor } from "../support/tokens.ts";

let weir: TestGateway;
let rooms = 0;
const newRoom = (): string => `room-${(rooms += 1)}`;

beforeAll(async () => {
  weir = await startTestGateway();
});
afterAll(() => weir[Symbol.asyncDispose]());

async function welcomed(user: string, room = newRoom()): Promise<ChatClient> {
  const client = await weir.join(user, { in: room });
  await client.next("welcome");
  return client;
}

describe("frames that cannot be read", () => {
  it.each([
    ["garbage", "{nope", "bad_frame", undefined],
    ["an array", "[]", "bad_frame", undefined],
    ["a wrong type", '{"op":"send","id":"c1","text":7}', "bad_frame", "c1"],
    ["an unknown op", '{"op":"dance","id":"c1"}', "unknown_op", "c1"],
    [
      "deep nesting",
      `{"op":"send","id":"c1","text":"x","meta":${'{"a":'.repeat(9)}1${"}".repeat(9)}}`,
      "bad_frame",
      "c1",
    ],
  ])("%s: an error, and the socket stays", async (_, text, code, id) => {
    const client = await welcomed("u_1");
    client.socket.send(text);
    const error = await client.error();
    expect(error.code).toBe(code);
    expect(error.id).toBe(id);
    expect(await client.say("after", "still here")).toMatchObject({ status: "delivered" });
  });

  it("a binary frame: an error, and the socket stays", async () => {
    const client = await welcomed("u_1");
    client.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.error()).toMatchObject({ code: "bad_frame" });
  });

  it("a frame of more than 16 KiB: 1009", async () => {
    const client = await welcomed("u_1");
    const frame = JSON.stringify({ op: "send", id: "c1", text: "" });
    const room = LIMITS.clientFrameBytes.value - frame.length;
    client.send({ op: "send", id: "c1", text: "x".repeat(room) });
    await client.result("c1");
    client.send({ op: "send", id: "c2", text: "x".repeat(room + 1) });
    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  it("twenty of them: 4029", async () => {
    const client = await welcomed("u_1");
    for (let n = 0; n < 19; n += 1) client.socket.send("{");
    await client.say("c1", "nineteen are forgiven");
    client.socket.send("{");
    expect(await client.closed).toEqual({ code: 4029, reason: "flood" });
    expect(client.frames.filter(({ op }) => op === "error")).toHaveLength(20);
  });
});

describe("floods", () => {
  it("messages above the rate are each answered rate_limited, and not published", async () => {
    const client = await welcomed("u_1");
    for (let n = 0; n < 40; n += 1) client.send({ op: "send", id: `c${n}`, text: `t${n}` });
    const results = await Promise.all(Array.from({ length: 40 }, (_, n) => client.result(`c${n}`)));
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(40 - LIMITS.framesPerSecond.value);
    expect(refused[0]).toMatchObject({ id: "c30", code: "rate_limited" });
    expect(refused[0]).toHaveProperty("retryAfterMs", expect.any(Number));
    weir.clock.jump(2_000);
    await client.say("after", "after");
    await client.message("after");
    expect(client.texts).toHaveLength(LIMITS.framesPerSecond.value + 1);
  });

  it("what is no message is answered flood, by its id where it has one", async () => {
    const client = await welcomed("u_1");
    for (let n = 0; n < 30; n += 1) client.send({ op: "send", id: `c${n}`, text: `t${n}` });
    client.send({ op: "report", id: "r1", messageId: "m_1" });
    client.socket.send("{");
    expect(await client.error("r1")).toMatchObject({ code: "flood" });
    expect(await client.error()).toMatchObject({ code: "flood" });
  });

  it("sellers and moderators may send more", async () => {
    const client = await weir.join("u_1", { in: newRoom(), role: "seller" });
    for (let n = 0; n < 40; n += 1) client.send({ op: "send", id: `c${n}`, text: `t${n}` });
    expect(await client.result("c39")).toMatchObject({ status: "delivered" });
  });

  it("sustained: 4029", async () => {
    const client = await welcomed("u_1");
    for (let n = 0; n < 400; n += 1) client.socket.send("{}");
    expect(await client.closed).toEqual({ code: 4029, reason: "flood" });
  });
});

describe("the same client id", () => {
  it("gets the first answer again and publishes nothing twice", async () => {
    const client = await welcomed("u_1");
    const first = await client.say("c1", "once");
    expect(await client.say("c1", "once")).toEqual(first);
    await client.say("c2", "end");
    await client.message("end");
    expect(client.texts).toEqual(["once", "end"]);
  });

  it("gets it after a reconnect, and while the first is still on its way", async () => {
    const room = newRoom();
    const hold = { priority: 1, ttlSeconds: 60, onExpiry: "reject" } as const;
    weir.engine.judges(({ text }) => (text === "wait" ? { action: "hold", hold } : {}));
    weir.queue.mode = "hang";
    const before = weir.queue.hanging;
    const gone = await welcomed("u_1", room);
    gone.send({ op: "send", id: "c1", text: "wait" });
    await weir.queue.until(() => weir.queue.hanging === before + 1);
    await gone.close();
    const back = await welcomed("u_1", room);
    back.send({ op: "send", id: "c1", text: "wait" });
    await back.say("c2", "the frame before this one was read");
    weir.queue.goOn();
    expect(await back.result("c1")).toMatchObject({ status: "held" });
    expect(weir.queue.items.filter(({ kind }) => kind === "held")).toHaveLength(1);
  });

  it("of another user is another one", async () => {
    const room = newRoom();
    const [aki, ben] = [await welcomed("u_1", room), await welcomed("u_2", room)];
    expect(await aki.say("c1", "a")).toMatchObject({ seq: 1 });
    expect(await ben.say("c1", "b")).toMatchObject({ seq: 2 });
  });

  it("is new again after five minutes", async () => {
    const client = await welcomed("u_1");
    expect(await client.say("c1", "one")).toMatchObject({ seq: 1 });
    weir.clock.jump(LIMITS.idempotencyMs.value + 1);
    expect(await client.say("c1", "two")).toMatchObject({ seq: 2 });
  });
});

describe("sampling", () => {
  it("above the readable rate deals out a share, but what concerns one always", async () => {
    await using busy = await startTestGateway({ settings: { readableRate: 1 } });
    const talkers = await Promise.all(["a", "b"].map((user) => busy.join(user)));
    const host = await busy.join("host", { role: "seller" });
    const mod = await busy.join("mod", { role: "moderator" });
    const service = await busy.join("recorder", { role: "service" });
    const viewer = await busy.join("u_v", { name: "Momo" });
    let sent = 0;
    const chatter = async (): Promise<void> => {
      for (const talker of talkers) {
        sent += 1;
        await talker.say(`n${sent}`, `noise ${sent}`);
      }
    };
    while (!viewer.frames.some(({ op }) => op === "sampling")) {
      await chatter();
      busy.clock.jump(200);
    }
    const { share, readableRate } = await viewer.next("sampling");
    expect(share).toBeLessThan(1);
    expect(readableRate).toBe(1);
    const own = await viewer.say("own", "I am here");
    const ownId = "messageId" in own ? own.messageId : "";
    await viewer.message("I am here");
    const [talker] = talkers;
    const from = viewer.texts.length;
    const texts: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      texts.push(`more ${n}`);
      await talker?.say(`m${n}`, `more ${n}`);
    }
    await talker?.say("r1", "to you", { replyTo: ownId });
    await talker?.say("r2", "hey @momo!");
    await host.say("h1", "from the seller");
    await viewer.say("own2", "mine");
    await viewer.message("mine");
    const got = viewer.texts.slice(from);
    expect(got.slice(-4)).toEqual(["to you", "hey @momo!", "from the seller", "mine"]);
    expect(got.length - 4).toBeLessThan(texts.length);
    for (const all of [mod, service]) {
      await all.message("mine");
      expect(all.texts).toEqual(expect.arrayContaining(texts));
    }
    const late = await busy.join("late");
    const welcome = await late.next("welcome");
    expect(welcome.sampling.share).toBeLessThan(1);
    expect(await late.next("sampling")).toMatchObject({ share: welcome.sampling.share });
    expect(await viewer.next("sampling", (frame) => frame.share === 1)).toBeDefined();
  });
});

describe("time", () => {
  it("closes a socket with 4504 when its token expires", async () => {
    const client = await weir.join("u_1", { in: newRoom(), ttlSeconds: 30 });
    await client.next("welcome");
    weir.clock.jump(31_000);
    expect(await client.closed).toEqual({ code: 4504, reason: "token expired" });
  });

  it("leaves a room that stays empty", async () => {
    const room = newRoom();
    const client = await welcomed("u_1", room);
    await client.close();
    weir.clock.jump(LIMITS.roomLingerMs.value);
    const told = new Promise<boolean>((resolve) => {
      weir.bus.onTell((message) => {
        if (message.kind !== "statistics") return;
        if (!message.rooms.some((live) => live.room === room)) resolve(true);
      });
    });
    expect(await told).toBe(true);
  });
});

describe("statistics", () => {
  it("tell viewers, rates and what users sent, once a second", async () => {
    const room = newRoom();
    const client = await welcomed("u_counted", room);
    for (const n of [1, 2, 3]) await client.say(`c${n}`, `text ${n}`);
    const counted = await new Promise((resolve) => {
      let rate = 0;
      let messages = 0;
      weir.bus.onTell((told) => {
        if (told.kind !== "statistics") return;
        const live = told.rooms.find((one) => one.room === room);
        rate += live?.messagesPerSecond ?? 0;
        messages += told.users.find(([id]) => id === "u_counted")?.[2] ?? 0;
        if (messages === 3) resolve({ rate, viewers: live?.viewers, policy: told.policyVersion });
      });
    });
    expect(counted).toEqual({ rate: 3, viewers: 1, policy: "p1" });
  });
});

describe("stop", () => {
  it("refuses handshakes, answers what is on its way, and closes with 1001", async () => {
    const stopping = await startTestGateway();
    const hold = { priority: 1, ttlSeconds: 60, onExpiry: "reject" } as const;
    stopping.engine.judges(() => ({ action: "hold", hold }));
    stopping.queue.mode = "hang";
    const client = await stopping.join("u_1");
    client.send({ op: "send", id: "c1", text: "wait" });
    await stopping.queue.until(() => stopping.queue.hanging === 1);
    const stopped = stopping.gateway.stop();
    const refused: unknown = await connect(stopping.port, "shop", await tokenFor("u_2")).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status: 503, code: "stopping" });
    stopping.queue.goOn();
    expect(await client.result("c1")).toMatchObject({ status: "held" });
    expect(await client.closed).toEqual({ code: 1001, reason: "going away" });
    await stopped;
    await expect(fetch(`http://127.0.0.1:${stopping.port}/healthz`)).rejects.toThrow();
  });
});
