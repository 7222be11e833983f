// One room's log: numbers, the ring, and which message ids it knows.
import { describe, expect, it } from "vitest";
import { RECENT_IDS, RELEASED_IDS, RoomRing } from "../../../src/bus/room-ring.ts";
import { brief, chat, deletion } from "../../support/bus-builders.ts";

function briefly(ring: RoomRing): readonly string[] {
  return ring.head().events.map(({ event, seq }) => brief(event, seq));
}

describe(RoomRing, () => {
  it("numbers messages, and lets other events stand behind the number given last", () => {
    const ring = new RoomRing("e");
    for (const event of [deletion("m_0"), chat("m_1"), deletion("m_0"), chat("m_2")]) {
      ring.order(event);
    }
    expect(briefly(ring)).toEqual(["-m_0@0", "m_1@1", "-m_0@1", "m_2@2"]);
  });

  it("gives no number to an id that it knows", () => {
    const ring = new RoomRing("e");
    ring.order(chat("m_1"));
    expect(ring.order(chat("m_1"))).toBeUndefined();
    expect(ring.order(chat("m_1", { released: true }))).toBeUndefined();
    expect(ring.seq).toBe(1);
  });

  it.each([
    [false, RECENT_IDS],
    [true, RELEASED_IDS],
  ])("knows an id (released %s) until %d newer ones came", (released, most) => {
    const ring = new RoomRing("e");
    ring.order(chat("m_first", { released }));
    for (let i = 1; i < most; i++) ring.order(chat(`m_${i}`, { released }));
    expect(ring.knows("m_first")).toBe(true);
    ring.order(chat("m_last", { released }));
    expect(ring.knows("m_first")).toBe(false);
  });

  it("keeps a released id while ordinary messages rush by", () => {
    const ring = new RoomRing("e");
    ring.order(chat("m_released", { released: true }));
    for (let i = 0; i < RECENT_IDS * 2; i++) ring.order(chat(`m_${i}`));
    expect(ring.order(chat("m_released", { released: true }))).toBeUndefined();
  });

  it("takes a number given elsewhere, and continues behind it", () => {
    const ring = new RoomRing("e");
    expect(ring.accept({ seq: 7, event: chat("m_7") })).toBe(true);
    expect(ring.accept({ seq: 9, event: chat("m_7") })).toBe(false);
    expect(ring.order(chat("m_8"))?.seq).toBe(10);
  });

  it("never goes back when it is raised to a lower number", () => {
    const ring = new RoomRing("e", 5);
    ring.raise(3);
    expect(ring.order(chat("m_1"))?.seq).toBe(6);
  });

  it("knows the ids of a log that it inherits from, without its numbers", () => {
    const [before, after] = [new RoomRing("e1"), new RoomRing("e2")];
    before.order(chat("m_1"));
    after.inherit(before);
    expect(after.order(chat("m_1"))).toBeUndefined();
    expect(after.order(chat("m_2"))?.seq).toBe(1);
  });
});
