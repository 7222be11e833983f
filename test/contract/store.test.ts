// The store's contract, on SQLite and on Postgres.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Page, Store } from "../../src/domain/ports/store.ts";
import { openStore } from "../../src/store/store.ts";
import type { PostgresServer } from "../support/postgres-server.ts";
import { startPostgres } from "../support/postgres-server.ts";
import {
  aCase,
  aHeldItem,
  aMessage,
  anAccount,
  anAuditEntry,
  aSanction,
  aStrike,
  STORE_TIME,
} from "../support/store-builders.ts";

const clock = { now: () => STORE_TIME };
const T = STORE_TIME;

describe.each(["sqlite", "postgres"] as const)("openStore on %s", (driver) => {
  let server: PostgresServer | undefined;
  let dataDir = "";
  let databaseUrl: string | null = null;
  let store: Store;

  beforeAll(async () => {
    if (driver === "postgres") server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
  });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "weir-store-"));
    databaseUrl = server === undefined ? null : await server.createDatabase();
    store = await openStore({ databaseUrl, dataDir, clock });
    await store.migrate();
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true });
  });

  /** A second process on the same database. */
  async function reopen(): Promise<Store> {
    return openStore({ databaseUrl, dataDir, clock });
  }

  describe("migrate", () => {
    it("changes nothing the second time", async () => {
      await store.insertCase(aCase());
      await store.migrate();
      expect(await store.getCase("k_1")).toEqual(aCase());
    });

    it("lets two processes migrate at once", async () => {
      await using other = await reopen();
      await Promise.all([store.migrate(), other.migrate()]);
      expect(await other.countOpenCases()).toBe(0);
    });
  });

  describe("transaction", () => {
    it("keeps nothing of work that throws, and lets the error out", async () => {
      const work = store.transaction(async (tx) => {
        await tx.insertCase(aCase());
        await tx.appendAudit(anAuditEntry());
        throw new Error("changed my mind");
      });
      await expect(work).rejects.toThrow("changed my mind");
      expect(await store.getCase("k_1")).toBeUndefined();
      expect((await store.listAudit({})).items).toEqual([]);
    });

    it("keeps all of work that returns, and returns its value", async () => {
      const value = await store.transaction(async (tx) => {
        await tx.insertCase(aCase());
        await tx.insertEffect({ id: "f_1", caseId: "k_1", body: { a: 1 }, createdAt: T });
        return 42;
      });
      expect(value).toBe(42);
      expect(await store.getCase("k_1")).toEqual(aCase());
      expect(await store.pendingEffects(10)).toHaveLength(1);
    });

    it("goes on after a transaction that failed in the database", async () => {
      await store.putAccount(anAccount());
      const work = store.transaction(async (tx) => {
        await tx.insertCase(aCase());
        await tx.putAccount(anAccount({ id: "a_2" }));
      });
      await expect(work).rejects.toMatchObject({ code: "store_failed" });
      expect(await store.getCase("k_1")).toBeUndefined();
      expect(await store.insertCase(aCase())).toBe(true);
    });

    it("lets other calls wait and then see what was done", async () => {
      let counted: Promise<number> | undefined;
      await store.transaction(async (tx) => {
        await tx.insertCase(aCase());
        counted = store.countOpenCases();
        if (driver === "postgres") await counted;
      });
      expect(await counted).toBe(driver === "postgres" ? 0 : 1);
    });

    it("shows a call of the session what the session wrote before", async () => {
      const found = await store.transaction(async (tx) => {
        await tx.insertCase(aCase());
        return tx.getCase("k_1");
      });
      expect(found?.id).toBe("k_1");
    });
  });

  describe("cases", () => {
    it("keeps every field, also NUL, lone surrogates and Japanese", async () => {
      const item = aCase({
        message: aMessage({
          text: "a\0b \uD800 電話して 🎁",
          meta: { gift: { count: 3, sku: null } },
          user: { id: "u\0x", name: "ア\0キ", role: "seller" },
        }),
        claim: { by: "a_1", name: "Mika", until: T + 5 },
        decision: {
          decision: "reject",
          byKind: "moderator",
          by: "a_1",
          category: "scam",
          note: null,
          sanctionId: "s_1",
          at: T,
        },
        reports: [{ by: "u_2", category: "spam", note: "again", at: T }],
      });
      await store.insertCase(item);
      expect(await store.getCase("k_1")).toEqual(item);
      expect((await store.listCases({ userId: "u\0x" })).items).toHaveLength(1);
    });

    it("leaves a case as it is when its id comes again", async () => {
      expect(await store.insertCase(aCase())).toBe(true);
      expect(await store.insertCase(aCase({ priority: 1 }))).toBe(false);
      expect((await store.getCase("k_1"))?.priority).toBe(0.5);
    });

    it("updates only the version that was expected", async () => {
      await store.insertCase(aCase());
      const next = aCase({ version: 2, status: "rejected" });
      expect(await store.updateCase(next, 1)).toBe(true);
      expect(await store.updateCase({ ...next, version: 3 }, 1)).toBe(false);
      expect(await store.getCase("k_1")).toEqual(next);
      expect(await store.updateCase(aCase({ id: "k_none" }), 1)).toBe(false);
    });

    it("lets one of many updates of a version win", async () => {
      await store.insertCase(aCase());
      const next = aCase({ version: 2 });
      const tries = Array.from({ length: 8 }, () => store.updateCase(next, 1));
      const won = (await Promise.all(tries)).filter(Boolean);
      expect(won).toHaveLength(1);
    });

    it("sets and clears a claim without touching the version", async () => {
      await store.insertCase(aCase());
      const claim = { by: "a_1", name: "Mika", until: T + 60_000 };
      await store.setClaim("k_1", claim);
      expect(await store.getCase("k_1")).toEqual(aCase({ claim }));
      await store.setClaim("k_1", null);
      expect(await store.getCase("k_1")).toEqual(aCase());
    });

    it("lists open cases in review order, others newest first", async () => {
      const order = [
        aCase({ id: "k_a", priority: 0.1, openedAt: T }),
        aCase({ id: "k_b", priority: 0.9, openedAt: T + 2 }),
        aCase({ id: "k_c", priority: 0.9, openedAt: T + 1 }),
        aCase({ id: "k_e", priority: 0.3, openedAt: T + 3 }),
        aCase({ id: "k_d", priority: 0.3, openedAt: T + 3 }),
        aCase({ id: "k_f", priority: 1, openedAt: T + 9, status: "released" }),
      ];
      for (const item of order) await store.insertCase(item);
      expect(ids(await store.listCases({ status: "open" }))).toEqual([
        "k_c",
        "k_b",
        "k_d",
        "k_e",
        "k_a",
      ]);
      expect(ids(await store.listCases({}))).toEqual(["k_f", "k_e", "k_d", "k_b", "k_c", "k_a"]);
      expect(await store.countOpenCases()).toBe(5);
    });

    it.each(["open", undefined] as const)(
      "pages through status %s and skips none",
      async (status) => {
        for (let index = 0; index < 12; index += 1) {
          const priority = (index % 3) / 3;
          const id = `k_${String(index).padStart(2, "0")}`;
          await store.insertCase(aCase({ id, priority, openedAt: T + (index % 4) }));
        }
        const all = ids(await store.listCases({ status }));
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.listCases({ status, cursor, limit: 5 });
          seen.push(...ids(page));
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(all);
        expect(seen).toHaveLength(12);
      },
    );

    it("ends without a cursor when the last page is full", async () => {
      await store.insertCase(aCase({ id: "k_1" }));
      await store.insertCase(aCase({ id: "k_2" }));
      expect((await store.listCases({ limit: 2 })).nextCursor).toBeNull();
      expect((await store.listCases({ limit: 1 })).nextCursor).not.toBeNull();
    });

    it.each([
      ["what nobody gave", "!!"],
      ["another list's", Buffer.from('["audit",1,"e_1"]').toString("base64url")],
      ["the other order's", Buffer.from('["cases.newest",1,"k_1"]').toString("base64url")],
      ["a wrong type", Buffer.from('["cases.review","1",2,"k_1"]').toString("base64url")],
      ["what is too long", "A".repeat(2_000)],
    ])("refuses %s as a cursor", async (_, cursor) => {
      const list = store.listCases({ status: "open", cursor });
      await expect(list).rejects.toMatchObject({ code: "bad_cursor", retryable: false });
    });

    it("filters by rooms, user and category", async () => {
      await store.insertCase(aCase({ id: "k_1" }));
      await store.insertCase(aCase({ id: "k_2", room: "shop-43" }));
      const user = { id: "u_7", name: "B", role: "viewer" } as const;
      await store.insertCase(
        aCase({
          id: "k_3",
          message: aMessage({ user }),
          reasons: [{ rule: "x", category: "self_harm", severity: 4, spans: [] }],
        }),
      );
      expect(ids(await store.listCases({ rooms: ["shop-43"] }))).toEqual(["k_2"]);
      expect(ids(await store.listCases({ rooms: ["shop-42", "shop-43"] }))).toHaveLength(3);
      expect(ids(await store.listCases({ rooms: [] }))).toEqual([]);
      expect(ids(await store.listCases({ userId: "u_7", status: "open" }))).toEqual(["k_3"]);
      expect(ids(await store.listCases({ category: "self_harm" }))).toEqual(["k_3"]);
      expect(ids(await store.listCases({ category: "contact", status: "open" }))).toHaveLength(2);
    });

    it("finds a case by the category of a later report", async () => {
      await store.insertCase(aCase());
      const report = { by: "u_2", category: "scam", note: "", at: T } as const;
      await store.updateCase(aCase({ version: 2, reports: [report] }), 1);
      expect(ids(await store.listCases({ category: "scam" }))).toEqual(["k_1"]);
    });

    it("gives open cases that are due, oldest first", async () => {
      await store.insertCase(aCase({ id: "k_1", dueAt: T + 2 }));
      await store.insertCase(aCase({ id: "k_2", dueAt: T + 1 }));
      await store.insertCase(aCase({ id: "k_3", dueAt: T + 3 }));
      await store.insertCase(aCase({ id: "k_4", dueAt: T, status: "expired" }));
      expect((await store.dueCases(T + 2, 10)).map((item) => item.id)).toEqual(["k_2", "k_1"]);
      expect(await store.dueCases(T + 2, 1)).toHaveLength(1);
    });

    it("keeps every decision, also what was undone", async () => {
      await store.insertCase(aCase());
      const first = {
        decision: "release",
        byKind: "machine",
        by: "classifier",
        category: null,
        note: null,
        sanctionId: null,
        at: T,
      } as const;
      const second = { ...first, decision: "reject", byKind: "moderator", by: "a_1" } as const;
      await store.insertDecision("k_1", 4, second);
      await store.insertDecision("k_1", 2, first);
      expect(await store.listDecisions("k_1")).toEqual([
        { version: 2, decision: first },
        { version: 4, decision: second },
      ]);
    });
  });

  describe("pageLimit", () => {
    it("gives 50 when nothing is asked and never more than 200", async () => {
      await store.transaction(async (tx) => {
        for (let index = 0; index < 201; index += 1) {
          await tx.appendAudit(anAuditEntry({ id: `e_${index}` }));
        }
      });
      expect((await store.listAudit({})).items).toHaveLength(50);
      expect((await store.listAudit({ limit: 199 })).items).toHaveLength(199);
      expect((await store.listAudit({ limit: 200 })).items).toHaveLength(200);
      expect((await store.listAudit({ limit: 201 })).items).toHaveLength(200);
      expect((await store.listAudit({ limit: 0 })).items).toHaveLength(1);
    });
  });

  describe("effects", () => {
    it("are pending, oldest first, until finished", async () => {
      await store.insertEffect({ id: "f_2", caseId: "k_1", body: null, createdAt: T + 1 });
      await store.insertEffect({ id: "f_1", caseId: "k_2", body: { a: [1, "x"] }, createdAt: T });
      await store.insertEffect({ id: "f_1", caseId: "k_9", body: 0, createdAt: T });
      expect(await store.pendingEffects(10)).toEqual([
        { id: "f_1", caseId: "k_2", body: { a: [1, "x"] }, createdAt: T },
        { id: "f_2", caseId: "k_1", body: null, createdAt: T + 1 },
      ]);
      await store.finishEffect("f_1");
      expect((await store.pendingEffects(10)).map((effect) => effect.id)).toEqual(["f_2"]);
    });
  });

  describe("sanctions", () => {
    it("are put, replaced, got and deleted", async () => {
      await store.putSanction(aSanction());
      await store.putSanction(aSanction({ reason: "again", until: null }));
      expect(await store.getSanction("s_1")).toEqual(aSanction({ reason: "again", until: null }));
      expect(await store.deleteSanction("s_1")).toBe(true);
      expect(await store.deleteSanction("s_1")).toBe(false);
      expect(await store.getSanction("s_1")).toBeUndefined();
    });

    it("are listed newest first, by user and rooms, page by page", async () => {
      await store.putSanction(aSanction({ id: "s_1", createdAt: T }));
      await store.putSanction(aSanction({ id: "s_2", createdAt: T + 2, userId: "u_8" }));
      await store.putSanction(aSanction({ id: "s_3", createdAt: T + 1, room: null }));
      expect(ids(await store.listSanctions({}))).toEqual(["s_2", "s_3", "s_1"]);
      expect(ids(await store.listSanctions({ userId: "u_9" }))).toEqual(["s_3", "s_1"]);
      expect(ids(await store.listSanctions({ rooms: ["shop-42"] }))).toEqual(["s_2", "s_1"]);
      expect(ids(await store.listSanctions({ rooms: [] }))).toEqual([]);
      const first = await store.listSanctions({ limit: 2 });
      const cursor = first.nextCursor ?? "";
      expect(ids(await store.listSanctions({ limit: 2, cursor }))).toEqual(["s_1"]);
    });

    it("are active until their end, warnings until acknowledged", async () => {
      const warning = { kind: "warning", until: null } as const;
      await store.putSanction(aSanction({ id: "s_over", until: T }));
      await store.putSanction(aSanction({ id: "s_runs", until: T + 1 }));
      await store.putSanction(aSanction({ id: "s_ban", kind: "ban", until: null }));
      await store.putSanction(aSanction({ id: "s_told", ...warning }));
      await store.putSanction(aSanction({ id: "s_asked", ...warning, acknowledge: true }));
      await store.putSanction(
        aSanction({ id: "s_read", ...warning, acknowledge: true, acknowledgedAt: T }),
      );
      const active = ids(await store.listSanctions({ activeAt: T }));
      expect(active.toSorted()).toEqual(["s_asked", "s_ban", "s_runs"]);
    });
  });

  describe("strikes", () => {
    it("count once an id, and go with their case", async () => {
      expect(await store.insertStrike(aStrike())).toBe(true);
      expect(await store.insertStrike(aStrike({ weight: 9 }))).toBe(false);
      await store.insertStrike(aStrike({ id: "t_2", at: T - 1, caseId: "k_2" }));
      expect(await store.listStrikes("u_9", T)).toEqual([aStrike()]);
      expect((await store.listStrikes("u_9", T - 1)).map((s) => s.id)).toEqual(["t_2", "t_1"]);
      await store.deleteStrikes("k_1");
      expect((await store.listStrikes("u_9", 0)).map((s) => s.id)).toEqual(["t_2"]);
    });
  });

  describe("addUserCounts", () => {
    it("adds up, also what comes twice in one report, and keeps the newest name", async () => {
      await store.addUserCounts(
        [
          ["u_1", "Old", 2],
          ["u_2", "Bo", 1],
          ["u_1", "New", 3],
        ],
        T,
      );
      await store.addUserCounts([["u_1", "Newest", 1]], T + 5);
      await store.addUserCounts([["u_1", "Late", 1]], T + 3);
      expect(await store.getUserCounts("u_1")).toEqual({
        userId: "u_1",
        name: "Late",
        messages: 7,
        firstSeenAt: T,
        lastSeenAt: T + 5,
      });
      expect((await store.getUserCounts("u_2"))?.messages).toBe(1);
      expect(await store.getUserCounts("u_3")).toBeUndefined();
      await store.addUserCounts([], T);
    });

    it("takes more users at once than fit in a statement", async () => {
      const many = Array.from({ length: 1_001 }, (_, index) => [`u_${index}`, "N", 1] as const);
      await store.addUserCounts(many, T);
      expect((await store.getUserCounts("u_1000"))?.messages).toBe(1);
    });
  });

  describe("putModes", () => {
    it("keeps the newest of a room, whichever comes last", async () => {
      await store.putModes({ room: "b", modes: { slowSeconds: 5 }, updatedAt: T });
      await store.putModes({ room: "b", modes: { closed: true }, updatedAt: T + 1 });
      await store.putModes({ room: "b", modes: { slowSeconds: 5 }, updatedAt: T });
      await store.putModes({ room: "a", modes: {}, updatedAt: T });
      expect(await store.getModes("b")).toEqual({
        room: "b",
        modes: { closed: true },
        updatedAt: T + 1,
      });
      expect((await store.listModes()).map((modes) => modes.room)).toEqual(["a", "b"]);
      expect(await store.getModes("c")).toBeUndefined();
    });
  });

  describe("policies", () => {
    it("are stored once and one is active", async () => {
      const files = { "policy.yaml": "version: 1\n", "en/terms.txt": "词\n" };
      expect(await store.activePolicy()).toBeUndefined();
      await store.insertPolicy({ version: "aaa", files }, "a_1", "first", T);
      await store.insertPolicy({ version: "aaa", files: {} }, "a_2", "again", T + 9);
      await store.insertPolicy({ version: "bbb", files: {} }, "a_1", "", T + 1);
      expect(await store.activatePolicy("aaa")).toBe(true);
      expect(await store.activatePolicy("bbb")).toBe(true);
      expect(await store.activatePolicy("none")).toBe(false);
      expect(await store.activePolicy()).toEqual({ version: "bbb", files: {} });
      expect(await store.getPolicy("aaa")).toEqual({ version: "aaa", files });
      expect(await store.getPolicy("none")).toBeUndefined();
      expect((await store.listPolicies({})).items).toEqual([
        { version: "bbb", createdAt: T + 1, createdBy: "a_1", note: "", isActive: true },
        { version: "aaa", createdAt: T, createdBy: "a_1", note: "first", isActive: false },
      ]);
      const page = await store.listPolicies({ limit: 1 });
      const rest = await store.listPolicies({ cursor: page.nextCursor ?? "" });
      expect(rest.items.map((policy) => policy.version)).toEqual(["aaa"]);
    });
  });

  describe("audit", () => {
    it("is appended once an id and listed newest first, by subject and rooms", async () => {
      await store.appendAudit(anAuditEntry());
      await store.appendAudit(anAuditEntry({ reason: "forged" }));
      await store.appendAudit(anAuditEntry({ id: "e_2", at: T + 1, subject: "user:u_9" }));
      await store.appendAudit(anAuditEntry({ id: "e_3", at: T + 2, room: null }));
      const all = await store.listAudit({});
      expect(ids(all)).toEqual(["e_3", "e_2", "e_1"]);
      expect(all.items[2]).toEqual(anAuditEntry());
      expect(ids(await store.listAudit({ subject: "user:u_9" }))).toEqual(["e_2"]);
      expect(ids(await store.listAudit({ rooms: ["shop-42"] }))).toEqual(["e_2", "e_1"]);
      expect(ids(await store.listAudit({ rooms: [] }))).toEqual([]);
    });
  });

  describe("accounts", () => {
    it("are put, replaced and found by id and login", async () => {
      expect(await store.countAccounts()).toBe(0);
      await store.putAccount(anAccount());
      await store.putAccount(anAccount({ name: "Mika K.", login: "mika2", rooms: "*" }));
      const now = anAccount({ name: "Mika K.", login: "mika2", rooms: "*" });
      expect(await store.getAccount("a_1")).toEqual(now);
      expect(await store.findAccount("mika2")).toEqual(now);
      expect(await store.findAccount("mika")).toBeUndefined();
      expect(await store.countAccounts()).toBe(1);
    });

    it("do not share a login", async () => {
      await store.putAccount(anAccount());
      const second = store.putAccount(anAccount({ id: "a_2" }));
      await expect(second).rejects.toMatchObject({ code: "store_failed", retryable: false });
    });
  });

  describe("console sessions", () => {
    it("last until deleted or expired", async () => {
      const session = { idHash: "h1", accountId: "a_1", csrf: "c", expiresAt: T + 1 };
      await store.putConsoleSession(session);
      await store.putConsoleSession({ ...session, idHash: "h2", expiresAt: T });
      await store.putConsoleSession({ ...session, idHash: "h3" });
      await store.deleteExpiredConsoleSessions(T);
      await store.deleteConsoleSession("h3");
      expect(await store.getConsoleSession("h1")).toEqual(session);
      expect(await store.getConsoleSession("h2")).toBeUndefined();
      expect(await store.getConsoleSession("h3")).toBeUndefined();
    });
  });

  describe("takeQueueItems", () => {
    it("gives what is ready, oldest first, to one taker only", async () => {
      await store.insertQueueItem(aHeldItem("m_2"), T + 1);
      await store.insertQueueItem(aHeldItem("m_1"), T);
      await store.insertQueueItem(aHeldItem("m_1", { text: "changed" }), T);
      await store.insertQueueItem(aHeldItem("m_3"), T + 2);
      const taken = await store.takeQueueItems(T + 1, T + 30_000, 10);
      expect(taken).toEqual([
        { item: aHeldItem("m_1"), attempts: 0 },
        { item: aHeldItem("m_2"), attempts: 0 },
      ]);
      expect(await store.takeQueueItems(T + 1, T + 30_000, 10)).toEqual([]);
      expect(await store.countQueueItems(T + 1)).toEqual({ waiting: 1, active: 2, dead: 0 });
    });

    it("gives no more than the limit", async () => {
      for (const id of ["m_1", "m_2", "m_3"]) await store.insertQueueItem(aHeldItem(id), T);
      expect(await store.takeQueueItems(T, T + 1, 2)).toHaveLength(2);
      expect(await store.takeQueueItems(T, T + 1, 2)).toHaveLength(1);
    });

    it("never gives an item to two processes at once", async () => {
      await using other = await reopen();
      for (let index = 0; index < 60; index += 1) {
        await store.insertQueueItem(aHeldItem(`m_${index}`), T);
      }
      const takes = [store, other, store, other, store, other];
      const taken = await Promise.all(takes.map((s) => s.takeQueueItems(T, T + 30_000, 10)));
      const all = taken.flat().map(({ item }) => item.id);
      expect(new Set(all).size).toBe(all.length);
      const rest = await store.takeQueueItems(T, T + 30_000, 100);
      expect(all.length + rest.length).toBe(60);
    });

    it("gives an item again when its lease ran out, one attempt more", async () => {
      await store.insertQueueItem(aHeldItem("m_1"), T);
      await store.takeQueueItems(T, T + 30_000, 1);
      expect(await store.takeQueueItems(T + 29_999, T + 60_000, 1)).toEqual([]);
      const again = await store.takeQueueItems(T + 30_000, T + 60_000, 1);
      expect(again.map(({ attempts }) => attempts)).toEqual([1]);
      expect(await store.countQueueItems(T + 30_000)).toEqual({ waiting: 0, active: 1, dead: 0 });
    });
  });

  describe("renewQueueItems", () => {
    it("keeps what is still taken, and leaves alone what was failed", async () => {
      await store.insertQueueItem(aHeldItem("m_1"), T);
      await store.insertQueueItem(aHeldItem("m_2"), T);
      await store.takeQueueItems(T, T + 10, 2);
      await store.failQueueItem("m_2", T + 20, false);
      await store.renewQueueItems(["m_1", "m_2"], T + 100);
      const taken = await store.takeQueueItems(T + 99, T + 200, 5);
      expect(taken.map(({ item }) => item.id)).toEqual(["m_2"]);
      await store.renewQueueItems([], T);
    });
  });

  describe("failQueueItem", () => {
    it("puts an item back for later, or aside for good", async () => {
      await store.insertQueueItem(aHeldItem("m_1"), T);
      await store.insertQueueItem(aHeldItem("m_2"), T);
      await store.takeQueueItems(T, T + 30_000, 2);
      await store.failQueueItem("m_1", T + 1_000, false);
      await store.failQueueItem("m_2", T, true);
      expect(await store.countQueueItems(T)).toEqual({ waiting: 1, active: 0, dead: 1 });
      expect(await store.takeQueueItems(T + 999, T + 9_000, 5)).toEqual([]);
      const again = await store.takeQueueItems(T + 1_000, T + 9_000, 5);
      expect(again).toEqual([{ item: aHeldItem("m_1"), attempts: 1 }]);
    });
  });

  describe("finishQueueItem", () => {
    it("takes an item out for good", async () => {
      await store.insertQueueItem(aHeldItem("m_1"), T);
      await store.finishQueueItem("m_1");
      expect(await store.takeQueueItems(T, T + 1, 5)).toEqual([]);
      expect(await store.countQueueItems(T)).toEqual({ waiting: 0, active: 0, dead: 0 });
    });
  });

  it("keeps everything when it is opened again", async () => {
    await store.insertCase(aCase());
    await store[Symbol.asyncDispose]();
    await using other = await reopen();
    expect(await other.getCase("k_1")).toEqual(aCase());
  });

  it("answers a ping", async () => {
    await expect(store.ping()).resolves.toBeUndefined();
  });
});

function ids(page: Page<{ readonly id: string }>): readonly string[] {
  return page.items.map((item) => item.id);
}
