// Repeated calls with a key: one effect, one answer.
import { describe, expect, it } from "vitest";
import { createIdempotency } from "../../../src/api/idempotency.ts";
import { API_LIMITS } from "../../../src/api/limits.ts";
import { LIMITS } from "../../../src/domain/limits.ts";
import { testClock } from "../../support/api.ts";

function setup() {
  const clock = testClock(0);
  const idempotency = createIdempotency(clock);
  let done = 0;
  const work = async () => ({ status: 201, body: (done += 1) });
  const once: typeof idempotency.once = (...call) => idempotency.once(...call);
  return { clock, once, work, done: () => done };
}

describe("createIdempotency", () => {
  it("does the work once for calls at the same time and later", async () => {
    const { once, work, done } = setup();
    const both = await Promise.all([once("u", "k", {}, work), once("u", "k", {}, work)]);
    expect([...both, await once("u", "k", {}, work)].map(({ body }) => body)).toEqual([1, 1, 1]);
    expect(done()).toBe(1);
  });

  it("keeps callers and keys apart, and does calls without a key each time", async () => {
    const { once, work, done } = setup();
    await once("u", "k", {}, work);
    await once("v", "k", {}, work);
    await once("u", "l", {}, work);
    await once("u", undefined, {}, work);
    await once("u", undefined, {}, work);
    expect(done()).toBe(5);
  });

  it("refuses a key that comes with another body, or is too long", async () => {
    const { once, work } = setup();
    await once("u", "k", { a: 1 }, work);
    expect(await once("u", "k", { a: 2 }, work)).toMatchObject({ status: 409 });
    const most = API_LIMITS.idempotencyKeyLength.value;
    expect(await once("u", "x".repeat(most), {}, work)).toMatchObject({ status: 201 });
    expect(await once("u", "x".repeat(most + 1), {}, work)).toMatchObject({ status: 400 });
  });

  it("tries again when the work failed, and when the time is over", async () => {
    const { clock, once, work, done } = setup();
    const failing = () => Promise.reject(new Error("away"));
    await expect(once("u", "k", {}, failing)).rejects.toThrow("away");
    await once("u", "k", {}, work);
    clock.set(LIMITS.idempotencyMs.value);
    await once("u", "k", {}, work);
    expect(done()).toBe(2);
  });
});
