// The review queue's contract: embedded on SQLite and on Postgres, and BullMQ on Redis.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { UnavailableError } from "../../src/domain/errors.ts";
import type { ReviewItem } from "../../src/domain/ports/review-queue.ts";
import { createEmbeddedQueue } from "../../src/review/queue-embedded.ts";
import { sqliteDialect } from "../../src/store/sqlite.ts";
import { createStore } from "../../src/store/store.ts";
import { bundleProgram, startProgram } from "../support/child-program.ts";
import type { ChildProgram } from "../support/child-program.ts";
import type { PostgresServer } from "../support/postgres-server.ts";
import { startPostgres } from "../support/postgres-server.ts";
import type { RedisServer } from "../support/redis-server.ts";
import { startRedis } from "../support/redis-server.ts";
import type { QueueHarness } from "../support/review-queue-builders.ts";
import {
  bullmqHarness,
  directBus,
  embeddedHarness,
  embeddedHarnessOn,
} from "../support/review-queue-builders.ts";
import { aHeldItem, aMessage, aSanction, STORE_TIME } from "../support/store-builders.ts";

const PATIENCE = { timeout: 15_000, interval: 20 };
let program = "";

beforeAll(async () => {
  program = await bundleProgram("test/support/queue-child.ts");
});

describe.each(["sqlite", "postgres", "bullmq"] as const)("the review queue on %s", (driver) => {
  let postgres: PostgresServer | undefined;
  let redis: RedisServer | undefined;
  let folder = "";
  let where = "";
  let harness: QueueHarness;
  const open: QueueHarness[] = [];
  const children: ChildProgram[] = [];

  beforeAll(async () => {
    if (driver === "postgres") postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres?.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "weir-queue-"));
    if (driver === "bullmq") redis = await startRedis({ aof: true });
    where = redis?.url ?? (await postgres?.createDatabase()) ?? folder;
    harness = await openHarness();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill();
    for (const one of open.splice(0)) await one.close();
    await redis?.stop();
    await rm(folder, { recursive: true });
  });

  /** Another process' ends, `aheadMs` later. */
  async function openHarness(aheadMs = 0): Promise<QueueHarness> {
    const clock = { now: () => Date.now() + aheadMs };
    const made =
      driver === "bullmq"
        ? bullmqHarness(where, 500)
        : await embeddedHarness(driver === "sqlite" ? null : where, where, clock);
    open.push(made);
    return made;
  }

  function startChild(work: "add" | "take"): ChildProgram {
    const child = startProgram(program, [work, driver, where]);
    children.push(child);
    return child;
  }

  /** Consumes into a list. */
  function collect(from: QueueHarness = harness): ReviewItem[] {
    const items: ReviewItem[] = [];
    from.consumer.consume(async (item) => void items.push(item));
    return items;
  }

  it("hands over what was added, of every kind, unchanged", async () => {
    const items: readonly ReviewItem[] = [
      aHeldItem("m:1", { text: "\0 \uD800 電話", meta: { a: [1, null] } }),
      {
        kind: "report",
        id: "r_1",
        message: aMessage({ id: "m_2" }),
        before: [],
        viewers: 3,
        reporter: "u_1",
        category: null,
        note: "rude",
        at: STORE_TIME,
      },
      {
        kind: "record",
        id: "x_1",
        at: STORE_TIME,
        by: { id: "u_1", role: "seller" },
        room: "shop-42",
        done: { what: "modes", modes: { slowSeconds: 5, closed: true } },
      },
      {
        kind: "record",
        id: "x_2",
        at: STORE_TIME,
        by: { id: "u_1", role: "seller" },
        room: "shop-42",
        done: { what: "sanctioned", sanction: aSanction() },
      },
    ];
    for (const item of items) await harness.queue.add(item);
    const taken = collect();
    await expect.poll(() => taken.length, PATIENCE).toBe(4);
    expect(taken.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(items);
    await expect
      .poll(() => harness.consumer.depth(), PATIENCE)
      .toEqual({
        waiting: 0,
        active: 0,
        dead: 0,
      });
  });

  it("hands over items that come while it consumes", async () => {
    const taken = collect();
    await harness.queue.add(aHeldItem("m_1"));
    await expect.poll(() => taken.length, PATIENCE).toBe(1);
    await harness.queue.add(aHeldItem("m_2"));
    await expect.poll(() => taken.length, PATIENCE).toBe(2);
  });

  it("collapses an item that is added three times", async () => {
    const first = aHeldItem("m_1");
    await Promise.all([harness.queue.add(first), harness.queue.add(first)]);
    await harness.queue.add(first);
    expect((await harness.consumer.depth()).waiting).toBe(1);
    const taken = collect();
    await harness.queue.add(aHeldItem("m_2"));
    await expect.poll(() => taken.map((item) => item.id), PATIENCE).toContain("m_2");
    expect(taken.filter((item) => item.id === "m_1")).toHaveLength(1);
  });

  it("hands every one of many to one of two consumers, at most four at a time each", async () => {
    const other = await openHarness();
    const taken: string[] = [];
    let most = 0;
    for (const { consumer } of [harness, other]) {
      let now = 0;
      consumer.consume(async (item) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        taken.push(item.id);
        now -= 1;
      });
    }
    const ids = Array.from({ length: 200 }, (_, index) => `m_${index}`);
    await Promise.all(ids.map((id) => harness.queue.add(aHeldItem(id))));
    await expect.poll(() => taken.length, PATIENCE).toBe(200);
    expect(new Set(taken)).toEqual(new Set(ids));
    expect(most).toBeLessThanOrEqual(4);
  });

  it("hands an item over again when its handler throws, and others meanwhile", async () => {
    const seen: string[] = [];
    harness.consumer.consume(async (item) => {
      seen.push(item.id);
      if (item.id === "m_1" && seen.filter((id) => id === "m_1").length < 3) {
        throw new Error("the classifier fell over");
      }
    });
    await harness.queue.add(aHeldItem("m_1"));
    await expect.poll(() => seen, PATIENCE).toEqual(["m_1"]);
    await harness.queue.add(aHeldItem("m_2"));
    await expect.poll(() => seen, PATIENCE).toEqual(["m_1", "m_2"]);
    await expect
      .poll(async () => {
        await harness.advance();
        return seen;
      }, PATIENCE)
      .toEqual(["m_1", "m_2", "m_1", "m_1"]);
    await expect
      .poll(() => harness.consumer.depth(), PATIENCE)
      .toEqual({
        waiting: 0,
        active: 0,
        dead: 0,
      });
  });

  it("keeps an item aside and logs it when its handler failed 20 times", async () => {
    let tries = 0;
    harness.consumer.consume(async () => {
      tries += 1;
      throw new Error("a text of a viewer");
    });
    await harness.queue.add(aHeldItem("m_1"));
    await expect
      .poll(async () => {
        await harness.advance();
        return (await harness.consumer.depth()).dead;
      }, PATIENCE)
      .toBe(1);
    expect(tries).toBe(20);
    const dead = harness.events.filter(({ event }) => event === "queue.item_dead");
    expect(dead.map(({ facts }) => facts["kind"])).toEqual(["held"]);
    expect(JSON.stringify(harness.events)).not.toContain("a text of a viewer");
  });

  it("counts what waits and what is being worked on", async () => {
    expect(await harness.consumer.depth()).toEqual({ waiting: 0, active: 0, dead: 0 });
    for (let index = 0; index < 6; index += 1) await harness.queue.add(aHeldItem(`m_${index}`));
    const finish: (() => void)[] = [];
    harness.consumer.consume(() => new Promise<void>((resolve) => finish.push(resolve)));
    await expect
      .poll(() => harness.consumer.depth(), PATIENCE)
      .toEqual({
        waiting: 2,
        active: 4,
        dead: 0,
      });
    await expect
      .poll(() => {
        for (const end of finish.splice(0)) end();
        return harness.consumer.depth();
      }, PATIENCE)
      .toEqual({ waiting: 0, active: 0, dead: 0 });
  });

  it("lets handlers at work end when it stops, and starts no other", async () => {
    for (let index = 0; index < 6; index += 1) await harness.queue.add(aHeldItem(`m_${index}`));
    const finish: (() => void)[] = [];
    harness.consumer.consume(() => new Promise<void>((resolve) => finish.push(resolve)));
    await expect.poll(() => finish.length, PATIENCE).toBe(4);
    const stopped = harness.consumer[Symbol.asyncDispose]();
    for (const end of finish) end();
    await stopped;
    expect(finish).toHaveLength(4);
    const next = await openHarness();
    const taken = collect(next);
    await expect
      .poll(() => taken.map((item) => item.id).toSorted(), PATIENCE)
      .toEqual(["m_4", "m_5"]);
  });

  it("hands over again what a killed process was working on", async () => {
    await harness.queue.add(aHeldItem("m_1"));
    const child = startChild("take");
    expect((await child.lines.next()).value).toBe("m_1");
    await child.kill();
    const later = await openHarness(30_001);
    const taken = collect(later);
    await expect.poll(() => taken.map((item) => item.id), PATIENCE).toEqual(["m_1"]);
  });

  it("loses nothing that was answered when the adding process is killed", async () => {
    const child = startChild("add");
    const answered: string[] = [];
    for await (const id of child.lines) {
      answered.push(String(id));
      if (answered.length === 100) void child.kill();
    }
    expect(answered.length).toBeGreaterThanOrEqual(100);
    const taken = collect();
    await expect
      .poll(() => {
        const ids = new Set(taken.map((item) => item.id));
        return answered.filter((id) => !ids.has(id));
      }, PATIENCE)
      .toEqual([]);
  });
});

