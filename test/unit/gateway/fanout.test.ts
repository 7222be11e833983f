// When a room's frames leave, and as what.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { showDue } from "../../../src/gateway/room-events.ts";
import { ALL } from "../../../src/gateway/streams.ts";
import { FanoutRoom } from "../../support/fanout-room.ts";

const opsOf = (frames: readonly { readonly op: string }[]): string[] => frames.map(({ op }) => op);

describe("a quiet room", () => {
  it("sends each event at once, as an object, and keeps no timer", () => {
    const shop = new FanoutRoom();
    const aki = shop.join();
    for (let n = 0; n < 5; n += 1) {
      shop.say();
      expect(aki.wires.at(-1)).toMatch(/^\{"op":"message"/);
      expect(shop.timing.pending).toBe(0);
      shop.timing.pass(1_000);
    }
    expect(aki.seqs).toEqual([1, 2, 3, 4, 5]);
  });

  it("writes nothing to a topic that nobody hears", () => {
    const shop = new FanoutRoom();
    shop.say();
    expect(shop.published).toEqual([]);
    expect(shop.room.outbox.length).toBe(0);
  });
});

describe("a busy room", () => {
  it("sends the first event at once and the window's others as one array", () => {
    const shop = new FanoutRoom();
    const aki = shop.join();
    shop.heat();
    const atOnce = aki.wires.length;
    shop.timing.pass(50);
    expect(aki.wires).toHaveLength(atOnce + 1);
    expect(aki.wires.at(-1)).toMatch(/^\[\{"op":"message"/);
    expect(aki.seqs).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
  });

  it("builds one array for all of a dialect and publishes it once", () => {
    const shop = new FanoutRoom();
    const [aki, ben, zip] = [shop.join(), shop.join(), shop.join({ deflate: true })];
    shop.heat();
    shop.published.length = 0;
    shop.timing.pass(50);
    expect(shop.published).toHaveLength(2);
    expect(ben.wires.at(-1)).toBe(aki.wires.at(-1));
    expect(zip.wires.at(-1)).toBeInstanceOf(Uint8Array);
    expect(zip.frames).toEqual(aki.frames);
  });

  it("is quiet again when a window ends empty, and then sends at once", () => {
    const shop = new FanoutRoom();
    const aki = shop.join();
    shop.heat();
    shop.timing.pass(5_000);
    expect(shop.timing.pending).toBe(0);
    shop.say();
    expect(aki.seqs.at(-1)).toBe(31);
  });

  it("sends early what is more than a frame may hold", () => {
    const shop = new FanoutRoom();
    const aki = shop.join();
    // Each waits twice: as viewers and as moderators see it.
    const most = LIMITS.batchEvents.value / 2;
    shop.heat(most + 30);
    expect(Math.max(...aki.writes.map((frames) => frames.length))).toBe(most);
    const long = "x".repeat(LIMITS.textLength.value);
    const before = aki.wires.length;
    for (let n = 0; n < 200; n += 1) shop.say({ text: long });
    const sizes = aki.wires.slice(before).map(({ length }) => length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThan(LIMITS.batchLength.value + 2_000);
  });

  it("keeps a withdrawal behind its message, and modes in their place", () => {
    const shop = new FanoutRoom();
    const aki = shop.join();
    shop.heat();
    shop.timing.pass(50);
    const from = aki.frames.length;
    const { id: messageId } = shop.say();
    shop.tell({ kind: "deleted", messageId, by: "moderator" });
    shop.fanout.toAll(shop.room, { op: "modes", modes: { slowSeconds: 3 } });
    shop.fanout.sendSoon(shop.room);
    shop.say();
    expect(aki.frames).toHaveLength(from);
    shop.timing.pass(50);
    expect(opsOf(aki.frames.slice(from))).toEqual(["message", "deleted", "modes", "message"]);
  });

  it("gathers for moderators as well: a write is as dear to them", () => {
    const shop = new FanoutRoom();
    const mod = shop.join({ role: "moderator" });
    shop.heat();
    shop.timing.pass(50);
    expect(mod.seqs).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(mod.wires.length).toBeLessThan(10);
  });

  it("leaves nothing behind when it is closed", () => {
    const shop = new FanoutRoom();
    const aki = shop.join();
    shop.heat();
    const before = aki.wires.length;
    shop.fanout.close(shop.room);
    expect(shop.timing.pending).toBe(0);
    shop.timing.pass(1_000);
    expect(aki.wires).toHaveLength(before);
  });

  it("sends all that waits when it is told to, as at a stop", () => {
    const shop = new FanoutRoom();
    const aki = shop.join();
    shop.heat();
    shop.fanout.sendNow(shop.room);
    expect(aki.seqs.at(-1)).toBe(30);
  });
});

describe("who joins within a window", () => {
  it("has what waits in its history and not again behind it", () => {
    const shop = new FanoutRoom();
    shop.join();
    shop.heat();
    const late = shop.join();
    const hello = late.writes[0]?.[0];
    if (hello?.op !== "welcome") throw new Error("no welcome");
    expect(hello.seq).toBe(30);
    expect(hello.history.at(-1)).toHaveProperty("seq", 30);
    shop.say();
    shop.timing.pass(50);
    expect(late.seqs).toEqual([31]);
    shop.say();
    shop.timing.pass(50);
    expect(late.seqs).toEqual([31, 32]);
  });

  it("is not sent again what another gateway had shown it", () => {
    const shop = new FanoutRoom();
    shop.join();
    shop.room.context.modes = { delaySeconds: 1 };
    shop.heat();
    const back = shop.join({ since: 28 });
    expect(back.writes[0]?.[0]).toMatchObject({ recovered: true, seq: 28, history: [] });
    showDue(shop.parts, shop.room, 1_000);
    shop.timing.pass(50);
    expect(back.seqs).toEqual([29, 30]);
    expect(shop.room.outbox.aheads.size).toBe(0);
  });

  it("does not see a message that was withdrawn before", () => {
    const shop = new FanoutRoom();
    shop.join();
    shop.heat();
    shop.timing.pass(50);
    const { id: messageId } = shop.say();
    shop.tell({ kind: "deleted", messageId, by: "seller" });
    const back = shop.join({ since: 30 });
    expect(back.writes[0]?.[0]).toMatchObject({ recovered: true, seq: 31 });
    expect(back.writes[0]?.[0]).toHaveProperty("history", [
      { op: "deleted", messageId, by: "seller", seq: 31 },
    ]);
    shop.timing.pass(50);
    expect(opsOf(back.frames)).toEqual(["deleted"]);
  });
});

describe("what is for one user", () => {
  it("goes past what waits when it is an answer", () => {
    const shop = new FanoutRoom();
    const aki = shop.join({ user: "u_aki" });
    shop.heat();
    const before = aki.seqs.length;
    const outcome = { op: "outcome", messageId: "m_1", status: "rejected" } as const;
    shop.fanout.toUser(shop.room, "u_aki", outcome);
    expect(aki.frames.at(-1)).toEqual(outcome);
    expect(aki.seqs).toHaveLength(before);
  });

  it("stands in its place when it is a message, and only there", () => {
    const shop = new FanoutRoom();
    const [aki, ben] = [shop.join({ user: "u_aki" }), shop.join({ user: "u_ben" })];
    shop.heat();
    shop.timing.pass(50);
    shop.say();
    const shown = { op: "deleted", messageId: "mine", by: "moderator" } as const;
    shop.fanout.toUserInOrder(shop.room, "u_aki", shown, ALL);
    shop.fanout.sendSoon(shop.room);
    shop.say();
    shop.timing.pass(50);
    expect(opsOf(aki.frames.slice(-3))).toEqual(["message", "deleted", "message"]);
    expect(aki.seqs).toEqual(ben.seqs);
    expect(ben.frames).not.toContainEqual(shown);
  });

  it("of a sampled room comes in the order of numbers, as one write with the rest", () => {
    const shop = new FanoutRoom(1);
    const [aki, recorder] = [shop.join({ user: "u_aki" }), shop.join({ role: "service" })];
    shop.heat();
    shop.endSecond();
    shop.timing.pass(50);
    const [from, writes] = [aki.frames.length, aki.wires.length];
    for (let n = 0; n < 100; n += 1) {
      const isOwn = n % 10 === 0;
      shop.say(isOwn ? { user: { id: "u_aki", name: "u_aki", role: "viewer" } } : {});
    }
    shop.timing.pass(50);
    expect(aki.wires).toHaveLength(writes + 1);
    const got = aki.frames.slice(from);
    const seqs = got.flatMap((frame) => (frame.op === "message" ? [frame.seq] : []));
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(seqs).toEqual(expect.arrayContaining([31, 41, 51, 61, 71, 81, 91, 101, 111, 121]));
    expect(seqs.length).toBeLessThan(30);
    expect(recorder.seqs).toHaveLength(130);
    shop.say({ user: { id: "u_mod", name: "mod", role: "moderator" } });
    shop.timing.pass(50);
    expect(aki.seqs.at(-1)).toBe(131);
  });
});

describe("a delayed room", () => {
  it("sends what is due together as one frame", () => {
    const shop = new FanoutRoom();
    shop.room.context.modes = { delaySeconds: 2 };
    const [aki, mod] = [shop.join(), shop.join({ role: "moderator" })];
    shop.say();
    shop.say();
    expect(mod.seqs).toEqual([1, 2]);
    expect(aki.seqs).toEqual([]);
    showDue(shop.parts, shop.room, 2_000);
    expect(aki.seqs).toEqual([1, 2]);
    expect(aki.wires).toHaveLength(2);
  });
});

describe("the count", () => {
  it("tells events delivered from the frames that brought them", () => {
    const shop = new FanoutRoom();
    shop.join();
    shop.join();
    shop.heat();
    shop.timing.pass(50);
    const deliveries = shop.metrics.values.get("weir_deliveries_total weir.v1") ?? 0;
    const writes = shop.metrics.values.get("weir_writes_total weir.v1") ?? 0;
    expect(deliveries).toBe(60);
    expect(writes).toBe([...shop.listeners].reduce((sum, { wires }) => sum + wires.length - 1, 0));
    expect(writes).toBeLessThan(20);
  });
});
