// What moderators, sellers and viewers do from the chat, and what everybody reads then.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatClient } from "../support/chat-client.ts";
import type { TestGateway } from "../support/gateway.ts";
import { startTestGateway } from "../support/gateway.ts";

let weir: TestGateway;
let rooms = 0;

interface Cast {
  readonly room: string;
  readonly mod: ChatClient;
  readonly aki: ChatClient;
  readonly ben: ChatClient;
}

/** A room with a moderator and two viewers, all welcomed. Users are the room's own. */
async function cast(): Promise<Cast> {
  const room = `room-${(rooms += 1)}`;
  const mod = await weir.join(`mod_${room}`, { in: room, role: "moderator" });
  const aki = await weir.join(`aki_${room}`, { in: room });
  const ben = await weir.join(`ben_${room}`, { in: room });
  for (const client of [mod, aki, ben]) await client.next("welcome");
  return { room, mod, aki, ben };
}

async function messageIdOf(client: ChatClient, text: string): Promise<string> {
  const result = await client.say(`id ${text}`, text);
  return "messageId" in result ? (result.messageId ?? "") : "";
}

beforeAll(async () => {
  weir = await startTestGateway();
});
afterAll(() => weir[Symbol.asyncDispose]());

describe("delete", () => {
  it("withdraws the message everywhere and from history, and leaves a record", async () => {
    const { room, mod, aki, ben } = await cast();
    const messageId = await messageIdOf(aki, "buy my fake");
    mod.send({ op: "delete", id: "d1", messageId, reason: "fake" });
    expect(await mod.result("d1")).toEqual({ op: "result", id: "d1", status: "delivered" });
    expect(await ben.next("deleted")).toEqual({ op: "deleted", messageId, by: "moderator" });
    expect(await aki.next("deleted")).toMatchObject({ messageId });
    const late = await weir.join("late", { in: room });
    expect((await late.next("welcome")).history).toEqual([]);
    expect(weir.queue.items.at(-1)).toMatchObject({
      kind: "record",
      room,
      by: { id: `mod_${room}`, role: "moderator" },
      done: { what: "deleted", messageId, reason: "fake" },
    });
  });

  it("by the seller says so", async () => {
    const { room, aki, ben } = await cast();
    const seller = await weir.join("seller", { in: room, role: "seller" });
    const messageId = await messageIdOf(aki, "hello");
    seller.send({ op: "delete", id: "d1", messageId });
    expect(await ben.next("deleted")).toMatchObject({ by: "seller" });
  });

  it("of a message that the room does not know is not_found", async () => {
    const { mod } = await cast();
    mod.send({ op: "delete", id: "d1", messageId: "m_nothing" });
    expect(await mod.error("d1")).toMatchObject({ code: "not_found" });
  });

  it("a second time is done already", async () => {
    const { mod, aki, ben } = await cast();
    const messageId = await messageIdOf(aki, "hello");
    mod.send({ op: "delete", id: "d1", messageId });
    await mod.result("d1");
    mod.send({ op: "delete", id: "d2", messageId });
    expect(await mod.result("d2")).toMatchObject({ status: "delivered" });
    await messageIdOf(aki, "after");
    await ben.message("after");
    expect(ben.frames.filter(({ op }) => op === "deleted")).toHaveLength(1);
  });

  it.each(["delete", "sanction", "modes"])("%s is forbidden to viewers", async (op) => {
    const { aki, ben } = await cast();
    const messageId = await messageIdOf(aki, "hello");
    ben.send({ op, id: "x1", messageId, userId: "u_9", kind: "ban", set: { closed: true } });
    expect(await ben.error("x1")).toMatchObject({ code: "forbidden" });
  });
});

