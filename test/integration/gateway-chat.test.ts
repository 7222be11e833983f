// The gateway on real sockets: what senders and viewers read for every kind of verdict.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestGateway } from "../support/gateway.ts";
import { aReason, startTestGateway } from "../support/gateway.ts";

let weir: TestGateway;
let rooms = 0;
/** Tests share a gateway, each has a room of its own. */
const newRoom = (): string => `room-${(rooms += 1)}`;

beforeAll(async () => {
  weir = await startTestGateway();
  weir.engine.judges(({ text, user }) => {
    if (text.startsWith("mask")) {
      const reasons = [aReason({ category: "contact" })];
      return { action: "mask", maskedText: "**** me", reasons };
    }
    if (text.startsWith("hold")) {
      const hold = { priority: 2, ttlSeconds: 60, onExpiry: "release" } as const;
      return { action: "hold", hold, reasons: [aReason({ category: "scam" })] };
    }
    if (text.startsWith("reject")) {
      return { action: "reject", code: "blocked", reasons: [aReason()] };
    }
    if (text.startsWith("slow"))
      return { action: "reject", code: "slow_mode", retryAfterMs: 1_500 };
    if (text.startsWith("shadow")) return { action: "shadow", reasons: [aReason()] };
    if (text.startsWith("break")) throw new Error(`no verdict for ${user.id}`);
    if (text.startsWith("count")) return { reasons: [aReason({ severity: 1 })] };
    return {};
  });
});
afterAll(() => weir[Symbol.asyncDispose]());

describe("welcome", () => {
  it("comes first and says who, where and how long a text may be", async () => {
    const room = newRoom();
    const aki = await weir.join("u_1", { name: "Aki", in: room });
    const welcome = await aki.next("welcome");
    expect(aki.frames[0]).toBe(welcome);
    expect(welcome).toMatchObject({
      room,
      user: { id: "u_1", name: "Aki", role: "viewer" },
      seq: 0,
      modes: {},
      maxTextLength: 500,
      history: [],
      recovered: false,
      sampling: { share: 1, readableRate: 0 },
    });
    expect(welcome.epoch).not.toBe("");
    expect(welcome.user).not.toHaveProperty("attrs");
  });

  it("precedes what a client sends without waiting for it", async () => {
    const room = newRoom();
    const hasty = await weir.join("u_1", { in: room });
    expect(await hasty.say("c1", "at once")).toMatchObject({ status: "delivered", seq: 1 });
    expect(hasty.frames.map(({ op }) => op)).toEqual(["welcome", "result", "message"]);
  });
});

