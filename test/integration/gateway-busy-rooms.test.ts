// Busy rooms on real sockets, with both transport drivers: what is gathered, what never waits.
import { afterEach, describe, expect, it } from "vitest";
import type { RoomEvent } from "../../src/domain/room-event.ts";
import type { ChatClient } from "../support/chat-client.ts";
import type { GatewayWish, TestGateway } from "../support/gateway.ts";
import { startTestGateway } from "../support/gateway.ts";

const running: TestGateway[] = [];
afterEach(async () => {
  for (const weir of running.splice(0)) await weir[Symbol.asyncDispose]();
});

async function start(wish: GatewayWish): Promise<TestGateway> {
  const weir = await startTestGateway(wish);
  running.push(weir);
  return weir;
}

async function welcomed(client: Promise<ChatClient>): Promise<ChatClient> {
  const joined = await client;
  await joined.next("welcome");
  return joined;
}

/** What another gateway's viewers say: it comes by the bus, all within one turn of the loop. */
function chatter(weir: TestGateway, texts: readonly string[], user = "u_far"): void {
  for (const [at, text] of texts.entries()) {
    const event: RoomEvent = {
      kind: "message",
      message: {
        id: `m_${user}_${text}_${at}`,
        room: "shop",
        at: Date.now(),
        user: { id: user, name: user, role: "viewer" },
        text,
        masked: false,
        released: false,
        replyTo: null,
        meta: {},
      },
      reasons: [],
      replyToUser: null,
    };
    weir.bus.rooms.append("shop", event);
  }
}

