// The HTTP server itself: bad input of every kind, headers, failures behind it, pages, OpenAPI.
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApi } from "../../src/api/app.ts";
import { openApiOf } from "../../src/api/openapi.ts";
import { startApi } from "../../src/api/server.ts";
import { AppError, UnavailableError } from "../../src/domain/errors.ts";
import { codeOf, fieldOf, startTestApi } from "../support/api.ts";
import type { TestApi } from "../support/api.ts";

let api: TestApi;
let staticDir: string;
beforeAll(async () => {
  staticDir = await mkdtemp(join(tmpdir(), "weir-static-"));
  await mkdir(join(staticDir, "assets"));
  await writeFile(join(staticDir, "index.html"), "<!doctype html><title>Console</title>");
  await writeFile(join(staticDir, "assets", "main-abc.js"), "console.log(1);\n".repeat(200));
  api = await startTestApi({ staticDir });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(staticDir, { recursive: true });
});

describe("bodies", () => {
  const path = "POST /v1/cases/k_1/decision";

  it.each(["", "{", '{"decision":"release",}', "\u0000", "[".repeat(30_000), '"\\ud800'])(
    "that are not JSON (%j) are 400",
    async (body) => {
      const reply = await api.call(path, { token: await api.token("admin"), body });
      expect([reply.status, codeOf(reply)]).toEqual([400, "bad_request"]);
    },
  );

  it("that are not UTF-8 are 400", async () => {
    const response = await fetch(`http://127.0.0.1:${api.port}/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect(response.status).toBe(400);
    await response.text();
  });

  it.each([
    [65_535, 400],
    [65_536, 400],
    [65_537, 413],
  ])("of %i bytes are %i where 64 KiB are taken", async (size, status) => {
    const body = `"${"x".repeat(size - 2)}"`;
    const reply = await api.call(path, { token: await api.token("admin"), body });
    expect(reply.status).toBe(status);
  });

  it.each([
    [8_388_608, 400],
    [8_388_609, 413],
  ])("of %i bytes are %i where 8 MiB are taken", async (size, status) => {
    const body = `"${"x".repeat(size - 2)}"`;
    const reply = await api.call("POST /v1/policies", { token: await api.token("admin"), body });
    expect(reply.status).toBe(status);
  });

  it("that are too large and tell no length are 413 too", async () => {
    const chunk = new Uint8Array(40_000).fill(32);
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(chunk);
      },
    });
    const response = await fetch(`http://127.0.0.1:${api.port}/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      duplex: "half",
    });
    expect(response.status).toBe(413);
    await response.text();
  });

  it("without a token are refused unread", async () => {
    const reply = await api.call("POST /v1/policies", { body: "x".repeat(1_000_000) });
    expect(reply.status).toBe(401);
  });
});

describe("addresses", () => {
  it("that are not there are 404 in the API's shape", async () => {
    const reply = await api.call("GET /v1/nothing");
    expect([reply.status, codeOf(reply)]).toEqual([404, "not_found"]);
  });

  it("called with another method are 405 with what is allowed", async () => {
    const reply = await api.call("DELETE /v1/cases");
    expect([reply.status, codeOf(reply)]).toEqual([405, "method_not_allowed"]);
    expect(reply.headers.get("allow")).toBe("GET");
  });

  it("with broken escapes are answered", async () => {
    const reply = await api.call("GET /v1/cases/%E0%A4", { token: await api.token("admin") });
    expect(reply.status).toBe(404);
  });

  it("in a line of rubbish end that connection only", async () => {
    const socket = connect(api.port, "127.0.0.1");
    socket.end("rubbish\r\n\r\n");
    const [first] = await once(socket, "data");
    expect(String(first)).toMatch(/^HTTP\/1\.1 400 /u);
    expect((await api.call("GET /healthz")).status).toBe(200);
  });
});

