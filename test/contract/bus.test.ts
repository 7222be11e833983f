// The contract of the bus, run on the local, ipc and redis drivers with two processes' ends.
import { EventEmitter } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createIpcChildBus } from "../../src/bus/ipc-child.ts";
import type { ChannelEnd } from "../../src/bus/ipc-frames.ts";
import { createIpcHub } from "../../src/bus/ipc-hub.ts";
import { createLocalBus } from "../../src/bus/local.ts";
import { createRedis } from "../../src/bus/redis-connection.ts";
import { createRedisBus } from "../../src/bus/redis.ts";
import { AppError } from "../../src/domain/errors.ts";
import type { Bus } from "../../src/domain/ports/bus.ts";
import type { RoomHead } from "../../src/domain/room-event.ts";
import {
  brief,
  busOptions,
  chat,
  deletion,
  modes,
  Recorder,
  sanction,
} from "../support/bus-builders.ts";
import { bundleProgram, type ChildProgram, startProgram } from "../support/child-program.ts";
import { type RedisServer, startRedis } from "../support/redis-server.ts";

interface Driver {
  readonly name: string;
  /** Two ends; of the local driver both are the same. */
  open(): Promise<readonly [Bus, Bus]>;
  close(): Promise<void>;
}

/** A channel between two ends in this process: JSON on the way, as over a real one. */
function channelPair(): readonly [hubEnd: ChannelEnd, childEnd: ChannelEnd] {
  const [hub, child] = [new EventEmitter(), new EventEmitter()];
  const end = (own: EventEmitter, other: EventEmitter): ChannelEnd => ({
    connected: true,
    on: (event: string, listener: (message: unknown) => void) => own.on(event, listener),
    off: (event, listener) => own.off(event, listener),
    send(message, _handle, _options, done) {
      const json = JSON.stringify(message);
      setImmediate(() => {
        other.emit("message", JSON.parse(json));
        done(null);
      });
      return true;
    },
    disconnect: () => void other.emit("disconnect"),
  });
  return [end(hub, child), end(child, hub)];
}

function localDriver(): Driver {
  return {
    name: "local",
    open() {
      const bus = createLocalBus(busOptions());
      return Promise.resolve([bus, bus]);
    },
    close: () => Promise.resolve(),
  };
}

function ipcDriver(): Driver {
  const ended: AsyncDisposable[] = [];
  return {
    name: "ipc",
    async open() {
      const hub = createIpcHub(busOptions());
      const [[hubA, childA], [hubB, childB]] = [channelPair(), channelPair()];
      hub.attach(hubA, "a");
      hub.attach(hubB, "b");
      const buses = [
        await createIpcChildBus(busOptions(), childA),
        await createIpcChildBus(busOptions(), childB),
      ] as const;
      ended.push(hub, ...buses);
      return buses;
    },
    async close() {
      for (const one of ended.splice(0)) await one[Symbol.asyncDispose]();
    },
  };
}

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis({ aof: true });
});
afterAll(() => redis.stop());

function redisDriver(): Driver {
  const ended: Bus[] = [];
  return {
    name: "redis",
    async open() {
      const flushing = createRedis(redis.url, "queue");
      await flushing.flushall();
      flushing.disconnect();
      const options = { ...busOptions(), url: redis.url };
      const buses = [await createRedisBus(options), await createRedisBus(options)] as const;
      ended.push(...buses);
      return buses;
    },
    async close() {
      for (const one of ended.splice(0)) await one[Symbol.asyncDispose]();
    },
  };
}

const FOREVER = null;
const drivers = [localDriver(), ipcDriver(), redisDriver()];

