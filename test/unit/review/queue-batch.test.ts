// Batches: what arrives together is done together, and fails alone.
import { describe, expect, it } from "vitest";
import { UnavailableError } from "../../../src/domain/errors.ts";
import { createBatch } from "../../../src/review/queue-batch.ts";

describe("createBatch", () => {
  it("does together what arrives together, in order, and no more than the most at once", async () => {
    const runs: (readonly number[])[] = [];
    const batch = createBatch<number>(async (items) => void runs.push(items), 3);
    await Promise.all([1, 2, 3, 4].map((item) => batch.add(item)));
    expect(runs).toEqual([[1, 2, 3], [4]]);
  });

  it("answers after the work, not before", async () => {
    let finish = () => {};
    const batch = createBatch<number>(() => new Promise((resolve) => (finish = resolve)), 3);
    let isAnswered = false;
    const added = batch.add(1).then(() => (isAnswered = true));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(isAnswered).toBe(false);
    finish();
    await added;
    expect(isAnswered).toBe(true);
    await batch.idle();
  });

  it("fails only the item that cannot be done", async () => {
    const batch = createBatch<number>(async (items) => {
      if (items.includes(2)) throw new Error("two");
    }, 10);
    const results = await Promise.allSettled([1, 2, 3].map((item) => batch.add(item)));
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("fails a batch at once, with one try, when the store is away", async () => {
    let runs = 0;
    const batch = createBatch<number>(async () => {
      runs += 1;
      throw new UnavailableError("store_unavailable", "away");
    }, 10);
    const results = await Promise.allSettled([1, 2, 3].map((item) => batch.add(item)));
    expect(results.every((result) => result.status === "rejected")).toBe(true);
    expect(runs).toBe(1);
  });

  it("refuses the 50,001st that is pending", async () => {
    const batch = createBatch<number>(async () => undefined, 50_000);
    const adds = Array.from({ length: 50_000 }, (_, item) => batch.add(item));
    await expect(batch.add(0)).rejects.toMatchObject({ code: "review_unavailable" });
    await Promise.all(adds);
    await batch.add(0);
  });
});
