// Every route of the HTTP API on a listening server: what it answers, to whom, in which rooms.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES } from "../../src/domain/message.ts";
import type { Role } from "../../src/domain/message.ts";
import { LIMITS } from "../../src/domain/limits.ts";
import { codeOf, fieldOf, startTestApi } from "../support/api.ts";
import type { TestApi } from "../support/api.ts";
import { aCase, anAuditEntry, aSanction, STORE_TIME } from "../support/store-builders.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

/** Who may call what; everybody else gets 403. Bodies and ids are such that nothing is changed. */
const TABLE: readonly (readonly [call: string, body: unknown, roles: readonly Role[]])[] = [
  ["POST /v1/moderate", { text: "hi" }, ["moderator", "analyst", "admin", "service"]],
  ["GET /v1/cases", undefined, ["moderator", "admin"]],
  ["GET /v1/cases/k_1", undefined, ["moderator", "admin"]],
  ["POST /v1/cases/k_none/claim", {}, ["moderator", "admin"]],
  ["POST /v1/cases/k_none/release-claim", {}, ["moderator", "admin"]],
  ["POST /v1/cases/k_none/decision", { decision: "release", version: 1 }, ["moderator", "admin"]],
  ["POST /v1/cases/k_none/undo", {}, ["moderator", "admin"]],
  ["GET /v1/rooms", undefined, ["seller", "moderator", "analyst", "admin", "service"]],
  ["GET /v1/rooms/shop-42/modes", undefined, ["seller", "moderator", "admin"]],
  ["PUT /v1/rooms/shop-42/modes", {}, ["seller", "moderator", "admin"]],
  ["DELETE /v1/rooms/shop-42/messages/m_1", undefined, ["seller", "moderator", "admin"]],
  ["GET /v1/sanctions", undefined, ["seller", "moderator", "analyst", "admin"]],
  [
    "POST /v1/sanctions",
    { userId: "u_9", room: "shop-42", kind: "warning" },
    ["seller", "moderator", "admin"],
  ],
  ["DELETE /v1/sanctions/s_none", undefined, ["seller", "moderator", "admin"]],
  ["GET /v1/policies", undefined, ["analyst", "admin"]],
  ["GET /v1/policies/none", undefined, ["analyst", "admin"]],
  ["POST /v1/policies", { files: { "policy.yaml": "bad" } }, ["analyst", "admin"]],
  ["POST /v1/policies/none/activate", {}, ["analyst", "admin"]],
  ["GET /v1/users/u_9", undefined, ["moderator", "analyst", "admin"]],
  ["GET /v1/audit", undefined, ["moderator", "analyst", "admin"]],
];

describe("roles", () => {
  it.each(TABLE)("%s is for its roles only", async (call, body, roles) => {
    const how = body === undefined ? {} : { body };
    const admitted: Role[] = [];
    for (const role of ROLES) {
      const reply = await api.call(call, { token: await api.token(role), ...how });
      if (codeOf(reply) !== "forbidden") admitted.push(role);
      expect([200, 201, 204, 403, 404, 422]).toContain(reply.status);
    }
    expect(admitted).toEqual(ROLES.filter((role) => roles.includes(role)));
  });

  it.each(TABLE)("%s without a token is 401", async (call, body) => {
    const reply = await api.call(call, body === undefined ? {} : { body });
    expect([reply.status, codeOf(reply)]).toEqual([401, "unauthorized"]);
    expect(reply.headers.get("www-authenticate")).toBe("Bearer");
  });
});

