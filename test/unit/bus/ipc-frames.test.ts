// Frames between supervisor and children travel in batches, and a stuck peer's debt is bounded.
import { describe, expect, it } from "vitest";
import { BatchSender, isBatch, MAX_OWED_FRAMES } from "../../../src/bus/ipc-frames.ts";

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe(BatchSender, () => {
  it("sends the frames of one turn in one batch", async () => {
    const batches: (readonly number[])[] = [];
    const sender = new BatchSender<number>(
      (batch, done) => {
        batches.push(batch.bus);
        done(null);
      },
      () => undefined,
    );
    for (const frame of [1, 2, 3]) sender.push(frame);
    await turn();
    sender.push(4);
    await turn();
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it("has one batch on its way at a time", async () => {
    const batches: (readonly number[])[] = [];
    let arrived = (): void => undefined;
    const sender = new BatchSender<number>(
      (batch, done) => {
        batches.push(batch.bus);
        arrived = () => done(null);
      },
      () => undefined,
    );
    sender.push(1);
    await turn();
    sender.push(2);
    sender.push(3);
    await turn();
    expect(batches).toEqual([[1]]);
    arrived();
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 1],
  ])("gives up a peer that owes %d frames too many", (extra, overflows) => {
    let count = 0;
    const sender = new BatchSender<number>(
      () => undefined,
      () => (count += 1),
    );
    for (let i = 0; i < MAX_OWED_FRAMES + extra; i++) sender.push(i);
    expect(count).toBe(overflows);
    sender.end();
  });
});

describe(isBatch, () => {
  it.each([
    [{ bus: [] }, true],
    [{ weir: "ready" }, false],
    [{ bus: 1 }, false],
    [null, false],
    ["bus", false],
  ])("takes %j: %s", (message, expected) => {
    expect(isBatch(message)).toBe(expected);
  });
});
