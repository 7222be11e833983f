// Waiting for gateways: who is waited for, for how long, and who is not waited for any more.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSettling } from "../../../src/app/services/settling.ts";
import type { BusMessage } from "../../../src/domain/ports/bus.ts";

const DEADLINE_MS = 2_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open() {
  const told: BusMessage[] = [];
  const handlers: ((message: BusMessage) => void)[] = [];
  const hear = (message: BusMessage): void => handlers.forEach((handler) => handler(message));
  let made = 0;
  const settled = createSettling({
    bus: {
      tell: (message) => void told.push(message),
      onTell: (handler) => void handlers.push(handler),
    },
    clock: { now: () => Date.now() },
    makeId: (prefix) => `${prefix}_${(made += 1)}`,
  });
  return {
    told,
    report(gateway: string) {
      const nothing = { at: 0, rooms: [], users: [], policyVersion: "p" };
      hear({ kind: "statistics", gateway, ...nothing });
    },
    answer: (gateway: string, id: string) => hear({ kind: "settled", id, gateway }),
    /** Is the wait over; asked after everything due has run. */
    async wait() {
      let isOver = false;
      void settled(DEADLINE_MS).then(() => (isOver = true));
      await vi.advanceTimersByTimeAsync(0);
      return async (): Promise<boolean> => {
        await vi.advanceTimersByTimeAsync(0);
        return isOver;
      };
    },
  };
}

describe("createSettling", () => {
  it("waits for nobody while no gateway was heard", async () => {
    const isOver = await open().wait();
    expect(await isOver()).toBe(true);
  });

  it("waits until every gateway that was heard has answered this question", async () => {
    const one = open();
    one.report("g1");
    one.report("g2");
    const isOver = await one.wait();
    one.answer("g1", "w_2");
    one.answer("g2", "w_1");
    expect(await isOver()).toBe(false);
    one.answer("g2", "w_2");
    expect(await isOver()).toBe(true);
  });

  it("asks at its start, so that a gateway which answers is waited for at once", async () => {
    const one = open();
    expect(one.told).toEqual([{ kind: "settle", id: "w_1" }]);
    one.answer("g1", "w_1");
    const isOver = await one.wait();
    expect(await isOver()).toBe(false);
  });

  it("ends at the deadline, and then waits no more for who did not answer", async () => {
    const one = open();
    one.report("g1");
    const first = await one.wait();
    await vi.advanceTimersByTimeAsync(DEADLINE_MS - 1);
    expect(await first()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await first()).toBe(true);
    const second = await one.wait();
    expect(await second()).toBe(true);
  });

  it("does not wait for a gateway that has been silent for 5 s", async () => {
    const one = open();
    one.report("g1");
    await vi.advanceTimersByTimeAsync(5_000);
    const isOver = await one.wait();
    expect(await isOver()).toBe(true);
  });
});