describe.each(drivers)("Bus $name", (driver) => {
  let a: Recorder;
  let b: Recorder;
  const isOne = driver.name === "local";
  beforeEach(async () => {
    const [busA, busB] = await driver.open();
    a = new Recorder(busA);
    b = isOne ? a : new Recorder(busB);
  });
  afterEach(() => driver.close());

  describe("rooms", () => {
    it("gives an empty room an epoch and no number", async () => {
      const head = await a.bus.rooms.join("r");
      expect(head.epoch).not.toBe("");
      expect(head).toMatchObject({ seq: 0, events: [] });
    });

    it("brings an event back to whoever appended it, and to everybody who joined", async () => {
      const head = await a.bus.rooms.join("r");
      expect((await b.bus.rooms.join("r")).epoch).toBe(head.epoch);
      a.bus.rooms.append("r", chat("m_1"));
      expect(await a.next(1)).toEqual(["m_1@1"]);
      if (!isOne) expect(await b.next(1)).toEqual(["m_1@1"]);
      expect(b.epochs).toEqual([head.epoch]);
    });

    it("orders what both append in one way for both, numbers without a gap", async () => {
      await a.bus.rooms.join("r");
      await b.bus.rooms.join("r");
      for (let i = 0; i < 50; i++) {
        a.bus.rooms.append("r", chat(`m_a${i}`));
        b.bus.rooms.append("r", chat(`m_b${i}`));
      }
      const seen = await a.next(100);
      expect(seen.map((event) => event.split("@")[1])).toEqual(
        Array.from({ length: 100 }, (_, index) => String(index + 1)),
      );
      if (!isOne) expect(await b.next(100)).toEqual(seen);
    });

    it("tells nothing of a room that was not joined or was left", async () => {
      await a.bus.rooms.join("r");
      await a.bus.rooms.join("other");
      a.bus.rooms.leave("other");
      a.bus.rooms.append("other", chat("m_1"));
      a.bus.rooms.append("third", chat("m_2"));
      a.bus.rooms.append("r", chat("m_3"));
      expect(await a.next(1)).toEqual(["m_3@1"]);
    });

    it("delivers an id once, whoever appends it again", async () => {
      await a.bus.rooms.join("r");
      a.bus.rooms.append("r", chat("m_1", { released: true }));
      a.bus.rooms.append("r", chat("m_1", { released: true }));
      await a.next(1);
      b.bus.rooms.append("r", chat("m_1", { released: true }));
      b.bus.rooms.append("r", chat("m_2"));
      expect(await a.next(1)).toEqual(["m_2@2"]);
    });

    it("lets an id that was withdrawn be appended again", async () => {
      await a.bus.rooms.join("r");
      a.bus.rooms.append("r", chat("m_1", { released: true }));
      a.bus.rooms.append("r", deletion("m_1"));
      a.bus.rooms.append("r", chat("m_1", { released: true }));
      expect(await a.next(3)).toEqual(["m_1@1", "-m_1@1", "m_1@2"]);
    });

    it("hands a later join the events so far, withdrawn messages taken out", async () => {
      await a.bus.rooms.join("r");
      for (const id of ["m_1", "m_2", "m_3"]) a.bus.rooms.append("r", chat(id));
      a.bus.rooms.append("r", chat("m_4", { userId: "u_9" }));
      a.bus.rooms.append("r", deletion("m_2"));
      a.bus.rooms.append("r", { kind: "cleared", userId: "u_9" });
      await a.next(6);
      const head = await b.bus.rooms.join("r");
      expect(head.seq).toBe(4);
      expect(briefly(head)).toEqual(["m_1@1", "m_3@3", "-m_2@4", "clear u_9@4"]);
      expect(briefly(await b.bus.rooms.recent("r"))).toEqual(briefly(head));
    });

    it("keeps the newest 200 events", async () => {
      await a.bus.rooms.join("r");
      for (let i = 1; i <= 201; i++) a.bus.rooms.append("r", chat(`m_${i}`));
      await a.next(201);
      const head = await b.bus.rooms.join("r");
      expect(head.events).toHaveLength(200);
      expect(briefly(head)[0]).toBe("m_2@2");
    });

    it("neither loses nor repeats an event around a join", async () => {
      await a.bus.rooms.join("r");
      const feeding = (async () => {
        for (let i = 1; i <= 300; i++) {
          a.bus.rooms.append("r", chat(`m_${i}`));
          if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
        }
        await a.next(300);
      })();
      if (isOne) return feeding;
      const head = await b.bus.rooms.join("r");
      const after = await b.next(300 - head.seq);
      const numbers = after.map((event) => Number(event.split("@")[1]));
      expect(numbers).toEqual(numbers.map((_, index) => head.seq + index + 1));
      await feeding;
    });

    it("answers recent for a room that nobody knows with nothing", async () => {
      expect(await a.bus.rooms.recent("none")).toMatchObject({ seq: 0, events: [] });
    });

    it("appends to a room that only others joined", async () => {
      await a.bus.rooms.join("r");
      b.bus.rooms.append("r", chat("m_1"));
      expect(await a.next(1)).toEqual(["m_1@1"]);
    });
  });

  describe("state", () => {
    it("replays what is in force to a later watcher, without what ended or was removed", async () => {
      await a.watch();
      a.bus.state.set("modes/r", modes("r", 5));
      a.bus.state.set("modes/r", modes("r", 9));
      a.bus.state.set("sanction/s_1", sanction("s_1", FOREVER));
      a.bus.state.set("sanction/s_2", sanction("s_2", 1));
      a.bus.state.set("sanction/s_3", sanction("s_3", FOREVER));
      a.bus.state.set("sanction/s_3", null);
      for (let changes = 0; changes < 6; changes++) await a.states.next();
      // Over Redis a change may reach this process behind the other: the replay plus what follows.
      await b.watch();
      const inForce = () => {
        const board = new Map(b.states.rest.map(([key, entry]) => [key, entry]));
        const current = [...board].filter(
          ([key, entry]) => entry !== null && key !== "sanction/s_2",
        );
        return Object.fromEntries(current);
      };
      const expected = { "modes/r": modes("r", 9), "sanction/s_1": sanction("s_1", FOREVER) };
      await expect.poll(inForce).toEqual(expected);
      const replayed = b.states.rest.filter(([, , isReplay]) => isReplay).map(([key]) => key);
      expect(replayed).not.toContain("sanction/s_2");
      if (driver.name !== "redis") expect(replayed.toSorted()).toEqual(Object.keys(expected));
    });

    it("tells every watcher of a change, its sender too", async () => {
      await a.watch();
      await b.watch();
      b.bus.state.set("modes/r", modes("r", 5));
      expect(await a.states.next()).toEqual(["modes/r", modes("r", 5), false]);
      expect(await b.states.next()).toEqual(["modes/r", modes("r", 5), false]);
      a.bus.state.set("modes/r", null);
      expect(await b.states.next()).toEqual(["modes/r", null, false]);
    });
  });

  describe("tell", () => {
    it("reaches every process once, its own too", async () => {
      const message = { kind: "live", type: "case.opened", data: { n: 1 } } as const;
      const last = { kind: "live", type: "last", data: null } as const;
      a.bus.tell(message);
      a.bus.tell(last);
      for (const recorder of new Set([a, b])) {
        expect(await recorder.tells.next()).toEqual(message);
        expect(await recorder.tells.next()).toEqual(last);
      }
    });
  });

  describe("ask", () => {
    it("is answered by whoever serves the name", async () => {
      b.bus.serve("double", (body) => Promise.resolve(Number(body) * 2));
      await b.bus.state.watch(() => undefined);
      await untilServed(a.bus, "double");
      expect(await a.bus.ask("double", 21, 1_000)).toBe(42);
      expect(await b.bus.ask("double", 4, 1_000)).toBe(8);
    });

    it("fails with bus_unavailable when nobody serves it", async () => {
      const asked = a.bus.ask("nobody", 1, 1_000);
      await expect(asked).rejects.toMatchObject({ code: "bus_unavailable", retryable: true });
    });

    it("fails with bus_unavailable at the deadline", async () => {
      b.bus.serve("slow", () => new Promise(() => undefined));
      const asked = a.bus.ask("slow", 1, 30);
      await expect(asked).rejects.toMatchObject({ code: "bus_unavailable" });
    });

    it("carries the code of what the handler threw", async () => {
      b.bus.serve("refuse", () => Promise.reject(new AppError("disk_full", "No space left")));
      await untilServed(a.bus, "refuse");
      const asked = a.bus.ask("refuse", 1, 1_000);
      await expect(asked).rejects.toMatchObject({ code: "disk_full", retryable: false });
    });
  });

  it("is up, and does nothing bad after its end", async () => {
    expect(a.bus.isUp()).toBe(true);
    await a.bus.rooms.join("r");
    await driver.close();
    a.bus.rooms.append("r", chat("m_1"));
    a.bus.tell({ kind: "live", type: "x", data: null });
    a.bus.state.set("modes/r", null);
    a.bus.rooms.leave("r");
  });
});