describe("headers", () => {
  it("keep pages from being framed, sniffed and fed with foreign scripts; there is no CORS", async () => {
    for (const path of ["GET /v1/cases", "GET /", "GET /healthz", "GET /v1/none"]) {
      const { headers } = await api.call(path, { headers: { origin: "https://evil.example" } });
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("content-security-policy")).toContain("default-src 'self'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
    const answer = await api.call("GET /v1/cases", { token: await api.token("admin") });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});

describe("expired and foreign tokens", () => {
  it("are 401 with the reason", async () => {
    const token = await api.token("admin");
    const start = api.clock.now();
    api.clock.set(start + 3_600_000 + 5_000);
    const reply = await api.call("GET /v1/cases", { token });
    api.clock.set(start);
    expect([reply.status, fieldOf(reply.body, "error", "details", "reason")]).toEqual([
      401,
      "token_expired",
    ]);
    const basic = await api.call("GET /v1/cases", { headers: { authorization: "Basic YTpi" } });
    expect(basic.status).toBe(401);
  });
});

describe("what fails behind it", () => {
  const failing = (error: unknown) =>
    startTestApi({
      ready: () => new Promise(() => undefined),
      change: (deps) => ({
        ...deps,
        store: { ...deps.store, listAudit: () => Promise.reject(error) },
      }),
    });

  it("is 503 with its code when it may come back", async () => {
    await using other = await failing(new UnavailableError("store_unavailable", "Not now."));
    const reply = await other.call("GET /v1/audit", { token: await other.token("admin") });
    expect(reply.status).toBe(503);
    expect(reply.body).toEqual({
      error: { code: "store_unavailable", message: "Not now.", details: {} },
    });
    expect(reply.headers.get("retry-after")).toBe("2");
  });

  it.each([new Error("select * from secrets"), new AppError("store_failed", "select")])(
    "is 500 with an id that the log has, and nothing of the inside",
    async (error) => {
      await using other = await failing(error);
      const reply = await other.call("GET /v1/audit", { token: await other.token("admin") });
      expect([reply.status, codeOf(reply)]).toEqual([500, "internal"]);
      expect(reply.text).not.toContain("select");
      const id = fieldOf(reply.body, "error", "details", "id");
      const line = other.log.lines.find(({ event }) => event === "api.failed");
      expect(line?.facts).toMatchObject({ id, route: "/v1/audit" });
    },
  );

  it("makes readiness 503 when a part never answers", async () => {
    await using other = await failing(new Error("x"));
    const reply = await other.call("GET /readyz");
    expect([reply.status, reply.body]).toEqual([503, { ready: false, parts: { answered: false } }]);
  });
});

describe("the service's routes", () => {
  it("answer without a token: health, readiness, metrics", async () => {
    expect((await api.call("GET /healthz")).body).toEqual({ ok: true });
    const ready = await api.call("GET /readyz");
    expect([ready.status, ready.body]).toEqual([200, { ready: true, parts: { store: true } }]);
    const metrics = await api.call("GET /metrics");
    expect(metrics.text).toBe("weir_up 1\n");
    expect(metrics.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/u);
  });

  it("are counted by route, not by address", async () => {
    await api.call("GET /v1/cases/k_1", { token: await api.token("admin") });
    const name = "weir_http_requests_total";
    expect(api.counted).toContainEqual({ name, route: "/v1/cases/{id}", status: "200" });
  });
});

describe("the console's pages", () => {
  it("are the page at / and at addresses made in the browser, never cached", async () => {
    for (const path of ["/", "/cases/k_1", "/sign-in"]) {
      const reply = await api.call(`GET ${path}`);
      expect(reply.text).toContain("<title>Console</title>");
      expect(reply.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(reply.headers.get("cache-control")).toBe("no-cache");
    }
  });

  it("are files for ever where the name has a hash, and 304 when they are known", async () => {
    const reply = await api.call("GET /assets/main-abc.js");
    expect(reply.text).toContain("console.log(1)");
    expect(reply.headers.get("cache-control")).toContain("immutable");
    const etag = reply.headers.get("etag") ?? "";
    const again = await api.call("GET /assets/main-abc.js", { headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it.each(["/assets/gone.js", "/../package.json", "/%2e%2e/package.json", "/assets/../../x.js"])(
    "have nothing at %s",
    async (path) => {
      expect((await api.call(`GET ${path}`)).status).toBe(404);
    },
  );

  it("say what to do when they were not built", async () => {
    await using other = await startTestApi({ staticDir: join(staticDir, "none") });
    const reply = await other.call("GET /");
    expect([reply.status, reply.text.includes("npm run build")]).toEqual([503, true]);
  });
});

describe("startApi", () => {
  it("refuses a port in use", async () => {
    const again = startApi({ host: "127.0.0.1", port: api.port, deps: api.deps, staticDir: null });
    await expect(again).rejects.toMatchObject({
      name: "AppError",
      code: "port_in_use",
      facts: { host: "127.0.0.1", port: api.port },
    });
  });

  it("names an address that is not this machine's", async () => {
    const wrong = startApi({ host: "192.0.2.1", port: 0, deps: api.deps, staticDir: null });
    await expect(wrong).rejects.toMatchObject({ code: "listen_failed" });
  });
});

describe("GET /v1/openapi.json", () => {
  it("lists every route that is served, and no other", async () => {
    const { body } = await api.call("GET /v1/openapi.json");
    expect(fieldOf(body, "openapi")).toBe("3.1.0");
    const listed: string[] = [];
    for (const [path, methods] of Object.entries(fieldOf(body, "paths") ?? {})) {
      for (const method of Object.keys(methods)) listed.push(`${method} ${path}`);
    }
    const served = createApi(api.deps, new Map()).served();
    expect(listed.toSorted()).toEqual([...served].toSorted());
  });

  it("has every call of PROTOCOL's table", async () => {
    const { body } = await api.call("GET /v1/openapi.json");
    const calls = [
      "post /v1/moderate",
      "get /v1/cases",
      "get /v1/cases/{id}",
      "post /v1/cases/{id}/claim",
      "post /v1/cases/{id}/release-claim",
      "post /v1/cases/{id}/decision",
      "post /v1/cases/{id}/undo",
      "get /v1/rooms/{room}/modes",
      "put /v1/rooms/{room}/modes",
      "get /v1/rooms",
      "delete /v1/rooms/{room}/messages/{id}",
      "get /v1/sanctions",
      "post /v1/sanctions",
      "delete /v1/sanctions/{id}",
      "get /v1/policies",
      "post /v1/policies",
      "get /v1/policies/{version}",
      "post /v1/policies/{version}/activate",
      "get /v1/users/{id}",
      "get /v1/audit",
      "get /v1/events",
      "post /v1/session",
      "get /v1/session",
      "delete /v1/session",
      "get /metrics",
      "get /healthz",
      "get /readyz",
    ];
    for (const call of calls) {
      const [method = "", path = ""] = call.split(" ");
      expect(fieldOf(body, "paths", path, method), call).toBeDefined();
    }
  });

  it("names every parameter of a path, and an answer for every operation", () => {
    const { routes } = createApi(api.deps, new Map());
    const document = openApiOf(routes);
    for (const { path, method } of routes) {
      const operation = fieldOf(document, "paths", path, method);
      const names = JSON.stringify(fieldOf(operation, "parameters") ?? []);
      for (const [, name] of path.matchAll(/\{(\w+)\}/gu)) {
        expect(names).toContain(`{"name":"${name}","in":"path","required":true`);
      }
      expect(Object.keys(fieldOf(operation, "responses") ?? {}).length).toBeGreaterThan(1);
    }
  });
});