describe("rooms", () => {
  const foreign: readonly (readonly [string, unknown])[] = [
    ["POST /v1/moderate", { text: "hi", room: "shop-42" }],
    ["GET /v1/cases?room=shop-42", undefined],
    ["GET /v1/cases/k_1", undefined],
    ["POST /v1/cases/k_1/claim", {}],
    ["POST /v1/cases/k_1/release-claim", {}],
    ["POST /v1/cases/k_1/decision", { decision: "release", version: 1 }],
    ["POST /v1/cases/k_1/undo", {}],
    ["GET /v1/rooms/shop-42/modes", undefined],
    ["PUT /v1/rooms/shop-42/modes", { shield: true }],
    ["DELETE /v1/rooms/shop-42/messages/m_1", undefined],
    ["GET /v1/sanctions?room=shop-42", undefined],
    ["POST /v1/sanctions", { userId: "u_9", room: "shop-42", kind: "ban" }],
    ["POST /v1/sanctions", { userId: "u_9", room: null, kind: "ban" }],
    ["DELETE /v1/sanctions/s_foreign", undefined],
    ["GET /v1/audit?room=shop-42", undefined],
  ];

  it.each(foreign)("%s of another room is 403", async (call, body) => {
    await api.store.putSanction(aSanction({ id: "s_foreign" }));
    const how = body === undefined ? {} : { body };
    const reply = await api.call(call, { token: await api.token("moderator", "shop-7"), ...how });
    expect([reply.status, codeOf(reply)]).toEqual([403, "forbidden"]);
  });

  it("are no bound for an admin", async () => {
    const token = await api.token("admin", "shop-7");
    expect((await api.call("GET /v1/cases/k_1", { token })).status).toBe(200);
  });

  it("cut lists down to the caller's", async () => {
    const token = await api.token("moderator", ["shop-7", "shop-8"]);
    await api.call("GET /v1/cases", { token });
    expect(api.review.asked.at(-1)).toMatchObject({ rooms: ["shop-7", "shop-8"] });
    await api.call("GET /v1/sanctions", { token });
    expect(api.enforcement.asked.at(-1)).toMatchObject({ rooms: ["shop-7", "shop-8"] });
    const rooms = await api.call("GET /v1/rooms", { token });
    expect(rooms.body).toEqual({
      items: [{ room: "shop-7", viewers: 30, messagesPerSecond: 1 }],
      nextCursor: null,
    });
  });
});

describe("POST /v1/moderate", () => {
  it("answers one verdict for a text", async () => {
    const token = await api.token("service");
    const reply = await api.call("POST /v1/moderate", { token, body: { text: "line id" } });
    expect(reply.body).toEqual({
      action: "hold",
      reasons: [{ rule: "off-platform", category: "off_platform", severity: 3, spans: [[0, 4]] }],
      policyVersion: "p1",
      hold: { priority: 2, ttlSeconds: 120, onExpiry: "reject" },
      us: 2,
    });
  });

  it("answers items in order for messages", async () => {
    const token = await api.token("service");
    const body = { messages: [{ text: "line" }, { text: "hello", user: { role: "seller" } }] };
    const reply = await api.call("POST /v1/moderate", { token, body });
    expect(fieldOf(reply.body, "items")).toMatchObject([{ action: "hold" }, { action: "allow" }]);
  });

  it.each([
    [LIMITS.moderateMessages.value - 1, 200],
    [LIMITS.moderateMessages.value, 200],
    [LIMITS.moderateMessages.value + 1, 400],
    [0, 400],
  ])("of %i messages is %i", async (count, status) => {
    const token = await api.token("service");
    const body = { messages: Array.from({ length: count }, () => ({ text: "hello" })) };
    expect((await api.call("POST /v1/moderate", { token, body })).status).toBe(status);
  });

  it("says where a batch is wrong", async () => {
    const token = await api.token("service");
    const body = { messages: [{ text: "a" }, { text: 5 }] };
    const reply = await api.call("POST /v1/moderate", { token, body });
    expect(fieldOf(reply.body, "error", "details", "problems")).toEqual([
      { where: "body.messages.1.text", what: "is of the wrong type", allowed: "a string" },
    ]);
  });
});

