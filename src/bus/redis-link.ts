// The bus's two connections to Redis: whether they are up, and what is done each time they are again.
import type { Redis } from "ioredis";
import { AppError } from "../domain/errors.ts";
import type { BusOptions } from "./bus-options.ts";
import { createRedis } from "./redis-connection.ts";
import { defineScripts } from "./redis-scripts.ts";

/** At the start a wrong URL must be told; later the bus waits for Redis as long as it takes. */
const START_MS = 5_000;
const HEAL_MS = 500;

export class RedisLink {
  readonly commands: Redis;
  /** In subscriber mode. */
  readonly events: Redis;
  readonly #options: BusOptions;
  #restore: () => Promise<void> = () => Promise.resolve();
  #isDown = false;
  #isRestoring = false;
  #isRestoreDue = false;
  #isEnded = false;
  #healTimer: NodeJS.Timeout | undefined;

  constructor(url: string, options: BusOptions) {
    this.#options = options;
    this.commands = createRedis(url, "commands");
    this.events = createRedis(url, "events");
    defineScripts(this.commands);
    for (const redis of [this.commands, this.events]) {
      redis.on("error", () => this.count("connection"));
      redis.on("close", () => this.#goDown());
    }
  }

  /** Errors: AppError `redis_unreachable` when Redis does not answer within 5 s. */
  async start(restore: () => Promise<void>): Promise<void> {
    this.#restore = restore;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("timeout")), START_MS);
    });
    try {
      const connecting = [this.commands, this.events].map((redis) => untilReady(redis));
      await Promise.race([Promise.all(connecting), late]);
      await Promise.race([restore(), late]);
    } catch (cause) {
      this.end();
      throw new AppError("redis_unreachable", "REDIS_URL: no Redis answers there", { cause });
    } finally {
      clearTimeout(timer);
    }
    for (const redis of [this.commands, this.events]) redis.on("ready", () => this.#heal());
  }

  isUp(): boolean {
    return this.commands.status === "ready" && this.events.status === "ready";
  }

  /** Something failed although Redis is up: everything is made whole soon. */
  healSoon(): void {
    if (this.#isEnded || this.#healTimer !== undefined) return;
    this.#healTimer = setTimeout(() => {
      this.#healTimer = undefined;
      this.#heal();
    }, HEAL_MS);
    this.#healTimer.unref();
  }

  count(kind: string): void {
    this.#options.metrics.count("weir_bus_errors_total", { kind });
  }

  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#healTimer);
    this.commands.disconnect();
    this.events.disconnect();
  }

  #goDown(): void {
    if (this.#isDown || this.#isEnded) return;
    this.#isDown = true;
    this.#options.logger.warn("bus.down", { driver: "redis" });
  }

  #heal(): void {
    if (this.#isEnded || !this.isUp()) return;
    this.#isRestoreDue = true;
    if (this.#isRestoring) return;
    this.#isRestoring = true;
    void this.#restoreAll().finally(() => {
      this.#isRestoring = false;
    });
  }

  async #restoreAll(): Promise<void> {
    while (this.#isRestoreDue && this.isUp()) {
      this.#isRestoreDue = false;
      try {
        await this.#restore();
        if (this.#isDown) this.#options.logger.info("bus.up", { driver: "redis" });
        this.#isDown = false;
      } catch (error) {
        this.count("restore");
        this.#options.logger.warn("bus.restore_failed", { error: nameOf(error) });
        this.healSoon();
      }
    }
  }
}

/** ioredis goes on trying after a failed first attempt; so do we, until the start's deadline. */
function untilReady(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once("ready", () => resolve());
    redis.connect().catch(() => undefined);
  });
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : "unknown";
}
