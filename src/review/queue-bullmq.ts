// The review queue on Redis, by BullMQ; the only file that knows BullMQ.
//
// Durable as far as Redis is: `appendonly yes`, and `appendfsync always` against a power cut.
// A connection that is handed in belongs to the queue or consumer from then on, which closes it.
import { DelayedError, Queue, UnrecoverableError, Worker } from "bullmq";
import type { Job } from "bullmq";
import type { Redis } from "ioredis";
import { UnavailableError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { ReviewItem, ReviewQueue, ReviewQueueConsumer } from "../domain/ports/review-queue.ts";
import { within } from "./deadline.ts";
import { BadItemError, decodeReviewItem } from "./queue-item.ts";
import type { ConsumerParts } from "./queue-retry.ts";
import {
  HANDLER_MS,
  HANDLERS,
  LEASE_MS,
  MAX_FAILURES,
  retryWaitMs,
  tellFailure,
} from "./queue-retry.ts";

const QUEUE_NAME = "review";
const PREFIX = "weir";
const JOB_OPTIONS = {
  attempts: MAX_FAILURES,
  backoff: { type: "growing" },
  // Ids of finished jobs stay long enough that an item that comes twice is done once.
  removeOnComplete: { age: 3_600, count: 20_000 },
  removeOnFail: false,
  stackTraceLimit: 1,
} as const;
/** What a stop waits for handlers at work; their items come again when it is not enough. */
const STOP_MS = 3_000;

/**
 * The gateway's end.
 * @param connection Must reconnect by itself. While it is away every `add` is refused within
 * LIMITS.holdAckMs and nothing gathers here. An item that was refused may have reached Redis all
 * the same (its answer was lost): it is reviewed then, which harms nobody.
 */
export function createBullmqQueue(connection: Redis): ReviewQueue {
  const untilReady = createGate(connection);
  let queue: Queue | undefined;

  async function addJob(item: ReviewItem, signal: AbortSignal): Promise<void> {
    await untilReady();
    queue ??= openQueue(connection);
    const open = queue;
    try {
      await open.waitUntilReady();
    } catch (cause) {
      // What BullMQ asks while it opens is not asked again when the connection breaks then: such
      // a queue stays broken, so the next add opens another.
      if (queue === open) queue = undefined;
      throw cause;
    }
    // Too late: the sender has been told to try again.
    if (signal.aborted) return;
    await open.add(item.kind, item, { ...JOB_OPTIONS, jobId: jobIdOf(item.id) });
  }

  return {
    async add(item) {
      const late = new AbortController();
      try {
        const adding = addJob(item, late.signal);
        await within(LIMITS.holdAckMs.value, adding, () => new Error("Redis did not answer"));
      } catch (cause) {
        throw unavailable(cause);
      } finally {
        late.abort();
      }
    },
    [Symbol.asyncDispose]: () => closeQueue(queue, connection),
  };
}

export interface BullmqConsumerParts extends ConsumerParts {
  /** How long a job is its worker's without a sign of life. Default LEASE_MS. */
  readonly lockMs?: number;
}

/**
 * The backoffice's end. Does nothing until `consume` is called.
 * @param connection Must have `maxRetriesPerRequest: null`: BullMQ waits for jobs on a duplicate of it.
 */
export function createBullmqConsumer(
  connection: Redis,
  parts: BullmqConsumerParts,
): ReviewQueueConsumer {
  const untilReady = createGate(connection);
  let queue: Queue | undefined;
  let worker: Worker | undefined;

  async function countJobs(): Promise<{ readonly [state: string]: number }> {
    await untilReady();
    queue ??= openQueue(connection);
    return queue.getJobCounts("waiting", "delayed", "prioritized", "active", "failed");
  }

  return {
    consume(handler) {
      worker = startWorker(connection, parts, handler);
      void warnWhenNotDurable(connection, untilReady, parts);
    },
    async depth() {
      try {
        const late = () => new Error("Redis did not answer");
        const counts = await within(LIMITS.holdAckMs.value, countJobs(), late);
        const of = (state: string) => counts[state] ?? 0;
        const waiting = of("waiting") + of("delayed") + of("prioritized");
        return { waiting, active: of("active"), dead: of("failed") };
      } catch (cause) {
        queue = undefined;
        throw unavailable(cause);
      }
    },
    async [Symbol.asyncDispose]() {
      await stopWorker(worker, connection, parts);
      await closeQueue(queue, connection);
    },
  };
}

function startWorker(
  connection: Redis,
  parts: BullmqConsumerParts,
  handler: (item: ReviewItem) => Promise<void>,
): Worker {
  const lockMs = parts.lockMs ?? LEASE_MS;
  const work = (job: Job<unknown>, token?: string) => handle(job, token, parts, handler);
  const worker = new Worker(QUEUE_NAME, work, {
    connection,
    prefix: PREFIX,
    concurrency: HANDLERS,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    // A process that is killed stalls its jobs without fault of theirs.
    maxStalledCount: MAX_FAILURES,
    // How soon it asks again after Redis was away.
    runRetryDelay: 1_000,
    settings: { backoffStrategy: retryWaitMs },
  });
  worker.on("error", (error) => parts.logger.warn("queue.redis_failed", { error: error.name }));
  worker.on("failed", (job, error) => {
    // Given up by BullMQ itself: its processes ended each time it was tried.
    const isStalled = job !== undefined && error.message.startsWith("job stalled");
    if (isStalled) parts.logger.error("queue.item_dead", { id: job.id ?? "", kind: job.name });
  });
  return worker;
}

async function handle(
  job: Job<unknown>,
  token: string | undefined,
  parts: BullmqConsumerParts,
  handler: (item: ReviewItem) => Promise<void>,
): Promise<void> {
  try {
    const item = decodeReviewItem(job.data);
    const late = () => new Error("the handler took too long");
    try {
      await within(HANDLER_MS, handler(item), late);
    } catch (cause) {
      tellFailure(parts, item, job.attemptsMade + 1, cause);
      if (cause instanceof UnavailableError) await putOff(job, token);
      // BullMQ keeps the error with the job, in Redis: only its name, which has no chat in it.
      throw new Error(cause instanceof Error ? cause.name : "unknown", { cause });
    }
  } catch (cause) {
    if (!(cause instanceof BadItemError)) throw cause;
    parts.logger.error("queue.item_dead", { id: job.id ?? "", kind: job.name }, cause);
    throw new UnrecoverableError(cause.code);
  }
}

/**
 * The store is away, which is no fault of the item: it comes again uncounted, however long that
 * lasts. Counted, an outage of a quarter of an hour would give up what was answered `held`.
 */
async function putOff(job: Job<unknown>, token: string | undefined): Promise<never> {
  await job.moveToDelayed(Date.now() + retryWaitMs(job.attemptsStarted), token);
  // BullMQ's way to hear that the job has been moved already.
  throw new DelayedError();
}

async function stopWorker(
  worker: Worker | undefined,
  connection: Redis,
  parts: ConsumerParts,
): Promise<void> {
  if (worker === undefined) return;
  // Without Redis nothing could be kept of what the handlers still do: their items come again.
  if (connection.status === "ready") await pauseWorker(worker, parts);
  await worker.close(true);
}

/** Takes nothing more and waits for the handlers at work. */
async function pauseWorker(worker: Worker, parts: ConsumerParts): Promise<void> {
  try {
    await within(STOP_MS, worker.pause(), () => new Error("handlers are still at work"));
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : "unknown";
    parts.logger.warn("queue.stop_late", { error });
  }
}

/** Says once at start that Redis would lose held messages when it is killed. */
async function warnWhenNotDurable(
  connection: Redis,
  untilReady: () => Promise<void>,
  parts: ConsumerParts,
): Promise<void> {
  try {
    await untilReady();
    const info = await connection.info("persistence");
    if (/^aof_enabled:0/m.test(info)) parts.logger.warn("queue.redis_not_durable", { aof: false });
  } catch (cause) {
    parts.logger.warn("queue.redis_failed", {
      error: cause instanceof Error ? cause.name : "unknown",
    });
  }
}

function openQueue(connection: Redis): Queue {
  const queue = new Queue(QUEUE_NAME, { connection, prefix: PREFIX });
  queue.on("error", ignoreConnectionError);
  return queue;
}

async function closeQueue(queue: Queue | undefined, connection: Redis): Promise<void> {
  try {
    await queue?.close();
  } finally {
    connection.disconnect();
  }
}

/**
 * Waits for the connection here and not in its own queue of commands, where they would outlive their
 * deadline. All callers share one wait, which ends by itself: nothing gathers while Redis is away.
 */
function createGate(connection: Redis): () => Promise<void> {
  connection.on("error", ignoreConnectionError);
  let waiting: Promise<void> | undefined;

  async function wait(): Promise<void> {
    // A lazy connection; when this try fails it goes on trying by itself.
    if (connection.status === "wait") connection.connect().catch(ignoreConnectionError);
    let isReady = () => {};
    const ready = new Promise<void>((resolve) => {
      isReady = resolve;
    });
    connection.once("ready", isReady);
    try {
      await within(LIMITS.holdAckMs.value, ready, () => new Error("Redis is away"));
    } finally {
      connection.off("ready", isReady);
      waiting = undefined;
    }
  }

  return async () => {
    if (connection.status === "ready") return;
    if (connection.status === "end") throw new Error("the connection was closed");
    waiting ??= wait();
    await waiting;
  };
}

/** BullMQ allows no colon. Otherwise the item's own id, so that people find it. */
function jobIdOf(itemId: string): string {
  return `i.${itemId.replaceAll("%", "%25").replaceAll(":", "%3A")}`;
}

/** Whoever waits for an answer is told, and without a listener an error would end the process. */
function ignoreConnectionError(): void {}

function unavailable(cause: unknown): UnavailableError {
  const text = "Review cannot take it now; try again.";
  return new UnavailableError("review_unavailable", text, { cause });
}
