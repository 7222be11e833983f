// The outbox is emptied: in order a case, again after failures, and no row before it was done.
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Logger } from "../../../src/domain/ports/telemetry.ts";
import type { Effect } from "../../../src/domain/ports/store.ts";
import { createDispatcher } from "../../../src/review/dispatcher.ts";

function anEffect(caseId: string, n: number): Effect {
  return { id: `${caseId}.1.${n}`, caseId, body: { kind: "publish" }, createdAt: n };
}

function outbox(rows: Effect[]) {
  const done: string[] = [];
  const failing = new Set<string>();
  const errors: string[] = [];
  const quiet = (): void => undefined;
  const log: Logger = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (event) => void errors.push(event),
  };
  const box = { done, failing, errors, isReadable: true };
  const dispatcher = createDispatcher({
    log,
    async pending(limit) {
      if (!box.isReadable) throw new Error("away");
      return rows.slice(0, limit);
    },
    async finish(ids) {
      for (const id of ids) {
        rows.splice(
          rows.findIndex((row) => row.id === id),
          1,
        );
      }
    },
    async perform(effect) {
      if (failing.has(effect.id)) throw new Error("not now");
      done.push(effect.id);
    },
  });
  return { ...box, box, rows, dispatcher };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("createDispatcher", () => {
  it("does everything that is pending, in order", async () => {
    const desk = outbox([anEffect("k_1", 0), anEffect("k_2", 1), anEffect("k_1", 2)]);
    await desk.dispatcher.flush();
    expect(desk.done).toEqual(["k_1.1.0", "k_2.1.1", "k_1.1.2"]);
    expect(desk.rows).toEqual([]);
  });

  it("goes on past one batch", async () => {
    const desk = outbox(Array.from({ length: 450 }, (_, n) => anEffect(`k_${n}`, n)));
    await desk.dispatcher.flush();
    expect(desk.done).toHaveLength(450);
  });

  it("holds back the case of a failing effect, and no other", async () => {
    const desk = outbox([anEffect("k_1", 0), anEffect("k_1", 1), anEffect("k_2", 2)]);
    desk.failing.add("k_1.1.0");
    await desk.dispatcher.flush();
    expect(desk.done).toEqual(["k_2.1.2"]);
    expect(desk.rows.map((row) => row.id)).toEqual(["k_1.1.0", "k_1.1.1"]);
    expect(desk.errors).toEqual(["effect.failed"]);
    await desk.dispatcher[Symbol.asyncDispose]();
  });

  it("reaches good rows behind more failing ones than a batch holds", async () => {
    const rows = Array.from({ length: 300 }, (_, n) => anEffect(`k_${n}`, n));
    const desk = outbox(rows);
    for (const row of rows.slice(0, 250)) desk.failing.add(row.id);
    await desk.dispatcher.flush();
    expect(desk.done).toHaveLength(50);
    await desk.dispatcher[Symbol.asyncDispose]();
  });

  it("tries again by itself, with a growing wait, until it is done", async () => {
    vi.useFakeTimers();
    const desk = outbox([anEffect("k_1", 0)]);
    desk.failing.add("k_1.1.0");
    await desk.dispatcher.flush();
    await vi.advanceTimersByTimeAsync(99);
    expect(desk.errors).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(desk.errors).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(199);
    expect(desk.errors).toHaveLength(2);
    desk.failing.clear();
    await vi.advanceTimersByTimeAsync(1);
    expect(desk.done).toEqual(["k_1.1.0"]);
  });

  it("tries again when the store could not be read", async () => {
    vi.useFakeTimers();
    const desk = outbox([anEffect("k_1", 0)]);
    desk.box.isReadable = false;
    await desk.dispatcher.flush();
    expect(desk.errors).toEqual(["effects.unread"]);
    desk.box.isReadable = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(desk.done).toEqual(["k_1.1.0"]);
  });

  it("gives a caller during a pass the pass after it", async () => {
    const desk = outbox([anEffect("k_1", 0)]);
    const first = desk.dispatcher.flush();
    const second = desk.dispatcher.flush();
    desk.rows.push(anEffect("k_2", 1));
    await first;
    await second;
    expect(desk.done).toEqual(["k_1.1.0", "k_2.1.1"]);
  });

  it("does nothing more when disposed", async () => {
    const desk = outbox([anEffect("k_1", 0)]);
    await desk.dispatcher[Symbol.asyncDispose]();
    await desk.dispatcher.flush();
    expect(desk.done).toEqual([]);
  });
});
