// kill -9 under load: whatever dies, no message that was answered `held` is lost, and the service comes back.
import { afterEach, describe, expect, it } from "vitest";
import { type Holding, openCaseMessages, startHolding } from "../support/holding.ts";
import { startRedis } from "../support/redis-server.ts";
import { childNamed, startWeir, untilGone, type WeirProcess } from "../support/weir-process.ts";

const opened: (() => Promise<unknown>)[] = [];
const ROOM = "kill-room";

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function open(
  env: { readonly [name: string]: string } = {},
): Promise<{ weir: WeirProcess; holding: Holding }> {
  const weir = await startWeir({ env });
  opened.push(() => weir.stop());
  const holding = startHolding(weir.port, ROOM);
  opened.push(() => holding.stop());
  await holding.until(50);
  return { weir, holding };
}

/** Every message that was answered `held` is an open case in the end. */
async function expectNoneLost(consolePort: number, holding: Holding): Promise<void> {
  await expect
    .poll(
      async () => {
        const cases = await openCaseMessages(consolePort);
        return [...holding.held].filter((id) => !cases.has(id));
      },
      { timeout: 30_000, interval: 300 },
    )
    .toEqual([]);
}

describe("kill -9 under load", () => {
  it.each(["gateway-1", "backoffice"])(
    "of the %s loses no held message; it is restarted and holds go on",
    { timeout: 90_000 },
    async (name) => {
      const { weir, holding } = await open();
      process.kill(childNamed(weir, name), "SIGKILL");
      await holding.until(holding.held.size + 50);
      await holding.stop();
      await expectNoneLost(weir.consolePort, holding);
    },
  );

  it(
    "of the supervisor ends its children, frees the ports, and a restart has every held message",
    { timeout: 90_000 },
    async () => {
      const { weir, holding } = await open();
      const children = weir.childPids();
      await weir.kill();
      await Promise.all(children.map((pid) => untilGone(pid)));
      await holding.stop();
      const { port, consolePort, dataDir } = weir;
      const again = await startWeir({ port, consolePort, dataDir });
      opened.push(() => again.stop());
      await expectNoneLost(again.consolePort, holding);
    },
  );

  it(
    "of Redis with its append-only file, after the backoffice, loses no held message either",
    { timeout: 90_000 },
    async () => {
      const redis = await startRedis({ aof: true });
      opened.push(() => redis.stop());
      const { weir, holding } = await open({ REDIS_URL: redis.url });
      process.kill(childNamed(weir, "backoffice"), "SIGKILL");
      await holding.until(holding.held.size + 50);
      await redis.kill();
      await expect
        .poll(() => holding.refused.includes("review_unavailable"), { timeout: 15_000 })
        .toBe(true);
      await redis.restart();
      await holding.until(holding.held.size + 50);
      await holding.stop();
      await expectNoneLost(weir.consolePort, holding);
    },
  );
});