describe("Bus ipc over real processes", () => {
  it("orders what two processes append in one way for both, and outlives one of them", async () => {
    const bundle = await bundleProgram("test/support/bus-child.ts");
    const [a, b] = [startProgram(bundle, ["a"]), startProgram(bundle, ["b"])];
    const [here, there] = channelPair();
    const hub = createIpcHub(busOptions());
    hub.attach(a.process, "a");
    hub.attach(b.process, "b");
    hub.attach(here, "test");
    const bus = await createIpcChildBus(busOptions(), there);
    expect(await take(a, 1)).toEqual(["joined 0"]);
    expect(await take(b, 1)).toEqual(["joined 0"]);
    expect(await bus.ask("pid-b", null, 5_000)).toBe(b.process.pid);
    bus.tell({ kind: "live", type: "go", data: 20 });
    const seen = await take(a, 40);
    expect(seen.at(-1)?.split("@")[1]).toBe("40");
    expect(await take(b, 40)).toEqual(seen);
    const asked = bus.ask("pid-a", null, 5_000);
    await expect(asked).resolves.toBe(a.process.pid);
    await a.kill();
    await expect(bus.ask("pid-a", null, 5_000)).rejects.toMatchObject({ code: "bus_unavailable" });
    bus.tell({ kind: "live", type: "go", data: 1 });
    // Its first id again: nothing; so one more, of the test itself.
    bus.rooms.append("r", chat("m_test"));
    expect(await take(b, 1)).toEqual(["m_test@41"]);
    await hub[Symbol.asyncDispose]();
    await b.kill();
  });
});

