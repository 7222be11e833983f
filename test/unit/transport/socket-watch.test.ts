// One timer watches all sockets: silence, pings, and backlogs in slices.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SocketWatch, type Watched } from "../../../src/transport/socket-watch.ts";

class FakeSocket implements Watched {
  slot = -1;
  seenTick = 0;
  isPinged = false;
  pings = 0;
  checks = 0;
  isExpired = false;
  readonly #watch: SocketWatch<FakeSocket>;
  readonly #closesAtCheck: boolean;

  constructor(watch: SocketWatch<FakeSocket>, closesAtCheck = false) {
    this.#watch = watch;
    this.#closesAtCheck = closesAtCheck;
    watch.add(this);
  }

  ping(): void {
    this.pings += 1;
  }

  expire(): void {
    this.isExpired = true;
    this.#watch.remove(this);
  }

  checkBacklog(): void {
    this.checks += 1;
    if (this.#closesAtCheck) this.#watch.remove(this);
  }
}

const IDLE_SECONDS = 60;
let watch: SocketWatch<FakeSocket>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setImmediate"] });
  watch = new SocketWatch(IDLE_SECONDS);
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe(SocketWatch, () => {
  it("expires a silent socket after the idle period, at most an eighth late", () => {
    const socket = new FakeSocket(watch);
    vi.advanceTimersByTime(59_500);
    expect(socket.isExpired).toBe(false);
    vi.advanceTimersByTime(8_000);
    expect(socket.isExpired).toBe(true);
  });

  it("pings once in a silence, when half of the period is over", () => {
    const socket = new FakeSocket(watch);
    vi.advanceTimersByTime(29_500);
    expect(socket.pings).toBe(0);
    vi.advanceTimersByTime(28_000);
    expect(socket.pings).toBe(1);
  });

  it("keeps a socket from which something comes", () => {
    const socket = new FakeSocket(watch);
    for (let round = 0; round < 20; round++) {
      vi.advanceTimersByTime(45_000);
      watch.saw(socket);
    }
    expect(socket.isExpired).toBe(false);
    expect(socket.pings).toBe(20);
  });

  it("visits every one of many sockets in time", () => {
    const sockets = Array.from({ length: 10_007 }, () => new FakeSocket(watch));
    // Who leaves gives its place to another, so it may take a second round of an eighth.
    vi.advanceTimersByTime(75_000);
    expect(sockets.every((socket) => socket.isExpired)).toBe(true);
    expect(watch.size).toBe(0);
  });

  it("checks every backlog in a sweep, also behind sockets that close in it", () => {
    const sockets = Array.from({ length: 9_000 }, (_, n) => new FakeSocket(watch, n % 3 === 0));
    watch.sweepBacklogs();
    vi.runAllTicks();
    vi.advanceTimersByTime(10);
    expect(sockets.every((socket) => socket.checks === 1)).toBe(true);
    expect(watch.size).toBe(6_000);
  });

  it("sweeps once more when asked during a sweep", () => {
    const socket = new FakeSocket(watch);
    watch.sweepBacklogs();
    watch.sweepBacklogs();
    watch.sweepBacklogs();
    vi.advanceTimersByTime(10);
    expect(socket.checks).toBe(2);
  });

  it("forgets a socket that left, and may be told so twice", () => {
    const [first, second] = [new FakeSocket(watch), new FakeSocket(watch)];
    watch.remove(first);
    watch.remove(first);
    expect(watch.all()).toEqual([second]);
  });
});
