// What only Postgres does: it goes away and comes back, and is slow.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/domain/ports/store.ts";
import { openStore } from "../../../src/store/store.ts";
import type { PostgresServer } from "../../support/postgres-server.ts";
import { startPostgres } from "../../support/postgres-server.ts";
import { aCase, STORE_TIME } from "../../support/store-builders.ts";

const clock = { now: () => STORE_TIME };
let server: PostgresServer;
let store: Store;

beforeAll(async () => {
  server = await startPostgres({ own: true });
});
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  store = await openStore({ databaseUrl: await server.createDatabase(), dataDir: "", clock });
  await store.migrate();
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
});

describe("postgresDialect", () => {
  it("answers store_unavailable while the server is killed, and works after its restart", async () => {
    await store.insertCase(aCase());
    await Promise.all(Array.from({ length: 10 }, () => store.ping()));
    await server.kill();
    const calls = Array.from({ length: 12 }, () => store.countOpenCases());
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ reason: { code: "store_unavailable", retryable: true } });
    }
    await server.restart();
    expect(await store.countOpenCases()).toBe(1);
  });

  it("fails a transaction whose server is killed, and keeps nothing of it", async () => {
    const work = store.transaction(async (tx) => {
      await tx.insertCase(aCase());
      await server.kill();
      await tx.insertCase(aCase({ id: "k_2" }));
    });
    await expect(work).rejects.toMatchObject({ code: "store_unavailable" });
    await server.restart();
    expect(await store.countOpenCases()).toBe(0);
  });

  it("survives a server that is killed while a transaction asks nothing", async () => {
    const work = store.transaction(async (tx) => {
      await tx.insertCase(aCase());
      await server.kill();
      await server.restart();
    });
    await expect(work).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await store.countOpenCases()).toBe(0);
  });

  it("opens while the server is away, and migrates when it is there", async () => {
    const url = await server.createDatabase();
    await server.kill();
    await using early = await openStore({ databaseUrl: url, dataDir: "", clock });
    await expect(early.migrate()).rejects.toMatchObject({ code: "store_unavailable" });
    await server.restart();
    await early.migrate();
    expect(await early.insertCase(aCase())).toBe(true);
  });
});
