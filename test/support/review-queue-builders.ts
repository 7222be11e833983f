// The three review queues that there are, ready for a test, each with real servers behind it.
import { join } from "node:path";
import { Queue } from "bullmq";
import { type Dialect, Kysely, sql } from "kysely";
import { createRedis } from "../../src/bus/redis-connection.ts";
import type { Bus } from "../../src/domain/ports/bus.ts";
import type { Json } from "../../src/domain/message.ts";
import type { ReviewQueue, ReviewQueueConsumer } from "../../src/domain/ports/review-queue.ts";
import type { Store } from "../../src/domain/ports/store.ts";
import type { Logger, Metrics } from "../../src/domain/ports/telemetry.ts";
import { createBullmqConsumer, createBullmqQueue } from "../../src/review/queue-bullmq.ts";
import type { EmbeddedQueueConsumer } from "../../src/review/queue-embedded.ts";
import {
  createEmbeddedQueue,
  createEmbeddedQueueConsumer,
  serveEmbeddedQueue,
} from "../../src/review/queue-embedded.ts";
import { postgresDialect } from "../../src/store/postgres.ts";
import { sqliteDialect } from "../../src/store/sqlite.ts";
import { createStore, SQLITE_FILE } from "../../src/store/store.ts";

export interface LoggedEvent {
  readonly event: string;
  readonly facts: { readonly [key: string]: unknown };
}

/** One process' ends of a queue. */
export interface QueueHarness {
  readonly queue: ReviewQueue;
  readonly consumer: ReviewQueueConsumer;
  readonly events: readonly LoggedEvent[];
  /** Makes everything due that waits for a later try. */
  advance(): Promise<void>;
  close(): Promise<void>;
}

export function collectEvents(): { readonly events: LoggedEvent[]; readonly logger: Logger } {
  const events: LoggedEvent[] = [];
  const log = (event: string, facts = {}) => {
    events.push({ event, facts });
  };
  return { events, logger: { debug: log, info: log, warn: log, error: log } };
}

export const silentMetrics: Metrics = {
  count: () => undefined,
  gauge: () => undefined,
  observe: () => undefined,
};

/** Asks and serves inside this process. */
export function directBus(): Pick<Bus, "ask" | "serve"> {
  const handlers = new Map<string, (body: Json) => Promise<Json>>();
  return {
    serve: (name, handler) => void handlers.set(name, handler),
    async ask(name, body) {
      const handler = handlers.get(name);
      if (handler === undefined) throw new Error(`nobody serves ${name}`);
      return handler(body);
    },
  };
}

export async function embeddedHarness(
  databaseUrl: string | null,
  dataDir: string,
  clock: { now(): number } = { now: Date.now },
): Promise<QueueHarness> {
  const dialect = (): Dialect =>
    databaseUrl === null
      ? sqliteDialect({ file: join(dataDir, SQLITE_FILE) })
      : postgresDialect({ url: databaseUrl, onIdleError: () => undefined });
  const store = createStore(dialect(), clock);
  await store.migrate();
  const harness = embeddedHarnessOn(store, clock);
  const beside = new Kysely({ dialect: dialect() });
  return {
    ...harness,
    async advance() {
      await sql`update queue_items set ready_at = 0 where is_taken = 0 and is_dead = 0`.execute(
        beside,
      );
      harness.consumer.wake();
    },
    async close() {
      await beside.destroy();
      await harness.close();
    },
  };
}

/** On a store of the caller's; the time goes by the clock alone. */
export function embeddedHarnessOn(
  store: Store,
  clock: { now(): number },
): Omit<QueueHarness, "advance"> & { readonly consumer: EmbeddedQueueConsumer } {
  const bus = directBus();
  const { events, logger } = collectEvents();
  const consumer = createEmbeddedQueueConsumer(store, { clock, logger, metrics: silentMetrics });
  serveEmbeddedQueue(bus, store, () => consumer.wake());
  const queue = createEmbeddedQueue(bus);
  return {
    queue,
    consumer,
    events,
    async close() {
      await queue[Symbol.asyncDispose]();
      await consumer[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

export function bullmqHarness(url: string, lockMs = 30_000): QueueHarness {
  const promoting = createRedis(url, "worker");
  promoting.on("error", () => undefined);
  const { events, logger } = collectEvents();
  const queue = createBullmqQueue(createRedis(url, "queue"));
  const parts = { logger, metrics: silentMetrics, lockMs };
  const consumer = createBullmqConsumer(createRedis(url, "worker"), parts);
  const promoter = new Queue("review", { connection: promoting, prefix: "weir" });
  promoter.on("error", () => undefined);
  return {
    queue,
    consumer,
    events,
    advance: () => promoter.promoteJobs(),
    async close() {
      await queue[Symbol.asyncDispose]();
      await consumer[Symbol.asyncDispose]();
      await promoter.close();
      promoting.disconnect();
    },
  };
}
