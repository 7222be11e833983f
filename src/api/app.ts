// The API as one fetch function: routes, who asks, errors, headers, and the console's files.
import { Hono } from "hono";
import type { Context } from "hono";
import { identify } from "./access.ts";
import type { ApiDeps } from "./deps.ts";
import { answerOf, refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { clientAddress, readJson } from "./request.ts";
import type { RawCall, RequestFacts, Route } from "./route.ts";
import { auditRoutes } from "./routes-audit.ts";
import { caseRoutes } from "./routes-cases.ts";
import { moderateRoutes } from "./routes-moderate.ts";
import { policyRoutes } from "./routes-policies.ts";
import { roomRoutes } from "./routes-rooms.ts";
import { sanctionRoutes } from "./routes-sanctions.ts";
import { serviceRoutes } from "./routes-service.ts";
import { sessionRoutes } from "./routes-session.ts";
import { userRoutes } from "./routes-users.ts";
import { CSRF_HEADER } from "./sessions.ts";
import { answerStatic } from "./static-files.ts";
import type { StaticFiles } from "./static-files.ts";

type Env = { Bindings: { readonly peer: string | undefined } };

export interface Api {
  /** @param peer address of the TCP peer. */
  fetch(request: Request, peer?: string): Promise<Response>;
  readonly routes: readonly Route[];
  /** Method and path of everything that is served, in OpenAPI's form. */
  served(): readonly string[];
}

const SECURITY_HEADERS: { readonly [name: string]: string } = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
    "form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** There is no CORS: other origins go through their own server, with a token. */
export function createApi(deps: ApiDeps, files: StaticFiles): Api {
  const routes = allRoutes(deps);
  const app = new Hono<Env>();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  });
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/gu, ":$1");
    app.on(route.method.toUpperCase(), path, (context) => serve(deps, route, context));
  }
  refuseOtherMethods(app, routes);
  app.notFound((context) => {
    const isReading = context.req.method === "GET" || context.req.method === "HEAD";
    const isApi = /^\/v1(?:\/|$)/u.test(context.req.path);
    const page = isReading && !isApi ? answerStatic(files, context.req.raw) : undefined;
    return page ?? responseOf(refusal("not_found", "There is nothing at this address."));
  });
  app.onError((error, context) => responseOf(answerOf(error, context.req.path, deps.log)));
  return {
    routes,
    fetch: async (request, peer) => app.fetch(request, { peer }),
    served() {
      const own = app.routes.filter(({ method }) => method !== "ALL");
      return own.map(({ method, path }) => {
        return `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/gu, "{$1}")}`;
      });
    },
  };
}

function allRoutes(deps: ApiDeps): readonly Route[] {
  const routes = [
    ...moderateRoutes(deps),
    ...caseRoutes(deps),
    ...roomRoutes(deps),
    ...sanctionRoutes(deps),
    ...policyRoutes(deps),
    ...userRoutes(deps),
    ...auditRoutes(deps),
    ...sessionRoutes(deps),
  ];
  return [...routes, ...serviceRoutes(deps, routes)];
}

function refuseOtherMethods(app: Hono<Env>, routes: readonly Route[]): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method);
    const allow = methods.join(", ").toUpperCase();
    app.all(path.replaceAll(/\{(\w+)\}/gu, ":$1"), () => {
      const text = `This address takes ${allow}.`;
      return responseOf(refusal("method_not_allowed", text, {}, { allow }));
    });
  }
}

async function serve(deps: ApiDeps, route: Route, context: Context<Env>): Promise<Response> {
  const start = performance.now();
  let answer: Answer;
  try {
    answer = await answerRoute(deps, route, context);
    if (route.settleMs !== undefined && answer.status < 300) await deps.settled(route.settleMs);
  } catch (error) {
    answer = answerOf(error, route.path, deps.log);
  }
  const labels = { route: route.path, status: String(answer.status) };
  deps.metrics.count("weir_http_requests_total", labels);
  const seconds = (performance.now() - start) / 1000;
  deps.metrics.observe("weir_http_seconds", seconds, { route: route.path });
  return responseOf(answer);
}

async function answerRoute(deps: ApiDeps, route: Route, context: Context<Env>): Promise<Answer> {
  const facts = factsOf(deps, context);
  const raw: Omit<RawCall, "caller"> = {
    params: context.req.param(),
    query: queryOf(context.req.query()),
    facts,
    readBody: (limitBytes) => readJson(context.req.raw, limitBytes),
  };
  if (route.roles === null) return route.run({ ...raw, caller: undefined });
  const identified = await identify(deps, {
    method: facts.method,
    authorization: facts.header("authorization"),
    cookie: facts.header("cookie"),
    csrf: facts.header(CSRF_HEADER),
  });
  return identified.ok ? route.run({ ...raw, caller: identified.caller }) : identified.answer;
}

function factsOf(deps: ApiDeps, context: Context<Env>): RequestFacts {
  const header = (name: string): string | undefined => context.req.header(name);
  return {
    method: context.req.method,
    header,
    address: clientAddress(context.env.peer, header("x-forwarded-for"), deps.trustedProxies),
    // Believed from anybody: it only makes the caller's own cookie stricter.
    isSecure: header("x-forwarded-proto") === "https",
  };
}

/** `?room=&category=` is a form that was not filled in. */
function queryOf(query: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}

function responseOf(answer: Answer): Response {
  const headers = new Headers({ "cache-control": "no-store", ...answer.headers });
  if (answer.text !== undefined) {
    return new Response(answer.text, { status: answer.status, headers });
  }
  if (answer.body === undefined) return new Response(null, { status: answer.status, headers });
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers });
}
