// Turns on one connection: order, deadline, bound.
import { describe, expect, it, vi } from "vitest";
import { Turns } from "../../../src/store/turns.ts";

describe("Turns", () => {
  it("gives turns in the order of asking, one at a time", async () => {
    const turns = new Turns(1_000);
    const order: string[] = [];
    await turns.take();
    const waits = ["a", "b", "c"].map(async (name) => {
      await turns.take();
      order.push(name);
      turns.give();
    });
    expect(order).toEqual([]);
    turns.give();
    await Promise.all(waits);
    expect(order).toEqual(["a", "b", "c"]);
  });

  it("ends a wait at the deadline, and not before", async () => {
    vi.useFakeTimers();
    const turns = new Turns(1_000);
    await turns.take();
    const seen: unknown[] = [];
    const wait = turns.take().catch((error: unknown) => seen.push(error));
    await vi.advanceTimersByTimeAsync(999);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await wait;
    expect(seen).toMatchObject([{ code: "store_unavailable", facts: { waitedMs: 1_000 } }]);
    turns.give();
    await expect(turns.take()).resolves.toBeUndefined();
    vi.useRealTimers();
  });

  it("refuses the 20,001st that wants to wait", async () => {
    const turns = new Turns(60_000);
    await turns.take();
    const waits = Array.from({ length: 20_000 }, () => turns.take());
    await expect(turns.take()).rejects.toMatchObject({ facts: { waiting: 20_000 } });
    for (let index = 0; index < 20_000; index += 1) turns.give();
    await Promise.all(waits);
  });
});
