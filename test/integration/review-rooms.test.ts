// Rooms, user counts and retained state on a real store and bus.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRetainedState } from "../../src/app/services/retained-state.ts";
import { createRoomService } from "../../src/app/services/room-service.ts";
import type { RunningRoomService } from "../../src/app/services/room-service.ts";
import { createUserCounter } from "../../src/app/services/user-counts.ts";
import { UnavailableError } from "../../src/domain/errors.ts";
import type { RoomStatistics } from "../../src/domain/room-event.ts";
import { anActor, openReviewDesk } from "../support/review-desk.ts";
import type { ReviewDesk } from "../support/review-desk.ts";
import { aMessage, aSanction, STORE_TIME } from "../support/store-builders.ts";

const MIKA = anActor("mod-1");
const LATER = STORE_TIME + 60_000;

let desk: ReviewDesk;
let service: RunningRoomService;
beforeEach(async () => {
  desk = await openReviewDesk();
  service = createRoomService(desk);
  await service.start();
});
afterEach(async () => {
  await desk.close();
});

type Users = readonly (readonly [string, string, number])[];

function tell(gateway: string, rooms: readonly RoomStatistics[], users: Users = []): void {
  const at = desk.clock.now();
  desk.bus.tell({ kind: "statistics", gateway, at, rooms, users, policyVersion: "v" });
}

function statistics(room: string, viewers: number, messagesPerSecond: number): RoomStatistics {
  return { room, viewers, messagesPerSecond };
}

describe("rooms", () => {
  it("adds up viewers of all gateways, busiest room first", () => {
    tell("g1", [statistics("a", 10, 3), statistics("b", 500, 1)]);
    tell("g2", [statistics("a", 5, 3)]);
    expect(service.rooms()).toEqual([statistics("a", 15, 3), statistics("b", 500, 1)]);
    expect(service.liveRooms()).toEqual(["a", "b"]);
  });

  it("goes by a gateway's newest report", () => {
    tell("g1", [statistics("a", 10, 3)]);
    tell("g1", [statistics("b", 1, 1)]);
    expect(service.liveRooms()).toEqual(["b"]);
  });

  it.each([
    [4_999, 1],
    [5_000, 0],
    [5_001, 0],
  ])("a gateway silent for %i ms: %i rooms", (silentMs, count) => {
    tell("g1", [statistics("a", 10, 3)]);
    desk.clock.nowMs += silentMs;
    expect(service.rooms()).toHaveLength(count);
  });
});

describe("modes", () => {
  it("are none in a room that nobody set", async () => {
    expect(await service.modes("shop-42")).toEqual({});
  });

  it("are laid over those in force, stored, told and audited", async () => {
    await service.setModes("shop-42", { slowSeconds: 10 }, MIKA);
    const result = await service.setModes("shop-42", { shield: true }, MIKA);
    const modes = { slowSeconds: 10, shield: true };
    expect(result).toEqual({ ok: true, modes });
    expect(await service.modes("shop-42")).toEqual(modes);
    expect((await desk.store.getModes("shop-42"))?.modes).toEqual(modes);
    expect(desk.board.get("modes/shop-42")).toMatchObject({ kind: "modes", modes });
    expect(desk.heard.map((event) => event.type)).toEqual(["room.modes", "room.modes"]);
    const audit = await desk.store.listAudit({ subject: "room:shop-42" });
    expect(audit.items.map((entry) => entry.actor)).toEqual(["mod-1", "mod-1"]);
  });

  it("set on a gateway are known at once", async () => {
    const entry = {
      kind: "modes",
      room: "shop-42",
      modes: { closed: true },
      updatedAt: LATER,
    } as const;
    desk.bus.state.set("modes/shop-42", entry);
    expect(await service.modes("shop-42")).toEqual({ closed: true });
  });

  it("set after a gateway's whose clock is ahead are the newer ones", async () => {
    const entry = {
      kind: "modes",
      room: "shop-42",
      modes: { closed: true },
      updatedAt: LATER,
    } as const;
    desk.bus.state.set("modes/shop-42", entry);
    await service.setModes("shop-42", { closed: false }, MIKA);
    expect((await desk.store.getModes("shop-42"))?.updatedAt).toBe(LATER + 1);
  });

  it("that are wrong change nothing", async () => {
    const result = await service.setModes("shop-42", { slow: 10 }, MIKA);
    expect(result.ok).toBe(false);
    expect(desk.board.size).toBe(0);
  });
});

describe("withdraw", () => {
  it("takes the message from the room, tells consoles and audits", async () => {
    const message = aMessage();
    desk.bus.rooms.append("shop-42", { kind: "message", message, reasons: [], replyToUser: null });
    await service.withdraw("shop-42", "m_1", MIKA, "rude");
    expect(await desk.shown()).toEqual(new Map());
    const { items } = await desk.store.listAudit({ subject: "message:m_1" });
    expect(items).toMatchObject([{ action: "message.deleted", actor: "mod-1", reason: "rude" }]);
    expect(desk.heard.map((event) => event.type)).toEqual(["room.message_deleted"]);
  });
});