describe("GET /v1/cases", () => {
  it("answers cases in PROTOCOL's shape", async () => {
    const reply = await api.call("GET /v1/cases?status=open&room=&category=&cursor=&limit=", {
      token: await api.token("moderator"),
    });
    const user = { id: "u_9", name: "Aki", role: "viewer" };
    expect(reply.body).toEqual({
      items: [
        {
          id: "k_1",
          version: 1,
          status: "open",
          origin: "held",
          room: "shop-42",
          message: { id: "m_1", at: STORE_TIME, text: "call me at 090-1234-5678", user },
          reasons: [{ rule: "phone", category: "contact", severity: 2, spans: [[11, 24]] }],
          scores: { spam: 0.25 },
          priority: 0.5,
          openedAt: STORE_TIME,
          dueAt: STORE_TIME + 60_000,
          onExpiry: "reject",
          policyVersion: "0123456789ab",
          claimedBy: null,
          context: { before: [{ id: "m_0", at: STORE_TIME, text: "hello", user }], after: [] },
          record: { messages: 120, strikes: 1, sanctions: [] },
          reports: [],
          decision: null,
        },
      ],
      nextCursor: null,
    });
  });

  it("asks for open cases when no status is named, and hands every filter on", async () => {
    const token = await api.token("moderator");
    await api.call("GET /v1/cases?category=scam&limit=7&cursor=abc&userId=u_9", { token });
    expect(api.review.asked.at(-1)).toEqual({
      status: "open",
      category: "scam",
      limit: 7,
      cursor: "abc",
      userId: "u_9",
      rooms: undefined,
    });
  });

  it.each([
    ["status=closed", "query.status", "is wrong", '"open", "released", "rejected", "expired"'],
    ["limit=0", "query.limit", "is too small", "at least 1"],
    ["limit=201", "query.limit", "is too big", "at most 200"],
    ["limit=many", "query.limit", "is of the wrong type", "a number"],
    ["limit=1.5", "query.limit", "is of the wrong type", "a whole number"],
  ])("?%s is 400 with where, what and allowed", async (query, where, what, allowed) => {
    const reply = await api.call(`GET /v1/cases?${query}`, { token: await api.token("moderator") });
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      error: {
        code: "bad_request",
        message: `${where}: ${what}; allowed: ${allowed}`,
        details: { problems: [{ where, what, allowed }] },
      },
    });
  });

  it("of a case that is not there is 404", async () => {
    const token = await api.token("moderator");
    const reply = await api.call("GET /v1/cases/k_none", { token });
    expect([reply.status, codeOf(reply)]).toEqual([404, "not_found"]);
  });
});

describe("the commands of a case", () => {
  it("claim shows who holds it, and a second moderator gets 409 with the case", async () => {
    api.review.cases.set("k_claim", aCase({ id: "k_claim" }));
    const claim = "POST /v1/cases/k_claim/claim";
    const mine = await api.call(claim, { token: await api.token("moderator") });
    const holder = { by: "u_moderator", name: "u_moderator", until: STORE_TIME + 60_000 };
    expect(fieldOf(mine.body, "claimedBy")).toEqual(holder);
    const theirs = await api.call(claim, { token: await api.token("admin") });
    expect([theirs.status, codeOf(theirs)]).toEqual([409, "claimed"]);
    expect(fieldOf(theirs.body, "error", "details", "case", "claimedBy")).toEqual(holder);
  });

  it("release-claim gives it back", async () => {
    const claim = { by: "u_moderator", name: "M", until: STORE_TIME + 1 };
    api.review.cases.set("k_held", aCase({ id: "k_held", claim }));
    const token = await api.token("moderator");
    const reply = await api.call("POST /v1/cases/k_held/release-claim", { token });
    expect([reply.status, fieldOf(reply.body, "claimedBy")]).toEqual([200, null]);
  });

  it("show a claim that ended as none", async () => {
    const claim = { by: "u_x", name: "X", until: STORE_TIME };
    api.review.cases.set("k_late", aCase({ id: "k_late", claim }));
    const reply = await api.call("GET /v1/cases/k_late", { token: await api.token("moderator") });
    expect(fieldOf(reply.body, "claimedBy")).toBeNull();
  });

  it("decision hands the order on and answers the decided case", async () => {
    api.review.cases.set("k_decide", aCase({ id: "k_decide" }));
    const order = {
      decision: "reject",
      category: "contact",
      sanction: { kind: "timeout", seconds: 600, reason: "again" },
      note: "third time",
      version: 1,
    };
    const reply = await api.call("POST /v1/cases/k_decide/decision", {
      token: await api.token("moderator", "shop-42"),
      body: order,
    });
    expect(reply.body).toMatchObject({ id: "k_decide", version: 2, status: "rejected" });
    expect(fieldOf(reply.body, "decision")).toMatchObject({
      decision: "reject",
      byKind: "moderator",
      by: "u_moderator",
      note: "third time",
    });
    expect(api.review.asked.at(-1)).toEqual(order);
  });

  it("decision on a version that is gone is 409 with the case as it is", async () => {
    api.review.cases.set("k_newer", aCase({ id: "k_newer", version: 3, status: "released" }));
    const reply = await api.call("POST /v1/cases/k_newer/decision", {
      token: await api.token("moderator"),
      body: { decision: "reject", version: 1 },
    });
    expect([reply.status, codeOf(reply)]).toEqual([409, "conflict"]);
    expect(fieldOf(reply.body, "error", "details", "case", "status")).toBe("released");
  });

  it.each([
    [{ decision: "allow", version: 1 }, "body.decision"],
    [{ decision: "release" }, "body.version"],
    [{ decision: "reject", version: 1, category: "rude" }, "body.category"],
    [{ decision: "reject", version: 1, note: "x".repeat(501) }, "body.note"],
    [{ decision: "reject", version: 1, sanction: { kind: "timeout" } }, "body.sanction.seconds"],
    [
      { decision: "reject", version: 1, sanction: { kind: "warning", seconds: 5 } },
      "body.sanction.seconds",
    ],
    [
      { decision: "reject", version: 1, sanction: { kind: "ban", seconds: 2_419_201 } },
      "body.sanction.seconds",
    ],
    ["[]", "body"],
  ])("decision %j is 400 at its field", async (body, where) => {
    const token = await api.token("moderator");
    const reply = await api.call("POST /v1/cases/k_1/decision", { token, body });
    expect([reply.status, codeOf(reply)]).toEqual([400, "bad_request"]);
    expect(String(fieldOf(reply.body, "error", "message")).split(":")[0]).toBe(where);
  });

  it("decision with a sanction everywhere wants the right to all rooms", async () => {
    const sanction = { kind: "ban", everywhere: true };
    const body = { decision: "reject", version: 9, sanction };
    const path = "POST /v1/cases/k_1/decision";
    const some = await api.call(path, { token: await api.token("moderator", "shop-42"), body });
    expect(some.status).toBe(403);
    const all = await api.call(path, { token: await api.token("moderator"), body });
    expect(all.status).toBe(409);
  });

  it("undo opens the case again; an open case is 409", async () => {
    api.review.cases.set("k_undo", aCase({ id: "k_undo", version: 2, status: "released" }));
    const token = await api.token("moderator");
    const undone = await api.call("POST /v1/cases/k_undo/undo", { token, body: {} });
    expect(undone.body).toMatchObject({ status: "open", version: 3, decision: null });
    const again = await api.call("POST /v1/cases/k_undo/undo", { token });
    expect([again.status, codeOf(again)]).toEqual([409, "conflict"]);
  });
});