describe("sanction", () => {
  it("timeout: tells the user, then rejects their messages with the wait that is left", async () => {
    const { room, mod, aki, ben } = await cast();
    const userId = `aki_${room}`;
    mod.send({ op: "sanction", id: "s1", userId, kind: "timeout", seconds: 600, reason: "calm" });
    expect(await mod.result("s1")).toMatchObject({ status: "delivered" });
    const told = await aki.next("sanction");
    expect(told).toMatchObject({ kind: "timeout", reason: "calm", acknowledge: false });
    const rejected = await aki.say("c1", "but");
    expect(rejected).toMatchObject({ status: "rejected", code: "muted" });
    const wait = "retryAfterMs" in rejected ? rejected.retryAfterMs : 0;
    expect(wait).toBeGreaterThan(590_000);
    expect(wait).toBeLessThanOrEqual(600_000);
    expect(await ben.say("b1", "not me")).toMatchObject({ status: "delivered" });
    weir.clock.jump(600_000);
    expect(await aki.say("c2", "calm now")).toMatchObject({ status: "delivered" });
    expect(weir.queue.items).toContainEqual(
      expect.objectContaining({
        kind: "record",
        done: { what: "sanctioned", sanction: expect.objectContaining({ userId, room }) },
      }),
    );
  });

  it("ban: clears what they wrote and closes their sockets with 4503", async () => {
    const { room, mod, aki, ben } = await cast();
    const userId = `aki_${room}`;
    const elsewhere = await weir.join(userId, { in: `${room}-b` });
    await messageIdOf(aki, "first");
    mod.send({ op: "sanction", id: "s1", userId, kind: "ban", reason: "scam" });
    expect(await ben.next("cleared")).toEqual({ op: "cleared", userId });
    expect(await aki.closed).toEqual({ code: 4503, reason: "banned" });
    expect(aki.frames.at(-1)).toMatchObject({ op: "sanction", kind: "ban", until: null });
    expect(await elsewhere.say("c1", "still here")).toMatchObject({ status: "delivered" });
    const late = await weir.join("late", { in: room });
    expect((await late.next("welcome")).history).toEqual([]);
  });

  it("warning: nothing may be sent until it is acknowledged", async () => {
    const { room, mod, aki } = await cast();
    const userId = `aki_${room}`;
    mod.send({ op: "sanction", id: "s1", userId, kind: "warning", reason: "be kind" });
    const warning = await aki.next("sanction");
    expect(warning).toMatchObject({ kind: "warning", until: null, acknowledge: true });
    expect(await aki.say("c1", "hm")).toMatchObject({ code: "warning_pending", retryAfterMs: 0 });
    const again = await weir.join(userId, { in: room });
    expect(await again.next("sanction")).toEqual(warning);
    aki.send({ op: "acknowledge", id: "a1", sanctionId: warning.id });
    expect(await aki.result("a1")).toMatchObject({ status: "delivered" });
    expect(await aki.say("c2", "sorry")).toMatchObject({ status: "delivered" });
    expect(weir.queue.items.at(-1)).toMatchObject({ done: { what: "acknowledged" } });
  });

  it("shadow: tells nobody; the user's messages are shown to them alone", async () => {
    const { room, mod, aki, ben } = await cast();
    mod.send({ op: "sanction", id: "s1", userId: `aki_${room}`, kind: "shadow" });
    await mod.result("s1");
    expect(await aki.say("c1", "can you see me")).toMatchObject({ status: "delivered" });
    await aki.message("can you see me");
    await ben.say("b1", "hello");
    await ben.message("hello");
    expect(ben.texts).toEqual(["hello"]);
    expect(mod.texts).not.toContain("can you see me");
    expect(aki.frames.map(({ op }) => op)).not.toContain("sanction");
  });

  it("set elsewhere reaches the user everywhere, and lifted frees them", async () => {
    const { room, aki } = await cast();
    const sanction = {
      id: `s_${room}`,
      userId: `aki_${room}`,
      room: null,
      kind: "timeout",
      until: weir.clock.now() + 60_000,
      reason: "",
      category: "spam",
      acknowledge: false,
      acknowledgedAt: null,
      createdAt: weir.clock.now(),
      by: "ladder",
      caseId: null,
    } as const;
    weir.bus.state.set(`sanction/${sanction.id}`, { kind: "sanction", sanction });
    expect(await aki.next("sanction")).toMatchObject({ id: sanction.id, category: "spam" });
    expect(await aki.say("c1", "but")).toMatchObject({ code: "muted" });
    weir.bus.state.set(`sanction/${sanction.id}`, null);
    expect(await aki.say("c2", "free")).toMatchObject({ status: "delivered" });
  });

  it("of oneself, or of a role as high, is forbidden", async () => {
    const { room, mod } = await cast();
    await weir.join("other_mod", { in: room, role: "moderator" });
    mod.send({ op: "sanction", id: "s1", userId: `mod_${room}`, kind: "ban" });
    expect(await mod.error("s1")).toMatchObject({ code: "forbidden" });
    mod.send({ op: "sanction", id: "s2", userId: "other_mod", kind: "ban" });
    expect(await mod.error("s2")).toMatchObject({ code: "forbidden" });
    const admin = await weir.join("admin", { in: room, role: "admin" });
    admin.send({ op: "sanction", id: "s3", userId: "other_mod", kind: "shadow" });
    expect(await admin.result("s3")).toMatchObject({ status: "delivered" });
  });
});

