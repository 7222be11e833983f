// Which bus a process speaks: Redis when its URL is set, the supervisor's when forked, else its own.
import { createIpcChildBus } from "../bus/ipc-child.ts";
import { createLocalBus } from "../bus/local.ts";
import type { Bus } from "../domain/ports/bus.ts";
import type { Logger, Metrics } from "../domain/ports/telemetry.ts";
import { makeId } from "../ops/ids.ts";
import type { ChildOrder } from "./child-order.ts";

/** Redis' code is loaded only where it is used: it is a third of a process' start. */
export async function chooseBus(order: ChildOrder, logger: Logger, metrics: Metrics): Promise<Bus> {
  const makeEpoch = (): string => makeId("e", Date.now());
  const common = { logger, metrics, now: Date.now, makeEpoch };
  const { redisUrl } = order.config;
  if (redisUrl !== null) {
    const { createRedisBus } = await import("../bus/redis.ts");
    return createRedisBus({ ...common, url: redisUrl });
  }
  return order.isForked ? createIpcChildBus(common) : createLocalBus(common);
}
