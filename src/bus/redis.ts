// Bus driver on Redis 7 or Valkey: any number of machines; everything under the prefix `weir:`.
//
// While Redis is away this process orders and delivers by itself (redis-rooms.ts), state changes
// count here (redis-state.ts), tells stay here, questions fail; nothing throws.
import { randomUUID } from "node:crypto";
import type { Json } from "../domain/message.ts";
import type { Bus, BusMessage } from "../domain/ports/bus.ts";
import type { Serve } from "./asking.ts";
import type { BusOptions } from "./bus-options.ts";
import { Listeners, type TellHandler } from "./listeners.ts";
import { RedisAsking } from "./redis-asking.ts";
import { decodeTell } from "./redis-decode.ts";
import { RedisLink } from "./redis-link.ts";
import { RedisRooms } from "./redis-rooms.ts";
import { STATE_CHANNEL } from "./redis-scripts.ts";
import { RedisState } from "./redis-state.ts";

const TELL_CHANNEL = "weir:tell";

export interface RedisBusOptions extends BusOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
}

/** Errors: AppError `redis_unreachable` when Redis does not answer within 5 s. */
export async function createRedisBus(options: RedisBusOptions): Promise<Bus> {
  const link = new RedisLink(options.url, options);
  const listeners = new Listeners(options.logger);
  const rooms = new RedisRooms(link, options, listeners);
  const state = new RedisState(link, options, listeners);
  const asking = new RedisAsking(link);
  const from = randomUUID();

  link.events.on("message", (channel: string, text: string) => {
    if (channel === STATE_CHANNEL) {
      state.hear(text);
    } else if (channel === TELL_CHANNEL) {
      const told = decodeTell(text);
      if (told.from !== from) listeners.tell(told.message);
    } else {
      asking.hear(channel, text);
    }
  });
  await link.start(async () => {
    await link.events.subscribe(TELL_CHANNEL, STATE_CHANNEL, ...asking.channels());
    await state.restore();
    await rooms.restore();
  });

  return {
    rooms,
    state,
    tell(message: BusMessage): void {
      listeners.tell(message);
      if (!link.isUp()) return;
      const json = JSON.stringify({ from, message });
      link.commands.publish(TELL_CHANNEL, json).catch(() => link.count("tell"));
    },
    onTell: (handler: TellHandler) => listeners.onTell(handler),
    ask: (name: string, body: Json, timeoutMs: number) => asking.ask(name, body, timeoutMs),
    serve: (name: string, handler: Serve) => asking.serve(name, handler),
    isUp: () => link.isUp(),
    [Symbol.asyncDispose]() {
      asking.end();
      link.end();
      return Promise.resolve();
    },
  };
}