describe("rooms' routes", () => {
  it("list live rooms page by page", async () => {
    const token = await api.token("analyst");
    const first = await api.call("GET /v1/rooms?limit=1", { token });
    expect(first.body).toMatchObject({ items: [{ room: "shop-42" }], nextCursor: "1" });
    const second = await api.call("GET /v1/rooms?limit=1&cursor=1", { token });
    expect(second.body).toMatchObject({ items: [{ room: "shop-7" }], nextCursor: null });
    expect((await api.call("GET /v1/rooms?cursor=x", { token })).status).toBe(400);
  });

  it("set modes one by one and read them", async () => {
    const token = await api.token("seller", "shop-9");
    const modes = "/v1/rooms/shop-9/modes";
    await api.call(`PUT ${modes}`, { token, body: { slowSeconds: 10, shield: true } });
    const reply = await api.call(`PUT ${modes}`, { token, body: { shield: false } });
    expect(reply.body).toEqual({ slowSeconds: 10 });
    expect((await api.call(`GET ${modes}`, { token })).body).toEqual({ slowSeconds: 10 });
  });

  it.each([
    [{ slowSeconds: 21_601 }, "body.slowSeconds"],
    [{ slowSeconds: "10" }, "body.slowSeconds"],
    [{ shield: 1 }, "body.shield"],
    [{ slowMode: true }, "body"],
  ])("refuse the modes %j", async (body, where) => {
    const token = await api.token("seller", "shop-9");
    const reply = await api.call("PUT /v1/rooms/shop-9/modes", { token, body });
    expect(reply.status).toBe(400);
    expect(String(fieldOf(reply.body, "error", "message")).split(":")[0]).toBe(where);
  });

  it("withdraw a message, with a reason", async () => {
    const token = await api.token("moderator", "shop-9");
    const reply = await api.call("DELETE /v1/rooms/shop-9/messages/m_5?reason=scam", { token });
    expect([reply.status, reply.text]).toEqual([204, ""]);
    expect(api.rooms.withdrawn.at(-1)).toEqual({
      room: "shop-9",
      messageId: "m_5",
      by: "u_moderator",
      reason: "scam",
    });
  });

  it("take room ids with any letters", async () => {
    const token = await api.token("seller", "店 1/2");
    const path = `/v1/rooms/${encodeURIComponent("店 1/2")}/modes`;
    const reply = await api.call(`PUT ${path}`, { token, body: { closed: true } });
    expect(reply.body).toEqual({ closed: true });
  });

  it.each([
    [LIMITS.roomIdLength.value, 200],
    [LIMITS.roomIdLength.value + 1, 400],
  ])("of a room id of %i characters answer %i", async (length, status) => {
    const path = `GET /v1/rooms/${"r".repeat(length)}/modes`;
    expect((await api.call(path, { token: await api.token("admin") })).status).toBe(status);
  });
});