describe("send", () => {
  it("answers delivered, then shows the message to everybody with the same number", async () => {
    const room = newRoom();
    const [aki, ben] = [await weir.join("u_1", { in: room }), await weir.join("u_2", { in: room })];
    const result = await aki.say("c1", "hello", { meta: { color: "red" } });
    const shown = await ben.message("hello");
    expect(result).toMatchObject({ op: "result", id: "c1", status: "delivered", seq: 1 });
    expect(shown).toEqual({
      op: "message",
      seq: 1,
      id: "messageId" in result ? result.messageId : "",
      at: shown.at,
      user: { id: "u_1", name: "u_1", role: "viewer" },
      text: "hello",
      masked: false,
      released: false,
      replyTo: null,
      meta: { color: "red" },
    });
    expect(await aki.message("hello")).toEqual(shown);
  });

  it("shows everybody the same order, without gaps", async () => {
    const room = newRoom();
    const people = await Promise.all(["a", "b", "c"].map((user) => weir.join(user, { in: room })));
    for (const person of people) await person.next("welcome");
    for (let n = 0; n < 10; n += 1) {
      for (const [at, person] of people.entries()) {
        person.send({ op: "send", id: `c${n}`, text: `${at}.${n}` });
      }
    }
    const seen = await Promise.all(
      people.map(async (person) => {
        await person.next("message", ({ seq }) => seq === 30);
        return person.frames.flatMap((frame) =>
          frame.op === "message" ? [[frame.seq, frame.text]] : [],
        );
      }),
    );
    expect(seen[0]?.map(([seq]) => seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it("masks what the engine masks and tells the sender what kind it was", async () => {
    const room = newRoom();
    const [aki, ben] = [await weir.join("u_1", { in: room }), await weir.join("u_2", { in: room })];
    const result = await aki.say("c1", "mask 0901234567 me");
    expect(result).toMatchObject({
      status: "masked",
      seq: 1,
      category: "contact",
      message: "A part of your message was hidden: contact details.",
    });
    expect(await ben.message("**** me")).toMatchObject({ masked: true });
  });

  it("rejects with code, category, text and wait, and shows nobody", async () => {
    const room = newRoom();
    const [aki, ben] = [await weir.join("u_1", { in: room }), await weir.join("u_2", { in: room })];
    expect(await aki.say("c1", "reject this")).toEqual({
      op: "result",
      id: "c1",
      status: "rejected",
      code: "blocked",
      category: "harassment",
      message: "Your message was not shown: this chat does not allow insults and harassment.",
      retryAfterMs: 0,
    });
    await aki.say("c2", "after");
    expect(await ben.next("message")).toMatchObject({ text: "after", seq: 1 });
  });

  it("says how long to wait, in the user's language", async () => {
    const aki = await weir.join("u_1", { in: newRoom(), attrs: { lang: "ja-JP" } });
    expect(await aki.say("c1", "slow down")).toMatchObject({
      code: "slow_mode",
      retryAfterMs: 1_500,
      message: "低速モード中です。次の投稿まで少しお待ちください。",
    });
  });

  it("gives the reasons to moderators' sockets only", async () => {
    const room = newRoom();
    const [mod, ben] = [
      await weir.join("u_m", { in: room, role: "moderator" }),
      await weir.join("u_2", { in: room }),
    ];
    await ben.say("c1", "count me");
    expect(await mod.message("count me")).toMatchObject({ reasons: [{ rule: "r1", severity: 1 }] });
    expect(await ben.message("count me")).not.toHaveProperty("reasons");
  });

  it("takes lone surrogates and shows them as they are", async () => {
    const room = newRoom();
    const [aki, ben] = [await weir.join("u_1", { in: room }), await weir.join("u_2", { in: room })];
    aki.socket.send(String.raw`{"op":"send","id":"c1","text":"half \ud83d a pair"}`);
    expect(await aki.result("c1")).toMatchObject({ status: "delivered" });
    expect((await ben.next("message")).text).toBe("half \ud83d a pair");
  });

  it("hands what the engine fails on to people", async () => {
    const aki = await weir.join("u_1", { in: newRoom() });
    expect(await aki.say("c1", "break it")).toMatchObject({ status: "held", code: "held" });
    expect(weir.logger.lines).toContainEqual(expect.objectContaining({ event: "verdict.failed" }));
  });
});

describe("hold", () => {
  it("answers held when the queue has the message, with what review needs", async () => {
    const room = newRoom();
    const aki = await weir.join("u_1", { in: room, attrs: { lang: "en" } });
    await aki.say("c1", "before");
    const held = await aki.say("c2", "hold this");
    expect(held).toMatchObject({ status: "held", code: "held", message: "Waiting for review." });
    const item = weir.queue.items.findLast(({ kind }) => kind === "held");
    expect(item).toMatchObject({
      kind: "held",
      message: { room, text: "hold this", released: false },
      hold: { priority: 2, ttlSeconds: 60, onExpiry: "release" },
      before: [{ text: "before" }],
      viewers: 1,
      lang: "en",
      policyVersion: "p1",
    });
  });

  it("does not answer before the queue has it", async () => {
    const aki = await weir.join("u_1", { in: newRoom() });
    weir.queue.mode = "hang";
    aki.send({ op: "send", id: "c1", text: "hold this" });
    await weir.queue.until(() => weir.queue.hanging === 1);
    await aki.say("c2", "meanwhile");
    expect(aki.frames.some((frame) => frame.op === "result" && frame.id === "c1")).toBe(false);
    weir.queue.goOn();
    expect(await aki.result("c1")).toMatchObject({ status: "held" });
  });

  it("is rejected with review_unavailable when the queue cannot take it", async () => {
    const room = newRoom();
    const [aki, ben] = [await weir.join("u_1", { in: room }), await weir.join("u_2", { in: room })];
    weir.queue.mode = "fail";
    const result = await aki.say("c1", "hold this");
    weir.queue.mode = "keep";
    expect(result).toMatchObject({
      status: "rejected",
      code: "review_unavailable",
      message: "Your message could not be checked. Please try again.",
    });
    await aki.say("c2", "after");
    expect(ben.texts).not.toContain("hold this");
  });

  it("tells the sender's sockets what became of it", async () => {
    const room = newRoom();
    const aki = await weir.join("u_1", { in: room });
    const ben = await weir.join("u_2", { in: room });
    const held = await aki.say("c1", "hold this");
    const messageId = "messageId" in held ? (held.messageId ?? "") : "";
    weir.bus.tell({ kind: "outcome", room, userId: "u_1", messageId, status: "expired" });
    expect(await aki.next("outcome")).toEqual({ op: "outcome", messageId, status: "expired" });
    await aki.say("c2", "after");
    await ben.message("after");
    expect(ben.frames.map(({ op }) => op)).not.toContain("outcome");
  });

  it("is shown when released, with its own time, and its sender told the number once", async () => {
    const room = newRoom();
    const aki = await weir.join("u_1", { in: room });
    const ben = await weir.join("u_2", { in: room });
    await aki.say("c1", "hold this");
    const item = weir.queue.items.findLast((found) => found.kind === "held");
    if (item?.kind !== "held") throw new Error("nothing was held");
    const message = { ...item.message, released: true };
    weir.bus.tell({
      kind: "outcome",
      room,
      userId: "u_1",
      messageId: item.id,
      status: "released",
    });
    const { reasons, replyToUser } = item;
    weir.bus.rooms.append(room, { kind: "message", message, reasons, replyToUser });
    const shown = await ben.message("hold this");
    expect(shown).toMatchObject({ released: true, at: item.message.at, seq: 1 });
    await aki.message("hold this");
    const ops = aki.frames.map(({ op }) => op);
    expect(ops).toEqual(["welcome", "result", "outcome", "message"]);
    expect(aki.frames[2]).toEqual({
      op: "outcome",
      messageId: item.id,
      status: "released",
      seq: 1,
    });
  });
});

describe("shadow", () => {
  it("looks delivered to its sender, on all their sockets, and is shown to nobody else", async () => {
    const room = newRoom();
    const [here, there] = [
      await weir.join("u_1", { in: room }),
      await weir.join("u_1", { in: room }),
    ];
    const ben = await weir.join("u_2", { in: room });
    await ben.say("b1", "first");
    const result = await here.say("c1", "shadow me");
    expect(result).toMatchObject({ status: "delivered", seq: 2 });
    expect(await there.message("shadow me")).toMatchObject({ seq: 2, user: { id: "u_1" } });
    expect(await ben.say("b2", "second")).toMatchObject({ seq: 2 });
    expect(ben.texts).not.toContain("shadow me");
  });

  it("is in nobody's history", async () => {
    const room = newRoom();
    const aki = await weir.join("u_1", { in: room });
    await aki.say("c1", "shadow me");
    const late = await weir.join("u_1", { in: room });
    expect((await late.next("welcome")).history).toEqual([]);
  });
});

describe("weir.v1.deflate", () => {
  it("gets every frame as raw-deflate JSON, the same as the others", async () => {
    const room = newRoom();
    const plain = await weir.join("u_1", { in: room });
    const packed = await weir.join("u_2", { in: room, protocol: "weir.v1.deflate" });
    await packed.say("c1", "hello");
    expect(await packed.message("hello")).toEqual(await plain.message("hello"));
    expect(packed.wereBinary).toEqual([true, true, true]);
    expect(plain.wereBinary).toEqual([false, false]);
    expect(packed.socket.protocol).toBe("weir.v1.deflate");
  });
});
