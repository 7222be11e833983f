// Retained state on Redis: one hash, told on one channel, all of it in the memory of every process.
//
// While Redis is away changes count here at once and are sent when it is back. A Redis that lost its
// data (its mark is another) gets back what the processes remember.
import { randomUUID } from "node:crypto";
import { LIMITS } from "../domain/limits.ts";
import type { StateBoard, StateEntry } from "../domain/ports/bus.ts";
import type { BusOptions } from "./bus-options.ts";
import type { Listeners, StateHandler } from "./listeners.ts";
import { decodeChange, decodeEntry } from "./redis-decode.ts";
import { nameOf, type RedisLink } from "./redis-link.ts";
import { STATE_CHANNEL, STATE_KEY, STATE_MARK_KEY } from "./redis-scripts.ts";
import { isCurrent, StateMap } from "./state-map.ts";

const SCAN_COUNT = 1_000;
const MAX_PENDING = LIMITS.sanctionsInMemory.value;

export class RedisState implements StateBoard {
  readonly #link: RedisLink;
  readonly #options: BusOptions;
  readonly #listeners: Listeners;
  readonly #board: StateMap;
  /** What Redis does not know yet, newest value a key. */
  readonly #pending = new Map<string, StateEntry | null>();
  /** Keys that changed while the hash was being read: the change is newer than what is read. */
  #changed: Set<string> | undefined;
  #mark: string | undefined;

  constructor(link: RedisLink, options: BusOptions, listeners: Listeners) {
    this.#link = link;
    this.#options = options;
    this.#listeners = listeners;
    this.#board = new StateMap(options.now);
  }

  set(key: string, entry: StateEntry | null): void {
    if (this.#link.isUp() && !this.#pending.has(key)) {
      void this.#send(key, entry).catch((error: unknown) => {
        this.#options.logger.warn("bus.command_failed", { what: "set", error: nameOf(error) });
        this.#setHere(key, entry);
      });
    } else {
      this.#setHere(key, entry);
    }
  }

  watch(handler: StateHandler): Promise<void> {
    for (const [key, entry] of this.#board.entries()) handler(key, entry, true);
    this.#listeners.onState(handler);
    return Promise.resolve();
  }

  /** A change told on STATE_CHANNEL; every process hears them in one order. */
  hear(text: string): void {
    const [key, entry] = decodeChange(text);
    this.#changed?.add(key);
    this.#apply(key, entry);
  }

  /** Makes memory and Redis the same; the channel is subscribed already. */
  async restore(): Promise<void> {
    for (const [key, entry] of this.#pending) {
      await this.#send(key, entry);
      if (this.#pending.get(key) === entry) this.#pending.delete(key);
    }
    const isSame = await this.#isSameData();
    const known = new Map(this.#board.entries());
    this.#changed = new Set();
    try {
      for await (const [key, entry] of this.#scan()) {
        const before = known.get(key);
        known.delete(key);
        if (this.#changed.has(key) || this.#pending.has(key)) continue;
        if (JSON.stringify(before) !== JSON.stringify(entry)) this.#apply(key, entry);
      }
      for (const [key, entry] of known) {
        if (this.#changed.has(key) || this.#pending.has(key)) continue;
        if (isSame) this.#apply(key, null);
        else await this.#giveBack(key, entry);
      }
    } finally {
      this.#changed = undefined;
    }
  }

  #setHere(key: string, entry: StateEntry | null): void {
    this.#pending.delete(key);
    this.#pending.set(key, entry);
    if (this.#pending.size > MAX_PENDING) {
      const [oldest] = this.#pending.keys();
      if (oldest !== undefined) this.#pending.delete(oldest);
      this.#link.count("pending_full");
    }
    this.#apply(key, entry);
    if (this.#link.isUp()) this.#link.healSoon();
  }

  #apply(key: string, entry: StateEntry | null): void {
    const dropped = this.#board.set(key, entry);
    if (dropped !== undefined) this.#options.logger.warn("bus.state_full", { dropped });
    this.#listeners.state(key, entry);
  }

  async #send(key: string, entry: StateEntry | null): Promise<void> {
    const json = entry === null ? "" : JSON.stringify(entry);
    await this.#link.commands.weirSet(STATE_KEY, STATE_CHANNEL, key, json);
  }

  /** Another process's newer value stands. */
  async #giveBack(key: string, entry: StateEntry): Promise<void> {
    await this.#link.commands.hsetnx(STATE_KEY, key, JSON.stringify(entry));
  }

  async #isSameData(): Promise<boolean> {
    const { commands } = this.#link;
    // Whoever comes first after a loss writes a new mark, and all others see that it is another.
    await commands.set(STATE_MARK_KEY, randomUUID(), "NX");
    const mark = (await commands.get(STATE_MARK_KEY)) ?? "";
    const isSame = this.#mark === mark;
    this.#mark = mark;
    return isSame;
  }

  /** Sanctions that have ended are removed on the way. */
  async *#scan(): AsyncGenerator<readonly [key: string, entry: StateEntry]> {
    const { commands } = this.#link;
    let cursor = "0";
    do {
      const [next, fields] = await commands.hscan(STATE_KEY, cursor, "COUNT", SCAN_COUNT);
      cursor = next;
      for (let at = 0; at + 1 < fields.length; at += 2) {
        const entry = decodeEntry(fields[at + 1] ?? "");
        const key = fields[at] ?? "";
        if (isCurrent(entry, this.#options.now())) yield [key, entry];
        else await commands.hdel(STATE_KEY, key);
      }
    } while (cursor !== "0");
  }
}
