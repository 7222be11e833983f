// All rooms of one process: bounded, and the one that nobody needs goes first.
import { describe, expect, it } from "vitest";
import { RoomHub } from "../../../src/bus/room-hub.ts";
import { busOptions, chat } from "../../support/bus-builders.ts";

function hubOf(maxRooms: number, followed: readonly string[] = []): RoomHub {
  const isFollowed = (room: string): boolean => followed.includes(room);
  return new RoomHub({ makeEpoch: busOptions().makeEpoch, isFollowed, maxRooms });
}

describe(RoomHub, () => {
  it("keeps as many rooms as it may", () => {
    const hub = hubOf(2);
    for (const room of ["a", "b"]) hub.append(room, chat("m_1"));
    expect(hub.recent("a").seq).toBe(1);
  });

  it("forgets the room that was untouched for longest", () => {
    const hub = hubOf(2);
    for (const room of ["a", "b", "a", "c"]) hub.open(room);
    expect(hub.recent("b").epoch).toBe("");
    expect(hub.recent("a").epoch).not.toBe("");
    expect(hub.size).toBe(2);
  });

  it("forgets no room that is followed while there is another", () => {
    const hub = hubOf(2, ["a"]);
    for (const room of ["a", "b", "c"]) hub.open(room);
    expect(hub.recent("a").epoch).not.toBe("");
    expect(hub.recent("b").epoch).toBe("");
  });

  it("stays bounded when every room is followed", () => {
    const hub = hubOf(2, ["a", "b", "c"]);
    for (const room of ["a", "b", "c"]) hub.open(room);
    expect(hub.size).toBe(2);
  });

  it("gives a forgotten room a new epoch", () => {
    const hub = hubOf(1);
    const { epoch } = hub.open("a");
    hub.open("b");
    expect(hub.open("a").epoch).not.toBe(epoch);
  });

  it("makes no room for a question", () => {
    const hub = hubOf(2);
    expect(hub.recent("a")).toEqual({ epoch: "", seq: 0, events: [] });
    expect(hub.size).toBe(0);
  });
});