describe("sanctions' routes", () => {
  it("set one in a room", async () => {
    const reply = await api.call("POST /v1/sanctions", {
      token: await api.token("seller", "shop-9"),
      body: { userId: "u_5", room: "shop-9", kind: "timeout", seconds: 60, category: "spam" },
    });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      userId: "u_5",
      room: "shop-9",
      kind: "timeout",
      until: STORE_TIME + 60_000,
      category: "spam",
      by: "u_seller",
    });
  });

  it("set one everywhere: moderators of all rooms and admins, never sellers", async () => {
    const body = { userId: "u_5", room: null, kind: "ban" };
    const status = async (role: Role, room: string) => {
      const token = await api.token(role, room);
      return (await api.call("POST /v1/sanctions", { token, body })).status;
    };
    expect(await status("moderator", "*")).toBe(201);
    expect(await status("admin", "shop-7")).toBe(201);
    expect(await status("seller", "*")).toBe(403);
    expect(await status("moderator", "shop-9")).toBe(403);
  });

  it("do a call with the same Idempotency-Key once", async () => {
    const token = await api.token("moderator");
    const body = { userId: "u_6", room: "shop-9", kind: "warning", acknowledge: true };
    const headers = { "idempotency-key": "once-1" };
    const first = await api.call("POST /v1/sanctions", { token, body, headers });
    const second = await api.call("POST /v1/sanctions", { token, body, headers });
    expect(second.body).toEqual(first.body);
    const other = { ...body, userId: "u_7" };
    const third = await api.call("POST /v1/sanctions", { token, body: other, headers });
    expect([third.status, codeOf(third)]).toEqual([409, "conflict"]);
  });

  it.each([
    [{ room: "shop-9", kind: "ban" }, "body.userId"],
    [{ userId: "u_5", kind: "ban" }, "body.room"],
    [{ userId: "u_5", room: "shop-9", kind: "mute" }, "body.kind"],
    [{ userId: "u_5", room: "shop-9", kind: "timeout" }, "body.seconds"],
    [{ userId: "u_5", room: "shop-9", kind: "timeout", seconds: 0 }, "body.seconds"],
    [{ userId: "u\u0000", room: "shop-9", kind: "ban" }, "body.userId"],
    [{ userId: "u_5", room: "shop-9", kind: "ban", reason: "\u0000" }, "body.reason"],
  ])("refuse %j", async (body, where) => {
    const token = await api.token("moderator");
    const reply = await api.call("POST /v1/sanctions", { token, body });
    expect(reply.status).toBe(400);
    expect(String(fieldOf(reply.body, "error", "message")).split(":")[0]).toBe(where);
  });

  it("list by user, room and state", async () => {
    const token = await api.token("moderator");
    await api.store.putSanction(aSanction({ id: "s_list", userId: "u_list" }));
    const reply = await api.call("GET /v1/sanctions?userId=u_list&active=true&limit=5", { token });
    expect(reply.body).toMatchObject({ items: [{ id: "s_list", userId: "u_list" }] });
    expect(api.enforcement.asked.at(-1)).toMatchObject({ active: true, limit: 5 });
  });

  it("lift one of the caller's rooms; it is gone then", async () => {
    await api.store.putSanction(aSanction({ id: "s_lift", room: "shop-9" }));
    const token = await api.token("moderator", "shop-9");
    const lifted = await api.call("DELETE /v1/sanctions/s_lift?reason=mistake", { token });
    expect(lifted.body).toMatchObject({ id: "s_lift" });
    const again = await api.call("DELETE /v1/sanctions/s_lift", { token });
    expect([again.status, codeOf(again)]).toEqual([404, "not_found"]);
  });

  it("lift what holds everywhere for those who may set it", async () => {
    await api.store.putSanction(aSanction({ id: "s_all", room: null }));
    const lift = "DELETE /v1/sanctions/s_all";
    expect((await api.call(lift, { token: await api.token("seller") })).status).toBe(403);
    expect((await api.call(lift, { token: await api.token("moderator") })).status).toBe(200);
  });
});