describe("Bus redis across an outage", () => {
  let a: Recorder;
  let b: Recorder;
  const driver = redisDriver();
  beforeEach(async () => {
    const [busA, busB] = await driver.open();
    [a, b] = [new Recorder(busA), new Recorder(busB)];
    await Promise.all([a.watch(), b.watch()]);
  });
  afterEach(() => driver.close());

  it("orders on while Redis is dead, and heals the one order when it is back", async () => {
    const { epoch } = await a.bus.rooms.join("r");
    await b.bus.rooms.join("r");
    a.bus.rooms.append("r", chat("m_1"));
    await Promise.all([a.next(1), b.next(1)]);
    await redis.kill();
    await Promise.all([untilUp(a.bus, false), untilUp(b.bus, false)]);
    a.bus.rooms.append("r", chat("m_2"));
    a.bus.rooms.append("r", chat("m_3"));
    a.bus.rooms.append("r", deletion("m_3"));
    b.bus.rooms.append("r", chat("m_4"));
    expect(await a.next(3)).toEqual(["m_2@2", "m_3@3", "-m_3@3"]);
    expect(await b.next(1)).toEqual(["m_4@2"]);
    await redis.restart();
    const elsewhere = [await b.events.next(), await b.events.next()];
    expect(elsewhere.map((event) => event.split("@")[0])).toEqual(["m_2", "-m_3"]);
    const healed = await untilEvent(a, "m_4");
    b.bus.rooms.append("r", chat("m_5"));
    const fifth = await untilEvent(a, "m_5");
    expect(fifth.at(-1)?.split("@")[1]).not.toBe(healed.at(-1)?.split("@")[1]);
    expect(new Set(a.epochs)).toEqual(new Set([epoch]));
    const ids = briefly(await a.bus.rooms.recent("r")).map((event) => event.split("@")[0]);
    expect(ids.filter((id) => id === "m_2")).toHaveLength(1);
    expect(ids).not.toContain("m_3");
  });

  it("continues epoch and numbers on a Redis that lost everything", async () => {
    const { epoch } = await a.bus.rooms.join("r");
    for (let i = 1; i <= 5; i++) a.bus.rooms.append("r", chat(`m_${i}`));
    await a.next(5);
    a.bus.state.set("sanction/s_1", sanction("s_1", FOREVER));
    await a.states.next();
    await b.states.next();
    const fresh = createRedis(redis.url, "queue");
    await fresh.flushall();
    await fresh.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await fresh.call("CLIENT", "KILL", "TYPE", "pubsub");
    await untilUp(a.bus, true);
    a.bus.rooms.append("r", chat("m_6"));
    expect(await a.next(1)).toEqual(["m_6@6"]);
    expect(a.epochs.at(-1)).toBe(epoch);
    await expect.poll(() => fresh.hexists("weir:state", "sanction/s_1")).toBe(1);
    fresh.disconnect();
  });

  it("applies state at once while Redis is dead, and tells the others when it is back", async () => {
    await redis.kill();
    await Promise.all([untilUp(a.bus, false), untilUp(b.bus, false)]);
    a.bus.state.set("modes/r", modes("r", 7));
    expect(await a.states.next()).toEqual(["modes/r", modes("r", 7), false]);
    await expect(a.bus.ask("x", 1, 1_000)).rejects.toMatchObject({ code: "bus_unavailable" });
    await redis.restart();
    expect(await b.states.next()).toEqual(["modes/r", modes("r", 7), false]);
  });

  it("joins a room while Redis is dead, and takes over its log when it is back", async () => {
    await a.bus.rooms.join("r");
    a.bus.rooms.append("r", chat("m_1"));
    await a.next(1);
    await redis.kill();
    await untilUp(b.bus, false);
    const head = await b.bus.rooms.join("r");
    expect(head.seq).toBe(0);
    b.bus.rooms.append("r", chat("m_2"));
    expect(await b.next(1)).toEqual(["m_2@1"]);
    await redis.restart();
    expect(await b.next(1)).toEqual(["m_1@1"]);
    expect(await a.next(1)).toEqual(["m_2@2"]);
  });

  it("tells at the start that no Redis answers", async () => {
    const options = { ...busOptions(), url: "redis://127.0.0.1:1" };
    await expect(createRedisBus(options)).rejects.toMatchObject({ code: "redis_unreachable" });
  });
});

function briefly(head: RoomHead): readonly string[] {
  return head.events.map(({ event, seq }) => brief(event, seq));
}

async function take(program: ChildProgram, count: number): Promise<readonly string[]> {
  const lines: string[] = [];
  while (lines.length < count) lines.push(String((await program.lines.next()).value));
  return lines;
}

async function untilUp(bus: Bus, isUp: boolean): Promise<void> {
  await expect.poll(() => bus.isUp(), { timeout: 10_000, interval: 10 }).toBe(isUp);
}

/** Serving is told to the other side, and takes a moment to get there. */
async function untilServed(bus: Bus, name: string): Promise<void> {
  const asked = () =>
    bus.ask(name, 1, 1_000).then(
      () => "served",
      (error: unknown) => (error instanceof AppError ? error.code : "?"),
    );
  await expect.poll(asked, { interval: 10 }).not.toBe("bus_unavailable");
}

async function untilEvent(recorder: Recorder, id: string): Promise<readonly string[]> {
  const seen: string[] = [];
  while (seen.at(-1)?.startsWith(`${id}@`) !== true) seen.push(await recorder.events.next());
  return seen;
}