describe("modes", () => {
  it("are laid over those in force, told to everybody, and given to the engine", async () => {
    const { room, mod, aki, ben } = await cast();
    mod.send({ op: "modes", id: "m1", set: { slowSeconds: 10 } });
    mod.send({ op: "modes", id: "m2", set: { shield: true } });
    await mod.result("m2");
    expect(await ben.next("modes")).toEqual({ op: "modes", modes: { slowSeconds: 10 } });
    const both = { slowSeconds: 10, shield: true };
    expect(await ben.next("modes")).toEqual({ op: "modes", modes: both });
    await aki.say("c1", "hello");
    expect(weir.engine.judged.at(-1)?.room.modes).toEqual(both);
    const late = await weir.join("late", { in: room });
    expect((await late.next("welcome")).modes).toEqual(both);
    mod.send({ op: "modes", id: "m3", set: { slowSeconds: 0, shield: false } });
    expect(await aki.next("modes", ({ modes }) => modes.shield === undefined)).toMatchObject({
      modes: {},
    });
  });

  it("that do not exist are refused with what is allowed", async () => {
    const { mod } = await cast();
    mod.send({ op: "modes", id: "m1", set: { quiet: true } });
    const error = await mod.error("m1");
    expect(error).toMatchObject({ code: "bad_frame" });
    expect(error.message).toContain("slowSeconds");
  });
});

describe("report", () => {
  it("is answered when the queue has it, with the message and what came before", async () => {
    const { room, aki, ben } = await cast();
    await messageIdOf(aki, "before");
    const messageId = await messageIdOf(aki, "bad thing");
    ben.send({ op: "report", id: "r1", messageId, category: "scam", note: "look" });
    expect(await ben.result("r1")).toMatchObject({ status: "delivered" });
    expect(weir.queue.items.at(-1)).toMatchObject({
      kind: "report",
      id: `r_${messageId}_ben_${room}`,
      message: { id: messageId, text: "bad thing" },
      reporter: `ben_${room}`,
      category: "scam",
      note: "look",
      viewers: 3,
    });
  });

  it("of a message that is not in history is not_found", async () => {
    const { ben } = await cast();
    ben.send({ op: "report", id: "r1", messageId: "m_gone" });
    expect(await ben.error("r1")).toMatchObject({ code: "not_found" });
  });

  it("that cannot be kept is rejected", async () => {
    const { aki, ben } = await cast();
    const messageId = await messageIdOf(aki, "bad thing");
    weir.queue.mode = "fail";
    ben.send({ op: "report", id: "r1", messageId });
    const result = await ben.result("r1");
    weir.queue.mode = "keep";
    expect(result).toMatchObject({ status: "rejected", code: "review_unavailable" });
  });
});

describe("records", () => {
  it("are tried again until the queue takes them", async () => {
    const { room, mod, aki } = await cast();
    const messageId = await messageIdOf(aki, "hello");
    weir.queue.mode = "fail";
    mod.send({ op: "delete", id: "d1", messageId });
    expect(await mod.result("d1")).toMatchObject({ status: "delivered" });
    weir.queue.mode = "keep";
    const isThere = (): boolean =>
      weir.queue.items.some((item) => item.kind === "record" && item.room === room);
    await weir.queue.until(isThere);
    expect(isThere()).toBe(true);
  });
});

describe("acknowledge", () => {
  it("of somebody else's warning is not_found", async () => {
    const { room, mod, aki, ben } = await cast();
    mod.send({ op: "sanction", id: "s1", userId: `aki_${room}`, kind: "warning" });
    const { id } = await aki.next("sanction");
    ben.send({ op: "acknowledge", id: "a1", sanctionId: id });
    expect(await ben.error("a1")).toMatchObject({ code: "not_found" });
  });
});