describe("createBullmqQueue without its Redis", () => {
  let redis: RedisServer;
  let harness: QueueHarness;

  beforeEach(async () => {
    redis = await startRedis({ aof: true });
    harness = bullmqHarness(redis.url, 500);
  });
  afterEach(async () => {
    await harness.close();
    await redis.stop();
  });

  /** The connection comes back by itself, some tries after its server. */
  async function addInTheEnd(id: string): Promise<void> {
    const add = () =>
      harness.queue.add(aHeldItem(id)).then(
        () => true,
        () => false,
      );
    await expect.poll(add, PATIENCE).toBe(true);
  }

  it("refuses with review_unavailable and takes items again when Redis is back", async () => {
    await harness.queue.add(aHeldItem("m_1"));
    await redis.kill();
    const first = harness.queue.add(aHeldItem("m_unknown"));
    await expect(first).rejects.toMatchObject({ code: "review_unavailable", retryable: true });
    const adds = Array.from({ length: 20 }, (_, index) =>
      harness.queue.add(aHeldItem(`m_away_${index}`)),
    );
    for (const result of await Promise.allSettled(adds)) {
      expect(result).toMatchObject({ reason: { code: "review_unavailable", retryable: true } });
    }
    await expect(harness.consumer.depth()).rejects.toMatchObject({ code: "review_unavailable" });
    await redis.restart();
    await addInTheEnd("m_2");
    const taken: string[] = [];
    harness.consumer.consume(async (item) => void taken.push(item.id));
    await expect.poll(() => taken, PATIENCE).toEqual(expect.arrayContaining(["m_1", "m_2"]));
    expect(taken.filter((id) => id.startsWith("m_away"))).toEqual([]);
  });

  it("goes on consuming after Redis was killed and came back", async () => {
    const taken: string[] = [];
    harness.consumer.consume(async (item) => void taken.push(item.id));
    await harness.queue.add(aHeldItem("m_1"));
    await expect.poll(() => taken, PATIENCE).toContain("m_1");
    await redis.kill();
    await redis.restart();
    await addInTheEnd("m_2");
    await expect.poll(() => taken, PATIENCE).toContain("m_2");
  });

  it("has all that was answered when Redis is killed while items arrive", async () => {
    const answered: string[] = [];
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let index = 0; ; index += 1) {
        const id = `m_${sender}_${index}`;
        await harness.queue.add(aHeldItem(id));
        answered.push(id);
        if (answered.length === 50) void redis.kill();
      }
    });
    for (const result of await Promise.allSettled(senders)) {
      expect(result).toMatchObject({ reason: { code: "review_unavailable" } });
    }
    await redis.restart();
    const taken: string[] = [];
    harness.consumer.consume(async (item) => void taken.push(item.id));
    await expect.poll(() => answered.filter((id) => !taken.includes(id)), PATIENCE).toEqual([]);
  });

  it("refuses when there was never a Redis", async () => {
    await redis.kill();
    const other = bullmqHarness(redis.url);
    const add = other.queue.add(aHeldItem("m_1"));
    await expect(add).rejects.toMatchObject({ code: "review_unavailable" });
    await other.close();
  });

  it("never gives up an item whose handler misses the store", async () => {
    let tries = 0;
    harness.consumer.consume(async () => {
      tries += 1;
      if (tries <= 25) throw new UnavailableError("store_unavailable", "away");
    });
    await harness.queue.add(aHeldItem("m_1"));
    await expect
      .poll(async () => {
        await harness.advance();
        return tries;
      }, PATIENCE)
      .toBe(26);
    expect(harness.events.filter(({ event }) => event === "queue.item_dead")).toEqual([]);
  });

  it("keeps aside at once what is no review item", async () => {
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const stranger = new Queue("review", { connection, prefix: "weir" });
    await stranger.add("held", { id: "m_1", secret: "hunter2" }, { attempts: 20 });
    harness.consumer.consume(async () => {
      throw new Error("must not be called");
    });
    await expect.poll(async () => (await harness.consumer.depth()).dead, PATIENCE).toBe(1);
    const dead = harness.events.filter(({ event }) => event === "queue.item_dead");
    expect(dead).toHaveLength(1);
    await stranger.close();
    connection.disconnect();
  });
});

