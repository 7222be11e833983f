// Coming back: history, `since`, delays, two gateways on one log, and a log that began anew.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatClient, Frame } from "../support/chat-client.ts";
import type { TestGateway } from "../support/gateway.ts";
import { startTestGateway, testBus } from "../support/gateway.ts";
import { ScriptedBus } from "../support/gateway-bus.ts";

let weir: TestGateway;
let rooms = 0;
const newRoom = (): string => `room-${(rooms += 1)}`;

beforeAll(async () => {
  weir = await startTestGateway();
});
afterAll(() => weir[Symbol.asyncDispose]());

/** More than thirty a second would be a flood, so many people talk. */
async function talk(room: string, from: number, to: number): Promise<void> {
  const talkers = new Map<number, ChatClient>();
  for (let n = from; n <= to; n += 1) {
    const who = Math.floor((n - from) / 25);
    const talker = talkers.get(who) ?? (await weir.join(`talker-${who}`, { in: room }));
    talkers.set(who, talker);
    await talker.say(`c${from}.${n}`, `text ${n}`);
  }
  for (const talker of talkers.values()) await talker.close();
}

function numbers(frames: readonly { readonly op: string; readonly seq?: number }[]): number[] {
  return frames.flatMap(({ op, seq }) => (op === "message" ? [seq ?? 0] : []));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

describe("welcome.history", () => {
  it("holds the last 50 messages, oldest first, with reasons for moderators", async () => {
    const room = newRoom();
    await talk(room, 1, 51);
    const viewer = await weir.join("u_1", { in: room });
    const { history, seq, recovered } = await viewer.next("welcome");
    expect(numbers(history)).toEqual(range(2, 51));
    expect([seq, recovered]).toEqual([51, false]);
    expect(history[0]).not.toHaveProperty("reasons");
    const mod = await weir.join("u_m", { in: room, role: "moderator" });
    expect((await mod.next("welcome")).history[0]).toHaveProperty("reasons", []);
  });
});

describe("since", () => {
  it("brings exactly what was missed, and what comes next follows without a gap", async () => {
    const room = newRoom();
    const first = await weir.join("u_1", { in: room });
    const { epoch } = await first.next("welcome");
    await talk(room, 1, 3);
    await first.close();
    await talk(room, 4, 6);
    const back = await weir.join("u_1", { in: room, since: `${epoch}:3` });
    const welcome = await back.next("welcome");
    expect(welcome).toMatchObject({ recovered: true, seq: 6, epoch });
    expect(numbers(welcome.history)).toEqual([4, 5, 6]);
    expect(await back.say("c1", "next")).toMatchObject({ seq: 7 });
  });

  it("tells what was withdrawn meanwhile, with the number of what was never seen", async () => {
    const room = newRoom();
    const mod = await weir.join("u_m", { in: room, role: "moderator" });
    const { epoch } = await mod.next("welcome");
    const ids: string[] = [];
    for (const text of ["seen", "unseen", "stays"]) {
      const result = await mod.say(text, text);
      ids.push("messageId" in result ? (result.messageId ?? "") : "");
    }
    for (const at of [0, 1]) mod.send({ op: "delete", id: `d${at}`, messageId: ids[at] });
    await mod.result("d1");
    const back = await weir.join("u_1", { in: room, since: `${epoch}:1` });
    const { history, recovered } = await back.next("welcome");
    expect(recovered).toBe(true);
    expect(history).toMatchObject([
      { op: "message", seq: 3, text: "stays" },
      { op: "deleted", messageId: ids[0] },
      { op: "deleted", messageId: ids[1], seq: 2 },
    ]);
    expect(history[1]).not.toHaveProperty("seq");
  });

  it.each([
    ["of another epoch", "other:3"],
    ["that is no such thing", "nonsense"],
  ])("%s starts afresh", async (_, since) => {
    const room = newRoom();
    await talk(room, 1, 3);
    const client = await weir.join("u_1", { in: room, since });
    const { history, recovered } = await client.next("welcome");
    expect(recovered).toBe(false);
    expect(numbers(history)).toEqual([1, 2, 3]);
  });

  it("reaches as far back as the ring: 200 messages, and no further", async () => {
    const room = newRoom();
    const keeper = await weir.join("u_k", { in: room });
    const { epoch } = await keeper.next("welcome");
    await talk(room, 1, 203);
    const inTime = await weir.join("u_1", { in: room, since: `${epoch}:3` });
    const recovered = await inTime.next("welcome");
    expect(recovered.recovered).toBe(true);
    expect(numbers(recovered.history)).toEqual(range(4, 203));
    const tooLate = await weir.join("u_1", { in: room, since: `${epoch}:2` });
    const lost = await tooLate.next("welcome");
    expect(lost.recovered).toBe(false);
    expect(numbers(lost.history)).toEqual(range(154, 203));
  });
});

describe("modes.delaySeconds", () => {
  async function delayedRoom(): Promise<{ room: string; mod: ChatClient; ben: ChatClient }> {
    const room = newRoom();
    const mod = await weir.join("u_m", { in: room, role: "moderator" });
    const ben = await weir.join("u_2", { in: room });
    mod.send({ op: "modes", id: "m1", set: { delaySeconds: 10 } });
    await ben.next("modes");
    return { room, mod, ben };
  }

  it("shows moderators at once and everybody else later, in order", async () => {
    const { mod, ben } = await delayedRoom();
    await ben.say("c1", "one");
    await mod.message("one");
    await ben.say("c2", "two");
    expect(ben.texts).toEqual([]);
    weir.clock.jump(10_000);
    await ben.message("two");
    expect(numbers(ben.frames)).toEqual([1, 2]);
  });

  it("never shows what was withdrawn meanwhile, but leaves no gap in the numbers", async () => {
    const { mod, ben } = await delayedRoom();
    const result = await ben.say("c1", "one");
    const messageId = "messageId" in result ? result.messageId : "";
    await ben.say("c2", "two");
    mod.send({ op: "delete", id: "d1", messageId });
    await mod.result("d1");
    weir.clock.jump(10_000);
    await ben.message("two");
    expect(ben.texts).toEqual(["two"]);
    expect(await ben.next("deleted")).toEqual({
      op: "deleted",
      messageId,
      by: "moderator",
      seq: 1,
    });
  });

  it("holds back from the history of viewers who join late, and not of moderators", async () => {
    const { room, ben } = await delayedRoom();
    await ben.say("c1", "one");
    const late = await weir.join("u_3", { in: room });
    expect(await late.next("welcome")).toMatchObject({ history: [], seq: 0 });
    const mod2 = await weir.join("u_m2", { in: room, role: "moderator" });
    expect((await mod2.next("welcome")).history).toHaveLength(1);
    weir.clock.jump(10_000);
    expect(await late.message("one")).toMatchObject({ seq: 1 });
  });

  it("holds back on a gateway that joins the room's log late", async () => {
    const bus = testBus(weir.clock);
    const room = "late-room";
    const key = `modes/${room}`;
    bus.state.set(key, { kind: "modes", room, modes: { delaySeconds: 5 }, updatedAt: 0 });
    const message = {
      id: "m_1",
      room,
      at: Date.now(),
      user: { id: "u_9", name: "u_9", role: "viewer" },
      text: "fresh",
      masked: false,
      released: false,
      replyTo: null,
      meta: {},
    } as const;
    bus.rooms.append(room, { kind: "message", message, reasons: [], replyToUser: null });
    await using other = await startTestGateway({ bus });
    const viewer = await other.join("u_1", { in: room });
    expect(await viewer.next("welcome")).toMatchObject({ history: [], seq: 0 });
    other.clock.jump(5_000);
    expect(await viewer.message("fresh")).toMatchObject({ seq: 1 });
  });

  it("delays a shadowed message for its sender too", async () => {
    const { ben, mod } = await delayedRoom();
    weir.engine.judges(({ text }) => (text === "shadow me" ? { action: "shadow" } : {}));
    await ben.say("c1", "shadow me");
    await ben.say("c2", "two");
    await mod.message("two");
    expect(ben.texts).toEqual([]);
    weir.clock.jump(10_000);
    await ben.message("two");
    expect(ben.texts).toEqual(["shadow me", "two"]);
  });

  it("switched off shows at once what waits", async () => {
    const { mod, ben } = await delayedRoom();
    await ben.say("c1", "one");
    mod.send({ op: "modes", id: "m2", set: { delaySeconds: 0 } });
    expect(await ben.message("one")).toMatchObject({ seq: 1 });
  });
});

describe("two gateways on one bus", () => {
  it("show every viewer one order, and answer a client's id wherever it comes back", async () => {
    const bus = testBus();
    await using one = await startTestGateway({ bus, settings: { gatewayId: "g1" } });
    await using two = await startTestGateway({ bus, settings: { gatewayId: "g2" } });
    const aki = await one.join("u_1", { in: "shop" });
    const ben = await two.join("u_2", { in: "shop" });
    for (const client of [aki, ben]) await client.next("welcome");
    for (let n = 0; n < 10; n += 1) {
      aki.send({ op: "send", id: `c${n}`, text: `a${n}` });
      ben.send({ op: "send", id: `c${n}`, text: `b${n}` });
    }
    for (const client of [aki, ben]) await client.next("message", ({ seq }) => seq === 20);
    expect(ben.texts).toEqual(aki.texts);
    expect(numbers(aki.frames)).toEqual(range(1, 20));
    const back = await two.join("u_1", { in: "shop" });
    const first = aki.frames.find((frame) => frame.op === "result" && frame.id === "c3");
    expect(await back.say("c3", "a3")).toEqual(first);
    await back.say("c99", "end");
    await ben.message("end");
    expect(ben.texts.filter((text) => text === "a3")).toHaveLength(1);
  });

  it("count each other's viewers", async () => {
    const bus = testBus();
    await using one = await startTestGateway({ bus, settings: { gatewayId: "g1" } });
    await using two = await startTestGateway({ bus, settings: { gatewayId: "g2" } });
    const aki = await one.join("u_1", { in: "shop" });
    await two.join("u_2", { in: "shop" });
    const heard = new Promise<void>((resolve) => {
      bus.onTell((told) => {
        if (told.kind === "statistics" && told.gateway === "g2") resolve();
      });
    });
    await heard;
    const again = await one.join("u_3", { in: "shop" });
    await again.next("welcome");
    await aki.say("c1", "hello");
    expect(one.engine.judged.at(-1)?.room.viewers).toBe(3);
  });
});

describe("a log that fails", () => {
  it("closes who waits for it with 4000, and is tried again for the next", async () => {
    const bus = new ScriptedBus();
    bus.joins = "fail";
    await using other = await startTestGateway({ bus });
    const client = await other.join("u_1");
    expect(await client.closed).toEqual({ code: 4000, reason: "restart" });
    bus.joins = "answer";
    const again = await other.join("u_1");
    expect(await again.next("welcome")).toMatchObject({ seq: 0 });
  });

  it("that answers late misses nothing that happened meanwhile", async () => {
    const bus = new ScriptedBus();
    await using other = await startTestGateway({ bus });
    bus.joins = "hang";
    const client = await other.join("u_1");
    client.send({ op: "send", id: "c1", text: "early" });
    const { user, ...rest } = aMessage("m_1", "between");
    bus.append("shop", {
      kind: "message",
      message: { user, ...rest },
      reasons: [],
      replyToUser: null,
    });
    bus.joinsGoOn();
    const welcome = await client.next("welcome");
    expect(welcome).toMatchObject({ seq: 1, history: [{ text: "between", seq: 1 }] });
    expect(await client.result("c1")).toMatchObject({ status: "delivered", seq: 2 });
  });

  it("that began anew welcomes everybody again, then goes on", async () => {
    const bus = new ScriptedBus();
    await using other = await startTestGateway({ bus });
    const client = await other.join("u_1");
    await client.say("c1", "old");
    bus.beginAnew("shop", "e2");
    await client.say("c2", "new");
    const welcomes = client.frames.filter((frame) => frame.op === "welcome");
    expect(welcomes).toMatchObject([{ epoch: "e1" }, { epoch: "e2", recovered: false, seq: 0 }]);
    expect(await client.message("new")).toMatchObject({ seq: 1 });
    expect(opsOf(client)).toEqual(["welcome", "result", "message", "welcome", "result", "message"]);
  });

  it("that repeats an event shows it once", async () => {
    const bus = new ScriptedBus();
    await using other = await startTestGateway({ bus });
    const client = await other.join("u_1");
    await client.next("welcome");
    const message = aMessage("m_1", "once");
    const event = { kind: "message", message, reasons: [], replyToUser: null } as const;
    bus.deliver("shop", bus.append("shop", event));
    await client.say("c1", "end");
    await client.message("end");
    expect(client.texts).toEqual(["once", "end"]);
  });
});

function aMessage(id: string, text: string) {
  const user = { id: "u_9", name: "u_9", role: "viewer" } as const;
  const flags = { masked: false, released: false, replyTo: null, meta: {} };
  return { id, room: "shop", at: Date.now(), user, text, ...flags };
}

function opsOf(client: ChatClient): readonly Frame["op"][] {
  return client.frames.map(({ op }) => op);
}
