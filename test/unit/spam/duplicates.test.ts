// Repeated messages of a user and of a room.
import { describe, expect, it } from "vitest";
import {
  REMEMBERED_PER_ROOM,
  RoomDuplicates,
  UserDuplicates,
} from "../../../src/spam/duplicates.ts";
import type { Window } from "../../../src/spam/duplicates.ts";
import { sketchOf } from "../../support/spam.ts";

describe("UserDuplicates.wait", () => {
  const window = (atMs: number, max: number): Window => ({ atMs, windowMs: 30_000, max });

  it("lets as many copies pass as are allowed", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(0, 7, 1_000);
    expect(duplicates.wait(0, 7, window(2_000, 2))).toBe(0);
    duplicates.remember(0, 7, 2_000);
    expect(duplicates.wait(0, 7, window(3_000, 2))).toBe(28_000);
  });

  it("forgets at the window's end", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(0, 7, 0);
    expect(duplicates.wait(0, 7, window(29_999, 1))).toBe(1);
    expect(duplicates.wait(0, 7, window(30_000, 1))).toBe(0);
  });

  it("forgets when the clock was set back", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(0, 7, 86_400_000);
    expect(duplicates.wait(0, 7, window(1_000, 1))).toBe(0);
  });

  it("holds nothing against another speaker", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(0, 7, 0);
    expect(duplicates.wait(5_000, 7, window(1, 1))).toBe(0);
  });

  it("begins anew for a record's new owner", () => {
    const duplicates = new UserDuplicates();
    duplicates.remember(3, 7, 0);
    duplicates.reset(3);
    expect(duplicates.wait(3, 7, window(1, 1))).toBe(0);
  });
});

describe("UserDuplicates.waitAlike", () => {
  const WINDOW: Window = { atMs: 1_000, windowMs: 30_000, max: 1 };

  function waitAfter(first: string, second: string): number {
    const duplicates = new UserDuplicates();
    duplicates.rememberSketch(0, sketchOf(first), 0);
    return duplicates.waitAlike(0, sketchOf(second), WINDOW, 0.7);
  }

  it.each([
    ["Check out my channel for great deals!", "check out my channel, for great deals 🔥🔥"],
    ["限定セールを開催中です、プロフを見てください", "限定セール開催中です！プロフを見てください"],
    [
      "visit my shop for the best bags in town, half price 1",
      "visit my shop for the best bags in town, half price 2",
    ],
  ])("takes %s and %s for copies", (first, second) => {
    expect(waitAfter(first, second)).toBe(29_000);
  });

  it.each([
    ["is it still available in size M?", "how much is the shipping to Canada?"],
    ["I bid 4500 for lot twelve", "I bid 5000 for lot twelve"],
    ["この色の在庫はありますか？", "送料はいくらになりますか？"],
  ])("takes %s and %s for two messages", (first, second) => {
    expect(waitAfter(first, second)).toBe(0);
  });

  it("begins anew for a record's new owner", () => {
    const duplicates = new UserDuplicates();
    const sketch = sketchOf("Check out my channel for great deals!");
    duplicates.rememberSketch(0, sketch, 0);
    duplicates.reset(0);
    expect(duplicates.waitAlike(0, sketch, WINDOW, 0.7)).toBe(0);
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
