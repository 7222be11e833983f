// Console sign-in on a listening server: cookie, CSRF, limits, and what a session may do.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { API_LIMITS } from "../../src/api/limits.ts";
import { API_PASSWORD, codeOf, fieldOf, startTestApi } from "../support/api.ts";
import type { TestApi } from "../support/api.ts";

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi({ trustedProxies: ["127.0.0.1"] });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
});

const signIn = (login: string, password: string, headers = {}) =>
  api.call("POST /v1/session", { body: { login, password }, headers });

describe("POST /v1/session", () => {
  it("answers account and csrf, never the hash, and sets a cookie that scripts cannot read", async () => {
    const account = await api.account({ login: "Mika" });
    const reply = await signIn(" MIKA ", API_PASSWORD);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      account: {
        id: account.id,
        login: "mika",
        name: "mika",
        role: "moderator",
        rooms: "*",
        lang: "en",
      },
      csrf: expect.stringMatching(/^[\w-]{32}$/u),
    });
    expect(reply.headers.get("set-cookie")).toMatch(
      /^weir_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/u,
    );
  });

  it("marks the cookie Secure when it came by https", async () => {
    await api.account();
    const reply = await signIn("mod", API_PASSWORD, { "x-forwarded-proto": "https" });
    expect(reply.headers.get("set-cookie")).toMatch(/; Secure$/u);
  });

  it("answers a wrong password and an unknown login the same", async () => {
    await api.account();
    const wrong = await signIn("mod", "not the password");
    const unknown = await signIn("nobody", "not the password");
    expect([wrong.status, codeOf(wrong)]).toEqual([401, "unauthorized"]);
    expect(unknown.body).toEqual(wrong.body);
    expect(wrong.headers.get("set-cookie")).toBeNull();
  });

  it("answers 429 after so many wrong tries, also to the right password, until the time is over", async () => {
    const most = API_LIMITS.signInPerLoginAndAddress.value;
    await api.account();
    const tries = Array.from({ length: most }, () => signIn("mod", "not the password"));
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual(tries.map(() => 401));
    const limited = await signIn("mod", API_PASSWORD);
    expect([limited.status, codeOf(limited)]).toEqual([429, "rate_limited"]);
    expect(limited.headers.get("retry-after")).toBe("900");
    const elsewhere = { "x-forwarded-for": "203.0.113.9" };
    expect((await signIn("mod", API_PASSWORD, elsewhere)).status).toBe(200);
    api.clock.set(api.clock.now() + API_LIMITS.signInWindowMs.value);
    expect((await signIn("mod", API_PASSWORD)).status).toBe(200);
  });

  it("takes JSON only: a form of another site cannot sign somebody in", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const reply = await api.call("POST /v1/session", { body: "login=mod&password=x", headers });
    expect([reply.status, codeOf(reply)]).toEqual([415, "unsupported_media_type"]);
  });

  it("never logs login or password", async () => {
    await signIn("somebody", "a secret thing");
    expect(JSON.stringify(api.log.lines)).not.toMatch(/somebody|secret thing/u);
  });
});

describe("a session", () => {
  it("reads without and changes only with its csrf token", async () => {
    const { cookie = "", "x-csrf-token": csrf = "" } = await api.signIn(await api.account());
    const claim = "POST /v1/cases/k_1/claim";
    expect((await api.call("GET /v1/cases", { headers: { cookie } })).status).toBe(200);
    const without = await api.call(claim, { headers: { cookie } });
    expect([without.status, codeOf(without)]).toEqual([403, "csrf"]);
    const wrong = await api.call(claim, { headers: { cookie, "x-csrf-token": `${csrf}x` } });
    expect(wrong.status).toBe(403);
    const right = await api.call(claim, { headers: { cookie, "x-csrf-token": csrf } });
    expect(right.status).toBe(200);
  });

  it("acts as its account: role and rooms", async () => {
    const account = await api.account({ rooms: ["shop-7"] });
    const headers = await api.signIn(account);
    expect((await api.call("GET /v1/cases/k_1", { headers })).status).toBe(403);
    expect((await api.call("GET /v1/policies", { headers })).status).toBe(403);
  });

  it("loses a right with its account", async () => {
    const account = await api.account();
    const headers = await api.signIn(account);
    await api.store.putAccount({ ...account, role: "seller" });
    expect((await api.call("GET /v1/cases", { headers })).status).toBe(403);
  });

  it("is told by GET /v1/session, which a token has not", async () => {
    const { cookie = "", "x-csrf-token": csrf } = await api.signIn(await api.account());
    const reply = await api.call("GET /v1/session", { headers: { cookie } });
    expect(fieldOf(reply.body, "csrf")).toBe(csrf);
    const token = await api.token("moderator");
    expect((await api.call("GET /v1/session", { token })).status).toBe(401);
    expect((await api.call("DELETE /v1/session", { token })).status).toBe(401);
  });

  it("ends with DELETE /v1/session", async () => {
    const headers = await api.signIn(await api.account());
    const reply = await api.call("DELETE /v1/session", { headers });
    expect(reply.status).toBe(204);
    expect(reply.headers.get("set-cookie")).toMatch(/^weir_session=; Path=\/; Max-Age=0;/u);
    const after = await api.call("GET /v1/cases", { headers });
    expect(fieldOf(after.body, "error", "details", "reason")).toBe("session_ended");
  });

  it.each([
    [-1, 200],
    [0, 401],
    [1, 401],
  ])("%i ms from its end answers %i", async (offset, status) => {
    const headers = await api.signIn(await api.account());
    api.clock.set(api.clock.now() + API_LIMITS.sessionMs.value + offset);
    expect((await api.call("GET /v1/session", { headers })).status).toBe(status);
  });

  it("does not save a bad token", async () => {
    const headers = await api.signIn(await api.account());
    const reply = await api.call("GET /v1/cases", { headers, token: "nonsense" });
    expect([reply.status, codeOf(reply)]).toEqual([401, "unauthorized"]);
  });

  it("is stored as a hash of the cookie", async () => {
    const { cookie = "" } = await api.signIn(await api.account());
    const value = cookie.split("=")[1] ?? "";
    expect(await api.store.getConsoleSession(value)).toBeUndefined();
  });
});
