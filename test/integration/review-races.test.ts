// Who comes second finds what the first did: races on a database where transactions really run side by side.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store, StoreSession } from "../../src/domain/ports/store.ts";
import { commit } from "../../src/review/commit.ts";
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

  it("an order carried out while the same one reads the case finds the case as it is then", async () => {
    await desk.work.takeItem(heldItem());
    const [mika = anActor("mod-0")] = MODERATORS;
    const order = { decision: "reject", version: 1 } as const;
    const parts = {
      store: betweenReads(desk.store, () => desk.work.review.decide("k_1", order, mika)),
      penalties: { penalise: async () => null, pardon: async () => [] },
      clock: desk.clock,
      metrics: desk.metrics,
    };
    const result = await commit(parts, "k_1", {
      kind: "decide",
      decision: "reject",
      byKind: "moderator",
      by: mika.id,
      category: null,
      note: null,
      seenVersion: 1,
    });
    expect(result).toMatchObject({ kind: "refused", case: { status: "rejected", version: 2 } });
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

/** The store, in which something happens once between the read of a case and that of its decisions. */
function betweenReads(store: Store, happen: () => Promise<unknown>): Store {
  let hasHappened = false;
  return withMethod(store, "transaction", (work: (tx: StoreSession) => Promise<unknown>) =>
    store.transaction((tx) => {
      const listDecisions = async (id: string): Promise<unknown> => {
        if (!hasHappened) {
          hasHappened = true;
          await happen();
        }
        return tx.listDecisions(id);
      };
      return work(withMethod(tx, "listDecisions", listDecisions));
    }),
  );
}

function withMethod<T extends object>(target: T, name: keyof T, method: unknown): T {
  return new Proxy(target, {
    get(of, key) {
      const own: unknown = key === name ? method : Reflect.get(of, key);
      return typeof own === "function" ? own.bind(of) : own;
    },
  });
}
