// What only SQLite does: full disks, locks, waits, unusable folders, newer files.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sqliteDialect } from "../../../src/store/sqlite.ts";
import { createStore, openStore, SQLITE_FILE } from "../../../src/store/store.ts";
import { aCase, aMessage, anAuditEntry, STORE_TIME } from "../../support/store-builders.ts";

const clock = { now: () => STORE_TIME };
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "weir-sqlite-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("sqliteDialect", () => {
  it("says store_unavailable when the disk is full, loses nothing, and goes on reading", async () => {
    await using store = createStore(
      sqliteDialect({ file: join(folder, "f"), maxPages: 120 }),
      clock,
    );
    await store.migrate();
    let stored = 0;
    const big = aMessage({ text: "x".repeat(2_000) });
    const fill = async () => {
      for (;;) {
        await store.transaction(async (tx) => {
          await tx.insertCase(aCase({ id: `k_${stored}`, message: big }));
          await tx.appendAudit(anAuditEntry({ id: `e_${stored}` }));
        });
        stored += 1;
      }
    };
    await expect(fill()).rejects.toMatchObject({
      code: "store_unavailable",
      retryable: true,
      facts: { database: "SQLITE_FULL" },
    });
    expect(await store.countOpenCases()).toBe(stored);
    expect((await store.listAudit({ limit: 200 })).items).toHaveLength(stored);
    await store.ping();
  });

  it("ends a call that waits for its own transaction", async () => {
    const dialect = sqliteDialect({ file: join(folder, "f"), waitMs: 50 });
    await using store = createStore(dialect, clock);
    await store.migrate();
    const stuck = store.transaction(async (tx) => {
      await tx.insertCase(aCase());
      await store.countOpenCases();
    });
    await expect(stuck).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await store.countOpenCases()).toBe(0);
  });

  it("waits for another process that writes, and says so when that takes too long", async () => {
    const file = join(folder, "f");
    await using store = createStore(sqliteDialect({ file, waitMs: 100 }), clock);
    await store.migrate();
    const other = new BetterSqlite3(file);
    other.exec("begin immediate");
    await expect(store.insertCase(aCase())).rejects.toMatchObject({
      code: "store_unavailable",
      facts: { database: "SQLITE_BUSY" },
    });
    const patient = createStore(sqliteDialect({ file, waitMs: 10_000 }), clock);
    await patient.ping();
    const insert = patient.insertCase(aCase());
    other.exec("commit");
    expect(await insert).toBe(true);
    other.close();
    await patient[Symbol.asyncDispose]();
  });

  it("keeps what is on the disk after every commit in step with it", async () => {
    await using store = await openStore({ databaseUrl: null, dataDir: folder, clock });
    await store.migrate();
    const reader = new BetterSqlite3(join(folder, SQLITE_FILE), { readonly: true });
    expect(reader.pragma("journal_mode", { simple: true })).toBe("wal");
    await store.insertCase(aCase());
    expect(reader.prepare("select count(*) from cases").pluck().get()).toBe(1);
    reader.close();
  });
});

describe("openStore", () => {
  it("says at once that the data folder cannot be used", async () => {
    await writeFile(join(folder, "file"), "");
    const open = openStore({ databaseUrl: null, dataDir: join(folder, "file"), clock });
    await expect(open).rejects.toMatchObject({ code: "store_failed" });
    await writeFile(join(folder, SQLITE_FILE), "this is not a database, but it is long enough");
    const other = openStore({ databaseUrl: null, dataDir: folder, clock });
    await expect(other).rejects.toMatchObject({ code: "store_unavailable" });
  });

  it("makes the data folder when there is none", async () => {
    const dataDir = join(folder, "a", "b");
    await using store = await openStore({ databaseUrl: null, dataDir, clock });
    await expect(store.migrate()).resolves.toBeUndefined();
  });

  it("refuses calls after it was closed", async () => {
    const store = await openStore({ databaseUrl: null, dataDir: folder, clock });
    await store[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    await expect(store.ping()).rejects.toThrow();
  });
});

describe("migrate", () => {
  it("refuses a database that a newer version has upgraded, and changes nothing", async () => {
    await using store = await openStore({ databaseUrl: null, dataDir: folder, clock });
    await store.migrate();
    const other = new BetterSqlite3(join(folder, SQLITE_FILE));
    other.exec("insert into weir_migrations values (9999, 'from the future', 0)");
    other.close();
    await expect(store.migrate()).rejects.toMatchObject({
      code: "store_too_new",
      facts: { applied: 9999 },
    });
  });
});
