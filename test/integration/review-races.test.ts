// Who comes second finds what the first did: races on a database where transactions really run side by side.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startPostgres } from "../support/postgres-server.ts";
import type { PostgresServer } from "../support/postgres-server.ts";
import { anActor, heldItem, openReviewDesk, reportItem } from "../support/review-desk.ts";
import type { ReviewDesk } from "../support/review-desk.ts";
import { aMessage } from "../support/store-builders.ts";

const MODERATORS = Array.from({ length: 6 }, (_, n) => anActor(`mod-${n}`));

let server: PostgresServer;
let desk: ReviewDesk;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  desk = await openReviewDesk(await server.createDatabase());
});
afterEach(async () => {
  await desk.close();
});

describe("on Postgres", () => {
  it("one item that arrives six times at once is one case", async () => {
    await Promise.all(MODERATORS.map(() => desk.work.takeItem(heldItem())));
    await desk.work.dispatcher.flush();
    expect(await desk.store.countOpenCases()).toBe(1);
    expect(desk.heard.map((event) => event.type)).toEqual(["case.opened"]);
  });

  it("six moderators who decide at once have one winner", async () => {
    await desk.work.takeItem(heldItem());
    const results = await Promise.all(
      MODERATORS.map((moderator, n) => {
        const decision = n % 2 === 0 ? "release" : "reject";
        return desk.work.review.decide("k_1", { decision, version: 1 }, moderator);
      }),
    );
    const done = results.filter((result) => result.kind === "done");
    const status = (await desk.store.getCase("k_1"))?.status;
    expect(done).toHaveLength(1);
    expect(done[0]).toMatchObject({ case: { status, version: 2 } });
    expect(results.filter((result) => result.kind === "conflict")).toHaveLength(5);
    expect(await desk.store.listDecisions("k_1")).toHaveLength(1);
    expect((await desk.shown()).has("m_1")).toBe(status === "released");
    expect((await desk.work.enforcement.record("u_9")).strikes).toBe(status === "rejected" ? 1 : 0);
  });

  it("one order sent six times at once is carried out once", async () => {
    await desk.work.takeItem(heldItem());
    const [mika = anActor("mod-0")] = MODERATORS;
    const order = { decision: "reject", version: 1 } as const;
    const results = await Promise.all(
      MODERATORS.map(() => desk.work.review.decide("k_1", order, mika)),
    );
    expect(new Set(results.map((result) => result.kind))).toEqual(new Set(["done"]));
    expect((await desk.work.enforcement.record("u_9")).strikes).toBe(1);
    expect(desk.told.filter((message) => message.kind === "outcome")).toHaveLength(1);
  });

  it("six reports at once are all on one case", async () => {
    const message = aMessage();
    await Promise.all(
      MODERATORS.map(({ id }) => {
        return desk.work.takeItem(reportItem({ id: `r_${id}`, reporter: id, message }));
      }),
    );
    const item = await desk.store.getCase("k_1");
    expect(item?.reports.map((report) => report.by).sort()).toEqual(MODERATORS.map(({ id }) => id));
    expect(item?.version).toBe(6);
  });

  it("two undo at once take back one decision", async () => {
    await desk.work.takeItem(heldItem());
    const [mika = anActor("mod-0"), rin = anActor("mod-1")] = MODERATORS;
    await desk.work.review.decide("k_1", { decision: "release", version: 1 }, mika);
    const results = await Promise.all([
      desk.work.review.undo("k_1", mika),
      desk.work.review.undo("k_1", rin),
    ]);
    expect(results.map((result) => result.kind).sort()).toEqual(["conflict", "done"]);
    expect((await desk.store.getCase("k_1"))?.version).toBe(3);
    expect((await desk.shown()).has("m_1")).toBe(false);
  });
});
