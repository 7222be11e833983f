// Repeated messages of a user and of a room.
import { describe, expect, it } from "vitest";
import {
  hashMessage,
  REMEMBERED_PER_ROOM,
  RoomDuplicates,
  UserDuplicates,
} from "../../../src/spam/duplicates.ts";
import { createFolded } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";

const folded = createFolded();

function hashOf(text: string, seed = 0): number {
  fold(text, folded);
  return hashMessage(folded.units, folded.length, seed);
}

describe("hashMessage", () => {
  it.each([
    ["こんいちわ", "はい"],
    ["100", "200"],
    ["は", "ば"],
    ["😀", "😁"],
    ["", "a"],
  ])("tells %s from %s", (a, b) => {
    expect(hashOf(a)).not.toBe(hashOf(b));
  });

  it("sees through width, case and spaces", () => {
    expect(hashOf("Ｂｕｙ  ＮＯＷ")).toBe(hashOf("buynow"));
  });

  it("differs from room to room", () => {
    expect(hashOf("hi", 1)).not.toBe(hashOf("hi", 2));
  });
});

describe("UserDuplicates.wait", () => {
  const WINDOW_MS = 30_000;

  it("lets as many copies pass as are allowed", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(0, 7, 1_000);
    expect(duplicates.wait(0, 7, 2_000, WINDOW_MS, 2)).toBe(0);
    duplicates.remember(0, 7, 2_000);
    expect(duplicates.wait(0, 7, 3_000, WINDOW_MS, 2)).toBe(28_000);
  });

  it("forgets at the window's end", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(0, 7, 0);
    expect(duplicates.wait(0, 7, WINDOW_MS - 1, WINDOW_MS, 1)).toBe(1);
    expect(duplicates.wait(0, 7, WINDOW_MS, WINDOW_MS, 1)).toBe(0);
  });

  it("holds nothing against another user", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(0, 7, 0);
    expect(duplicates.wait(5_000, 7, 1, WINDOW_MS, 1)).toBe(0);
  });

  it("begins anew for a slot's new owner", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(3, 7, 0);
    duplicates.reset(3);
    expect(duplicates.wait(3, 7, 1, WINDOW_MS, 1)).toBe(0);
  });
});

describe("RoomDuplicates", () => {
  it("remembers its last messages and no more", () => {
    const duplicates = new RoomDuplicates();
    duplicates.remember(1, 42);
    for (let i = 1; i < REMEMBERED_PER_ROOM; i++) duplicates.remember(1, 100 + i);
    expect(duplicates.has(1, 42)).toBe(true);
    duplicates.remember(1, 99);
    expect(duplicates.has(1, 42)).toBe(false);
  });

  it("keeps rooms apart", () => {
    const duplicates = new RoomDuplicates();
    duplicates.remember(1, 42);
    expect(duplicates.has(2, 42)).toBe(false);
  });
});