describe("createEmbeddedQueue without its store", () => {
  it("refuses with review_unavailable when the disk is full, and loses nothing it took", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weir-queue-"));
    const clock = { now: () => STORE_TIME };
    const file = join(folder, "weir.sqlite");
    const full = createStore(sqliteDialect({ file, maxPages: 120 }), clock);
    await full.migrate();
    const harness = embeddedHarnessOn(full, clock);
    const answered: string[] = [];
    let refusal: unknown;
    for (let index = 0; refusal === undefined && index < 1_000; index += 1) {
      try {
        await harness.queue.add(aHeldItem(`m_${index}`));
        answered.push(`m_${index}`);
      } catch (error) {
        refusal = error;
      }
    }
    expect(refusal).toMatchObject({ code: "review_unavailable", retryable: true });
    expect((await harness.consumer.depth()).waiting).toBe(answered.length);
    await harness.close();
    const roomy = await embeddedHarness(null, folder, clock);
    await roomy.queue.add(aHeldItem("m_after"));
    const taken: string[] = [];
    roomy.consumer.consume(async (item) => void taken.push(item.id));
    await expect
      .poll(() => taken.toSorted(), PATIENCE)
      .toEqual([...answered, "m_after"].toSorted());
    await roomy.close();
    await rm(folder, { recursive: true });
  });

  it("takes an item again as soon as the store is back that missed its end", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weir-queue-"));
    const clock = { now: () => STORE_TIME };
    const file = join(folder, "weir.sqlite");
    const store = createStore(sqliteDialect({ file }), clock);
    await store.migrate();
    const state = { isAway: false };
    const away = async (): Promise<never> => {
      throw new UnavailableError("store_unavailable", "away");
    };
    const flaky: typeof store = {
      ...store,
      takeQueueItems: (...args) => (state.isAway ? away() : store.takeQueueItems(...args)),
      failQueueItem: (...args) => (state.isAway ? away() : store.failQueueItem(...args)),
    };
    const harness = embeddedHarnessOn(flaky, clock);
    let tries = 0;
    harness.consumer.consume(async () => {
      tries += 1;
      state.isAway = tries === 1;
      if (state.isAway) await away();
    });
    await harness.queue.add(aHeldItem("m_1"));
    const settleFailed = () => harness.events.some(({ event }) => event === "queue.settle_failed");
    await expect.poll(settleFailed, PATIENCE).toBe(true);
    state.isAway = false;
    // The clock stands: the lease has not run out.
    await expect.poll(() => tries, PATIENCE).toBe(2);
    await harness.close();
    await rm(folder, { recursive: true });
  });

  it("refuses when nobody serves it", async () => {
    const add = createEmbeddedQueue(directBus()).add(aHeldItem("m_1"));
    await expect(add).rejects.toMatchObject({ code: "review_unavailable" });
  });

  it("does not run an item twice at once when its own lease ran out", async () => {
    const folder = await mkdtemp(join(tmpdir(), "weir-queue-"));
    let now = STORE_TIME;
    const harness = await embeddedHarness(null, folder, { now: () => now });
    await harness.queue.add(aHeldItem("m_1"));
    const finish: (() => void)[] = [];
    harness.consumer.consume(() => new Promise<void>((resolve) => finish.push(resolve)));
    await expect.poll(() => finish.length, PATIENCE).toBe(1);
    now += 31_000;
    await harness.queue.add(aHeldItem("m_2"));
    await expect.poll(() => finish.length, PATIENCE).toBe(2);
    expect(await harness.consumer.depth()).toEqual({ waiting: 0, active: 2, dead: 0 });
    for (const end of finish) end();
    await harness.close();
    await rm(folder, { recursive: true });
  });
});
