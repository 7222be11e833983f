// Which review queue a process uses: BullMQ when REDIS_URL is set, else rows of the store.
import type { Bus } from "../domain/ports/bus.ts";
import type { ReviewQueue, ReviewQueueConsumer } from "../domain/ports/review-queue.ts";
import type { Store } from "../domain/ports/store.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import {
  createEmbeddedQueue,
  createEmbeddedQueueConsumer,
  serveEmbeddedQueue,
} from "../review/queue-embedded.ts";

interface Parts {
  readonly bus: Bus;
  readonly redisUrl: string | null;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** BullMQ and its Redis client are loaded only where REDIS_URL asks for them. */
async function loadBullmq() {
  const { createRedis } = await import("../bus/redis-connection.ts");
  const { createBullmqConsumer, createBullmqQueue } = await import("../review/queue-bullmq.ts");
  return { createRedis, createBullmqConsumer, createBullmqQueue };
}

export async function openReviewQueue({ bus, redisUrl }: Parts): Promise<ReviewQueue> {
  if (redisUrl === null) return createEmbeddedQueue(bus);
  const { createRedis, createBullmqQueue } = await loadBullmq();
  return createBullmqQueue(createRedis(redisUrl, "queue"));
}

export async function openReviewConsumer(
  parts: Parts & { readonly store: Store },
): Promise<ReviewQueueConsumer> {
  const { bus, redisUrl, store, clock, logger, metrics } = parts;
  if (redisUrl === null) {
    const consumer = createEmbeddedQueueConsumer(store, { clock, logger, metrics });
    serveEmbeddedQueue(bus, store, () => consumer.wake());
    return consumer;
  }
  const { createRedis, createBullmqConsumer } = await loadBullmq();
  return createBullmqConsumer(createRedis(redisUrl, "worker"), { logger, metrics });
}