describe("user counts", () => {
  it("are added up and written in one go", async () => {
    await using counter = createUserCounter(desk);
    tell("g1", [], [["u_9", "Aki", 2]]);
    tell("g2", [], [["u_9", "Aki2", 3]]);
    expect(await desk.store.getUserCounts("u_9")).toBeUndefined();
    await counter.flush();
    expect(await desk.store.getUserCounts("u_9")).toMatchObject({ name: "Aki2", messages: 5 });
    await counter.flush();
    expect(await desk.store.getUserCounts("u_9")).toMatchObject({ messages: 5 });
  });

  it("are kept while the store is away", async () => {
    let isAway = true;
    const store: Parameters<typeof createUserCounter>[0]["store"] = {
      async addUserCounts(counts, at) {
        if (isAway) throw new UnavailableError("store_unavailable", "away");
        await desk.store.addUserCounts(counts, at);
      },
    };
    await using counter = createUserCounter({ ...desk, store });
    tell("g1", [], [["u_9", "Aki", 2]]);
    await counter.flush();
    tell("g1", [], [["u_9", "Aki", 1]]);
    isAway = false;
    await counter.flush();
    expect(await desk.store.getUserCounts("u_9")).toMatchObject({ messages: 3 });
  });

  it("are written at the end", async () => {
    const counter = createUserCounter(desk);
    tell("g1", [], [["u_9", "Aki", 2]]);
    await counter[Symbol.asyncDispose]();
    expect(await desk.store.getUserCounts("u_9")).toMatchObject({ messages: 2 });
  });
});

describe("retained state at start", () => {
  const sanction = aSanction({ until: LATER });
  const modesEntry = (updatedAt: number, slowSeconds: number) => {
    return { room: "shop-42", modes: { slowSeconds }, updatedAt };
  };

  async function restore() {
    const retained = createRetainedState(desk);
    await retained.restore();
    return retained;
  }

  it("puts on an empty board what the store has in force", async () => {
    await desk.store.putModes(modesEntry(5, 10));
    await desk.store.putSanction(sanction);
    await desk.store.putSanction(aSanction({ id: "s_over", until: STORE_TIME }));
    await restore();
    expect([...desk.board.keys()].sort()).toEqual(["modes/shop-42", "sanction/s_1"]);
  });

  it("stores what only the board knows", async () => {
    desk.bus.state.set("modes/shop-42", { kind: "modes", ...modesEntry(5, 10) });
    desk.bus.state.set("sanction/s_1", { kind: "sanction", sanction });
    await restore();
    expect(await desk.store.getModes("shop-42")).toEqual(modesEntry(5, 10));
    expect(await desk.store.getSanction("s_1")).toEqual(sanction);
    expect(desk.board.size).toBe(2);
  });

  it.each([
    [1, 2, 20],
    [2, 1, 10],
  ])("takes the newer modes: store %i, board %i", async (inStore, onBoard, slowSeconds) => {
    await desk.store.putModes(modesEntry(inStore, 10));
    desk.bus.state.set("modes/shop-42", { kind: "modes", ...modesEntry(onBoard, 20) });
    await restore();
    expect(await desk.store.getModes("shop-42")).toMatchObject({ modes: { slowSeconds } });
    expect(desk.board.get("modes/shop-42")).toMatchObject({ modes: { slowSeconds } });
  });

  it("does not bring back a lifted sanction that the board still has", async () => {
    await desk.store.putSanction(sanction);
    await desk.work.enforcement.lift("s_1", MIKA, null);
    desk.bus.state.set("sanction/s_1", { kind: "sanction", sanction });
    await restore();
    expect(desk.board.size).toBe(0);
    expect(await desk.store.getSanction("s_1")).toBeUndefined();
  });

  it("keeps an acknowledgement that the store has not heard of", async () => {
    const warning = aSanction({ kind: "warning", until: null, acknowledge: true });
    const read = { ...warning, acknowledgedAt: STORE_TIME };
    await desk.store.putSanction(warning);
    desk.bus.state.set("sanction/s_1", { kind: "sanction", sanction: read });
    await restore();
    expect(await desk.store.getSanction("s_1")).toEqual(read);
    expect(desk.board.size).toBe(0);
  });

  it("reads more sanctions than one page holds", async () => {
    for (let n = 0; n < 205; n += 1) {
      await desk.store.putSanction(aSanction({ id: `s_${n}`, until: LATER }));
    }
    await restore();
    expect(desk.board.size).toBe(205);
  });

  it("takes sanctions off the board when they have ended", async () => {
    await desk.store.putSanction(sanction);
    const retained = await restore();
    desk.clock.nowMs = LATER - 1;
    expect(retained.sweep()).toBe(0);
    desk.clock.nowMs = LATER;
    expect(retained.sweep()).toBe(1);
    expect(desk.board.size).toBe(0);
  });
});
