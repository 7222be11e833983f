// Migrations: each whole or not at all, in order, once.
import { Kysely, sql } from "kysely";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MIGRATIONS, migrateTables } from "../../../src/store/migrations.ts";
import type { Tables } from "../../../src/store/schema.ts";
import { sqliteDialect } from "../../../src/store/sqlite.ts";

const clock = { now: () => 7 };
let folder = "";
let database: Kysely<Tables>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "weir-migrations-"));
  database = new Kysely<Tables>({ dialect: sqliteDialect({ file: join(folder, "f") }) });
});
afterEach(async () => {
  await database.destroy();
  await rm(folder, { recursive: true });
});

describe("MIGRATIONS", () => {
  it("are numbered from 1 without a gap", () => {
    const versions = MIGRATIONS.map((migration) => migration.version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });
});

describe("migrateTables", () => {
  const first = { version: 1, name: "one", statements: ["create table one (id integer)"] };
  const second = { version: 2, name: "two", statements: ["insert into one values (1)"] };

  it("applies what is new and notes when", async () => {
    await migrateTables(database, clock, [first]);
    await migrateTables(database, clock, [first, second]);
    await migrateTables(database, clock, [first, second]);
    const { rows } = await sql`select id from one`.execute(database);
    expect(rows).toHaveLength(1);
    expect(await database.selectFrom("weir_migrations").selectAll().execute()).toEqual([
      { version: 1, name: "one", applied_at: 7 },
      { version: 2, name: "two", applied_at: 7 },
    ]);
  });

  it("leaves nothing of a migration that fails, and keeps those before it", async () => {
    const broken = { ...second, statements: [...second.statements, "create nonsense"] };
    const migrate = migrateTables(database, clock, [first, broken]);
    await expect(migrate).rejects.toMatchObject({ code: "store_failed" });
    expect((await sql`select id from one`.execute(database)).rows).toEqual([]);
    await migrateTables(database, clock, [first, second]);
    expect((await sql`select id from one`.execute(database)).rows).toHaveLength(1);
  });
});
