// How much each user has written: what gateways report, added up and written in batches.
import { UnavailableError } from "../../domain/errors.ts";
import type { Bus } from "../../domain/ports/bus.ts";
import type { Store } from "../../domain/ports/store.ts";
import type { Clock, Logger } from "../../domain/ports/telemetry.ts";

export interface UserCountParts {
  readonly bus: Pick<Bus, "onTell">;
  readonly store: Pick<Store, "addUserCounts">;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface UserCounter {
  /** Writes every FLUSH_MS until disposed. */
  start(): void;
  /** Writes what has come so far. Never rejects: what could not be written is kept for later. */
  flush(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const FLUSH_MS = 1_000;
/** Users with unwritten counts; while the store is away, further users are not counted. */
const MAX_USERS = 50_000;

export function createUserCounter(parts: UserCountParts): UserCounter {
  let counts = new Map<string, readonly [name: string, messages: number]>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  function add(userId: string, name: string, messages: number): void {
    const known = counts.get(userId);
    if (known === undefined && counts.size >= MAX_USERS) return;
    counts.set(userId, [name, messages + (known?.[1] ?? 0)]);
  }

  parts.bus.onTell((message) => {
    if (message.kind !== "statistics") return;
    for (const [userId, name, messages] of message.users) add(userId, name, messages);
  });

  async function write(): Promise<void> {
    if (counts.size === 0) return;
    const batch = [...counts].map(([id, [name, messages]]) => [id, name, messages] as const);
    counts = new Map();
    try {
      await parts.store.addUserCounts(batch, parts.clock.now());
    } catch (error) {
      const isDown = error instanceof UnavailableError;
      parts.log.warn("counts.unwritten", { users: batch.length, willRetry: isDown });
      if (isDown) for (const [id, name, messages] of batch) add(id, name, messages);
    }
  }

  // One write after the other: a slow store must not be asked twice for the same second.
  function flush(): Promise<void> {
    running = running.then(write);
    return running;
  }

  return {
    start() {
      timer = setInterval(() => void flush(), FLUSH_MS);
    },
    flush,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await flush();
    },
  };
}
