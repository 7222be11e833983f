// The three review queues that there are, ready for a test, each with real servers behind it.
import { Queue } from "bullmq";
import { createRedis } from "../../src/bus/redis-connection.ts";
import type { Bus } from "../../src/domain/ports/bus.ts";
import type { Json } from "../../src/domain/message.ts";
import type { ReviewQueue, ReviewQueueConsumer } from "../../src/domain/ports/review-queue.ts";
import type { Store } from "../../src/domain/ports/store.ts";
import type { Logger, Metrics } from "../../src/domain/ports/telemetry.ts";
import { createBullmqConsumer, createBullmqQueue } from "../../src/review/queue-bullmq.ts";
import {
  createEmbeddedQueue,
  createEmbeddedQueueConsumer,
  serveEmbeddedQueue,
} from "../../src/review/queue-embedded.ts";
import { openStore } from "../../src/store/store.ts";

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
  const store = await openStore({ databaseUrl, dataDir, clock });
  await store.migrate();
  return embeddedHarnessOn(store, clock);
}

export function embeddedHarnessOn(store: Store, clock: { now(): number }): QueueHarness {
  let ahead = 0;
  const moving = { now: () => clock.now() + ahead };
  const bus = directBus();
  const { events, logger } = collectEvents();
  const parts = { clock: moving, logger, metrics: silentMetrics };
  const consumer = createEmbeddedQueueConsumer(store, parts);
  serveEmbeddedQueue(bus, store, () => consumer.wake());
  const queue = createEmbeddedQueue(bus);
  return {
    queue,
    consumer,
    events,
    async advance() {
      // Not while an item is being worked on: its lease must not run out.
      if ((await consumer.depth()).active > 0) return;
      ahead += 20_000;
      consumer.wake();
    },
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
