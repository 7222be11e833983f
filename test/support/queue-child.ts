// A process that adds to or takes from a review queue until it is killed; see child-program.ts.
// Arguments: `add` or `take`; `sqlite`, `postgres` or `bullmq`; folder or URL.
import type { QueueHarness } from "./review-queue-builders.ts";
import { bullmqHarness, embeddedHarness } from "./review-queue-builders.ts";
import { aHeldItem } from "./store-builders.ts";

const [work = "", driver = "", where = ""] = process.argv.slice(2);

async function open(): Promise<QueueHarness> {
  if (driver === "bullmq") return bullmqHarness(where, 500);
  return driver === "sqlite" ? embeddedHarness(null, where) : embeddedHarness(where, "");
}

const { queue, consumer } = await open();
// An orphan must not live on.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

if (work === "take") {
  consumer.consume(async (item) => {
    process.stdout.write(`${item.id}\n`);
    // Never finishes: it is killed at work.
    await new Promise(() => undefined);
  });
} else {
  for (let batch = 0; ; batch += 1) {
    const adds = Array.from({ length: 8 }, async (_, index) => {
      const id = `m_${batch}_${index}`;
      await queue.add(aHeldItem(id));
      process.stdout.write(`${id}\n`);
    });
    await Promise.all(adds);
  }
}
