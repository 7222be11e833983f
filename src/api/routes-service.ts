// What machines ask: health, readiness, metrics, the description of the API, and the live socket.
import { z } from "zod";
import { ROLES } from "../domain/message.ts";
import type { ApiDeps, Readiness } from "./deps.ts";
import { refusal } from "./errors.ts";
import { API_LIMITS } from "./limits.ts";
import { openApiOf } from "./openapi.ts";
import { NO_BODY, NOTHING, openRoute, route } from "./route.ts";
import type { Route } from "./route.ts";

const about = {
  method: "get",
  tag: "service",
  params: NOTHING,
  query: NOTHING,
  body: NO_BODY,
} as const;
const readiness = z.object({ ready: z.boolean(), parts: z.record(z.string(), z.boolean()) });

/** @param others every other route, for the description. */
export function serviceRoutes(
  deps: Pick<ApiDeps, "ready" | "metricsText">,
  others: readonly Route[],
): readonly Route[] {
  const own: readonly Route[] = [
    openRoute({
      ...about,
      path: "/healthz",
      operationId: "health",
      summary: "The process is alive",
      outcomes: { 200: { what: "Alive", schema: z.object({ ok: z.literal(true) }) } },
      handle: () => ({ status: 200, body: { ok: true } }),
    }),
    openRoute({
      ...about,
      path: "/readyz",
      operationId: "readiness",
      summary: "The parts behind it answer",
      outcomes: {
        200: { what: "Ready", schema: readiness },
        503: { what: "Some part does not answer", schema: readiness },
      },
      async handle() {
        const body = await inTime(deps.ready());
        return { status: body.ready ? 200 : 503, body };
      },
    }),
    openRoute({
      ...about,
      path: "/metrics",
      operationId: "metrics",
      summary: "Prometheus text",
      outcomes: { 200: { what: "Metrics", media: "text/plain" } },
      async handle() {
        const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
        return { status: 200, text: await deps.metricsText(), headers };
      },
    }),
    liveRoute(),
    openRoute({
      ...about,
      path: "/v1/openapi.json",
      operationId: "openapi",
      summary: "This description",
      outcomes: { 200: { what: "OpenAPI 3.1", schema: z.looseObject({}) } },
      handle: () => ({ status: 200, body: document() }),
    }),
  ];
  let made: object | undefined;
  const document = (): object => (made ??= openApiOf([...others, ...own]));
  return own;
}

/** The upgrade itself is taken by live.ts before any route; this is for whoever forgets it. */
function liveRoute(): Route {
  return route({
    ...about,
    path: "/v1/events",
    operationId: "events",
    tag: "events",
    summary:
      "WebSocket: live events as {type, at, room, data}, of the rooms and kinds the caller may " +
      "see. Token: Authorization, sub-protocol bearer.<token> beside weir.events.v1, ?token=, " +
      "or the console's cookie",
    roles: ROLES,
    outcomes: {
      101: { what: "The socket is open" },
      426: { what: "Not a WebSocket handshake" },
    },
    handle() {
      const headers = { upgrade: "websocket" };
      return refusal("upgrade_required", "This address speaks WebSocket.", {}, headers);
    },
  });
}

/** A part that hangs is a part that does not answer. */
async function inTime(asked: Promise<Readiness>): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    const answer = { ready: false, parts: { answered: false } };
    timer = setTimeout(() => resolve(answer), API_LIMITS.readyMs.value);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