function numbered(count: number, word = "line"): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${word} ${at}`);
}

function seqsOf(client: ChatClient): readonly number[] {
  return client.frames.flatMap((frame) => (frame.op === "message" ? [frame.seq] : []));
}

const rising = (seqs: readonly number[]): readonly number[] => seqs.toSorted((a, b) => a - b);

describe.each(["uws", "ws"] as const)("with %s", (driver) => {
  it("a quiet room's message is an object, and comes at once", async () => {
    const weir = await start({ driver });
    const [aki, ben] = [await welcomed(weir.join("u_a")), await welcomed(weir.join("u_b"))];
    for (const text of ["one", "two", "three"]) {
      await aki.say(text, text);
      await ben.message(text);
    }
    expect(ben.wereArrays).toEqual([false, false, false, false]);
  });

  it("a busy room's come as arrays, whole and in order, in few frames", async () => {
    const weir = await start({ driver });
    const everybody = [
      await welcomed(weir.join("u_a")),
      await welcomed(weir.join("u_z", { protocol: "weir.v1.deflate" })),
      await welcomed(weir.join("u_m", { role: "moderator" })),
    ];
    const texts = numbered(400);
    chatter(weir, texts);
    for (const client of everybody) {
      await client.message("line 399");
      expect(client.texts).toEqual(texts);
      expect(client.wereArrays).toContain(true);
      expect(client.wereArrays.length).toBeLessThan(20);
    }
  });

  it("a sender's result does not wait for what is gathered", async () => {
    const weir = await start({ driver });
    const aki = await welcomed(weir.join("u_a"));
    chatter(weir, numbered(100));
    const result = await aki.say("c1", "mine");
    await aki.message("mine");
    const own = aki.frames.findIndex((frame) => frame.op === "message" && frame.text === "mine");
    expect(aki.frames.findIndex(({ op }) => op === "result")).toBeLessThan(own);
    expect(result).toMatchObject({ status: "delivered", seq: 101 });
    expect(seqsOf(aki)).toEqual(Array.from({ length: 101 }, (_, at) => at + 1));
  });

  it("who joins in the middle has each message once, in the history or behind it", async () => {
    const weir = await start({ driver });
    const first = await welcomed(weir.join("u_a"));
    const joined: ChatClient[] = [];
    for (let round = 0; round < 10; round += 1) {
      chatter(weir, numbered(20, `round ${round}`));
      joined.push(await weir.join(`u_${round}`));
    }
    await first.message("round 9 19");
    for (const client of joined) {
      const { seq, history } = await client.next("welcome");
      if (seq < 200) await client.message("round 9 19");
      expect(history.at(-1)).toHaveProperty("seq", seq);
      const rest = Array.from({ length: 200 - seq }, (_, at) => seq + 1 + at);
      expect(seqsOf(client)).toEqual(rest);
    }
  });

  it("own messages of a sampled room stand in order among the others", async () => {
    const weir = await start({ driver, settings: { readableRate: 1 } });
    const aki = await welcomed(weir.join("u_a"));
    const recorder = await welcomed(weir.join("u_r", { role: "service" }));
    chatter(weir, numbered(50));
    await aki.next("sampling");
    // More than a frame may hold: several writes within one turn.
    for (let round = 0; round < 20; round += 1) {
      chatter(weir, numbered(50, `round ${round}`));
      chatter(weir, [`mine ${round}`], "u_a");
    }
    chatter(weir, ["the end"], "u_a");
    await Promise.all([aki.message("the end"), recorder.message("the end")]);
    expect(seqsOf(aki)).toEqual(rising(seqsOf(aki)));
    expect(new Set(seqsOf(aki)).size).toBe(seqsOf(aki).length);
    expect(aki.texts.filter((text) => text.startsWith("mine"))).toHaveLength(20);
    expect(aki.texts.length).toBeLessThan(400);
    expect(seqsOf(recorder)).toEqual(Array.from({ length: 1_071 }, (_, at) => at + 1));
  });

  it("a shadowed message stands behind what its sender was shown before it", async () => {
    const weir = await start({ driver });
    weir.engine.judges(({ text }) => (text === "ghost" ? { action: "shadow" } : {}));
    const [aki, ben] = [await welcomed(weir.join("u_a")), await welcomed(weir.join("u_b"))];
    chatter(weir, numbered(100));
    await aki.say("c1", "ghost");
    chatter(weir, ["the end"]);
    await Promise.all([aki.message("the end"), ben.message("the end")]);
    expect(seqsOf(aki)).toEqual(rising(seqsOf(aki)));
    expect(aki.texts).toEqual([...numbered(100), "ghost", "the end"]);
    expect(ben.texts).toEqual([...numbered(100), "the end"]);
  });

  it("a withdrawal never comes before its message", async () => {
    const weir = await start({ driver });
    const aki = await welcomed(weir.join("u_a"));
    chatter(weir, [...numbered(100), "bad"]);
    const messageId = "m_u_far_bad_100";
    weir.bus.rooms.append("shop", { kind: "deleted", messageId, by: "moderator" });
    await aki.next("deleted");
    const ops = aki.frames.flatMap((frame) => {
      if (frame.op === "message") return frame.id === messageId ? ["message"] : [];
      return frame.op === "deleted" ? ["deleted"] : [];
    });
    expect(ops).toEqual(["message", "deleted"]);
  });

  it("a stop sends what was gathered before it closes", async () => {
    const weir = await start({ driver });
    const aki = await welcomed(weir.join("u_a"));
    chatter(weir, numbered(100));
    await Promise.all([weir.gateway.stop(), aki.closed]);
    expect(aki.texts).toEqual(numbered(100));
  });
});

describe("weir.v1.deflate", () => {
  const protocol = "weir.v1.deflate";
  const texts = [
    "こんにちは！送料は込みですか？",
    "👍🏽 買います",
    "a".repeat(400),
    "한국어",
    "短い",
  ];

  it("brings everything in binary frames: welcome, messages, results, history, recovery", async () => {
    const weir = await start({});
    const aki = await welcomed(weir.join("u_a", { protocol, name: "あき" }));
    for (const [at, text] of texts.entries()) {
      expect(await aki.say(`c${at}`, text)).toMatchObject({ status: "delivered", seq: at + 1 });
      expect(await aki.message(text)).toMatchObject({ user: { name: "あき" }, seq: at + 1 });
    }
    chatter(weir, numbered(100, "急ぎ"));
    await aki.message("急ぎ 99");
    expect(aki.texts).toEqual([...texts, ...numbered(100, "急ぎ")]);
    expect(new Set(aki.wereBinary)).toEqual(new Set([true]));
    const [hello] = aki.frames;
    const epoch = hello?.op === "welcome" ? hello.epoch : "";
    const back = await weir.join("u_a", { protocol, since: `${epoch}:2` });
    const { history, recovered } = await back.next("welcome");
    expect(recovered).toBe(true);
    const missed = [...texts.slice(2), ...numbered(100, "急ぎ")];
    expect(history.map((frame) => "text" in frame && frame.text)).toEqual(missed);
    back.socket.send("not json");
    expect(await back.error()).toMatchObject({ code: "bad_frame" });
    expect(new Set(back.wereBinary)).toEqual(new Set([true]));
  });
});