describe("policies' routes", () => {
  it("store, list, read and activate a version", async () => {
    const token = await api.token("analyst");
    const files = { "policy.yaml": "languages: [en]", "en/scam.txt": "free money" };
    const added = await api.call("POST /v1/policies", { token, body: { files, note: "try" } });
    expect([added.status, added.body]).toEqual([201, { version: "0123456789ab" }]);
    const read = await api.call("GET /v1/policies/0123456789ab", { token });
    expect(read.body).toEqual({ version: "0123456789ab", files });
    const active = await api.call("POST /v1/policies/0123456789ab/activate", { token });
    expect([active.status, active.body]).toEqual([200, { version: "0123456789ab" }]);
    const list = await api.call("GET /v1/policies", { token });
    expect(list.body).toMatchObject({ items: [{ version: "0123456789ab", isActive: true }] });
  });

  it("answer 422 with every problem for a bad policy", async () => {
    const token = await api.token("analyst");
    const body = { files: { "policy.yaml": "bad" } };
    const reply = await api.call("POST /v1/policies", { token, body });
    expect([reply.status, codeOf(reply)]).toEqual([422, "policy_invalid"]);
    expect(fieldOf(reply.body, "error", "details", "problems")).toEqual([
      { file: "policy.yaml", line: 3, column: 5, message: "wrong", hint: null },
    ]);
  });

  it.each([
    [{ files: {} }, "body.files"],
    [{ files: { "policy.yaml": 5 } }, "body.files.policy.yaml"],
    [{ files: { "policy.yaml": "", "../x": "" } }, "body.files.../x"],
    [{ files: { "policy.yaml": "", "/etc/x": "" } }, "body.files./etc/x"],
    [{ files: { "policy.yaml": "", "a\\b": "" } }, "body.files.a\\b"],
    [{ note: "x" }, "body.files"],
  ])("refuse %j", async (body, where) => {
    const reply = await api.call("POST /v1/policies", { token: await api.token("admin"), body });
    expect(reply.status).toBe(400);
    expect(String(fieldOf(reply.body, "error", "message")).split(":")[0]).toBe(where);
  });

  it("of no such version are 404", async () => {
    const token = await api.token("admin");
    expect((await api.call("GET /v1/policies/none", { token })).status).toBe(404);
    expect((await api.call("POST /v1/policies/none/activate", { token })).status).toBe(404);
  });
});

describe("GET /v1/users/{id}", () => {
  it("answers the record with the cases that the caller may see", async () => {
    api.review.cases.set("k_user", aCase({ id: "k_user", room: "shop-8" }));
    const token = await api.token("moderator", "shop-8");
    const reply = await api.call("GET /v1/users/u_9", { token });
    expect(reply.body).toEqual({
      id: "u_9",
      name: "Aki",
      firstSeenAt: 1,
      lastSeenAt: 2,
      messages: 120,
      strikes: 1,
      sanctions: [],
      cases: [
        {
          id: "k_user",
          room: "shop-8",
          status: "open",
          categories: ["contact"],
          openedAt: STORE_TIME,
          decision: null,
        },
      ],
      risk: null,
    });
  });
});

describe("GET /v1/audit", () => {
  it("answers what the store has: all to analysts, their rooms to moderators", async () => {
    await api.store.appendAudit(anAuditEntry({ id: "e_1", at: 1, room: "shop-7" }));
    await api.store.appendAudit(anAuditEntry({ id: "e_2", at: 2, room: "shop-42" }));
    const ids = async (role: Role, room: string) => {
      const reply = await api.call("GET /v1/audit", { token: await api.token(role, room) });
      return JSON.stringify(reply.body).match(/"e_\d"/gu);
    };
    expect(await ids("analyst", "shop-7")).toEqual(['"e_2"', '"e_1"']);
    expect(await ids("moderator", "shop-7")).toEqual(['"e_1"']);
  });

  it("pages by cursor; a cursor of nobody is 400", async () => {
    const token = await api.token("admin");
    const first = await api.call("GET /v1/audit?limit=1", { token });
    const cursor = String(fieldOf(first.body, "nextCursor"));
    const second = await api.call(`GET /v1/audit?limit=1&cursor=${cursor}`, { token });
    expect(fieldOf(second.body, "items", "0", "id")).toBe("e_1");
    const wrong = await api.call("GET /v1/audit?cursor=nonsense", { token });
    expect([wrong.status, codeOf(wrong)]).toEqual([400, "bad_request"]);
  });
});
