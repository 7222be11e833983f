// The only file that opens connections to Redis: one set of options a purpose.
import { Redis, type RedisOptions } from "ioredis";

/**
 * `commands`, `events`: the bus. Nothing waits in a queue while Redis is away, because the bus has
 * its own answer to that. `queue`: BullMQ's producer, whose callers wait for a live connection
 * themselves. `worker`: BullMQ's consumer, which must wait for as long as it takes.
 */
export type RedisPurpose = "commands" | "events" | "queue" | "worker";

type Options = Omit<RedisOptions, "replyMapping">;

const CONNECT_MS = 5_000;
const COMMAND_MS = 2_000;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;

const BY_PURPOSE: { readonly [purpose in RedisPurpose]: Options } = {
  commands: {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_MS,
  },
  events: {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_MS,
    // Rooms are joined anew with their heads; a bare subscription would leave a gap.
    autoResubscribe: false,
  },
  queue: { maxRetriesPerRequest: 1 },
  worker: { maxRetriesPerRequest: null },
};

/**
 * A connection that comes back by itself, with waits that grow to 5 s. `commands` and `events`
 * connect when told to. Errors come as `error` events: the caller must listen.
 */
export function createRedis(url: string, purpose: RedisPurpose): Redis {
  return new Redis(url, {
    ...BY_PURPOSE[purpose],
    connectionName: `weir-${purpose}`,
    connectTimeout: CONNECT_MS,
    keepAlive: 10_000,
    retryStrategy: (times) => Math.min(FIRST_WAIT_MS * 2 ** (times - 1), LONGEST_WAIT_MS),
  });
}
