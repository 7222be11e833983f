// The gateway's plain HTTP: liveness, readiness, and whatever its maker adds (/metrics, /demo).
import type { HttpReply, HttpRequest } from "../transport/transport.ts";
import { refuse } from "./admission.ts";

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

export interface HttpParts {
  readonly isReplayed: () => boolean;
  readonly isPolicyLoaded: () => boolean;
  readonly isStopping: () => boolean;
  readonly isBusUp: () => boolean;
  readonly extraHttp: ((request: HttpRequest) => Promise<HttpReply | undefined>) | undefined;
}

/**
 * Nobody asks here often, and a connection that is used again and again would be one that neither
 * its age nor a limit of its address ends.
 */
export async function answerHttp(parts: HttpParts, request: HttpRequest): Promise<HttpReply> {
  return { ...(await answer(parts, request)), isLast: true };
}

async function answer(parts: HttpParts, request: HttpRequest): Promise<HttpReply> {
  const { method, path } = request;
  if (method === "GET" || method === "HEAD") {
    if (path === "/healthz") return json(200, JSON.stringify({ status: "ok" }));
    if (path === "/readyz") return readiness(parts);
  }
  const extra = await parts.extraHttp?.(request);
  if (extra !== undefined) return extra;
  if (/^\/v1\/rooms\/[^/]+\/chat$/.test(path)) {
    const message = "This is a WebSocket: send an upgrade request.";
    const reply = json(426, refuse(426, "upgrade_required", message).body);
    return { ...reply, headers: { ...reply.headers, upgrade: "websocket" } };
  }
  return json(404, refuse(404, "not_found", "There is nothing at this path.").body);
}

/** Ready: retained state is here (bans are known), and there is a policy to judge by. */
function readiness(parts: HttpParts): HttpReply {
  const facts = {
    state: parts.isReplayed(),
    policy: parts.isPolicyLoaded(),
    stopping: parts.isStopping(),
    bus: parts.isBusUp(),
  };
  const isReady = facts.state && facts.policy && !facts.stopping;
  return json(isReady ? 200 : 503, JSON.stringify({ ready: isReady, ...facts }));
}

function json(status: number, body: string): HttpReply {
  return { status, headers: JSON_HEADERS, body };
}
