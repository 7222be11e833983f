// Which review queue a process uses: BullMQ when REDIS_URL is set, else rows of the store.
import { createRedis } from "../bus/redis-connection.ts";
import type { Bus } from "../domain/ports/bus.ts";
import type { ReviewQueue, ReviewQueueConsumer } from "../domain/ports/review-queue.ts";
import type { Store } from "../domain/ports/store.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import { createBullmqConsumer, createBullmqQueue } from "../review/queue-bullmq.ts";
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

export function openReviewQueue({ bus, redisUrl }: Parts): ReviewQueue {
  if (redisUrl === null) return createEmbeddedQueue(bus);
  return createBullmqQueue(createRedis(redisUrl, "queue"));
}

export function openReviewConsumer(parts: Parts & { readonly store: Store }): ReviewQueueConsumer {
  const { bus, redisUrl, store, clock, logger, metrics } = parts;
  if (redisUrl === null) {
    const consumer = createEmbeddedQueueConsumer(store, { clock, logger, metrics });
    serveEmbeddedQueue(bus, store, () => consumer.wake());
    return consumer;
  }
  return createBullmqConsumer(createRedis(redisUrl, "worker"), { logger, metrics });
}
