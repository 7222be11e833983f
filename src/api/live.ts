// GET /v1/events: live events over WebSocket to consoles.
//
// Limits: sockets, backlog of each, frame size of clients, time without a pong. A console that
// cannot keep up is closed with 3008: it loads its lists again and comes back, which costs less
// than the memory of whoever sleeps.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { STATUS_CODES } from "node:http";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { LIMITS } from "../domain/limits.ts";
import { CLOSE_CODES } from "../protocol/close-codes.ts";
import type { CloseCode } from "../protocol/close-codes.ts";
import { identify, identifyToken, wrongRole } from "./access.ts";
import type { Caller, CallerResult } from "./access.ts";
import type { ApiDeps } from "./deps.ts";
import { answerOf, refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { LIVE_ROLES, maySee } from "./live-filter.ts";
import { API_LIMITS } from "./limits.ts";

export interface Live {
  /** Takes or refuses a handshake; for `upgrade` of the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with 1001; resolves when they are gone. */
  stop(): Promise<void>;
}

const PROTOCOL = "weir.events.v1";
const BEARER = "bearer.";
/** A WebSocket is opened with a GET; nothing is changed by it, so it needs no CSRF token. */
const METHOD = "GET";

interface Listener {
  readonly caller: Caller;
  isAlive: boolean;
}

export function createLive(deps: ApiDeps): Live {
  const listeners = new Map<WebSocket, Listener>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: API_LIMITS.liveFrameBytes.value,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : firstOf(offered)),
  });
  const stopListening = deps.live.on((event) => {
    let text: string | undefined;
    for (const [socket, { caller }] of listeners) {
      if (!maySee(caller.actor, event)) continue;
      const { type, at, room, data } = event;
      text ??= JSON.stringify({ type, at, room, data });
      send(socket, text);
    }
  });
  const pings = setInterval(() => {
    for (const [socket, listener] of listeners) {
      checkListener(deps, socket, listener).catch((error: unknown) => {
        deps.log.warn("live.check_failed", { reason: String(error) });
      });
    }
  }, API_LIMITS.livePingMs.value).unref();
  const accept = (socket: WebSocket, caller: Caller): void => {
    const listener: Listener = { caller, isAlive: true };
    listeners.set(socket, listener);
    socket.on("pong", () => (listener.isAlive = true));
    socket.on("close", () => listeners.delete(socket));
    // A broken frame closes the socket; ws does that by itself, `close` follows.
    socket.on("error", (error) => deps.log.debug("live.socket", { reason: error.message }));
  };
  let isStopped = false;
  return {
    upgrade(request, socket, head) {
      const ignore = (): void => undefined;
      socket.on("error", ignore);
      admit(deps, request, listeners.size)
        .catch((error: unknown): Admission => {
          return { ok: false, answer: answerOf(error, "/v1/events", deps.log) };
        })
        .then((admission) => {
          if (!admission.ok) return refuse(socket, admission.answer);
          if (isStopped) return refuse(socket, unavailable("stopping", "This process stops."));
          socket.off("error", ignore);
          return server.handleUpgrade(request, socket, head, (opened) => {
            accept(opened, admission.caller);
          });
        })
        .catch((error: unknown) => {
          deps.log.warn("live.upgrade_failed", { reason: String(error) });
          socket.destroy();
        });
    },
    async stop() {
      isStopped = true;
      clearInterval(pings);
      stopListening();
      const gone = [...listeners.keys()].map((socket) => closed(socket));
      for (const socket of listeners.keys()) close(socket, CLOSE_CODES.goingAway);
      await Promise.all(gone);
      server.close();
    },
  };
}

type Admission = CallerResult;

async function admit(
  deps: ApiDeps,
  request: IncomingMessage,
  listeners: number,
): Promise<Admission> {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname !== "/v1/events") {
    return { ok: false, answer: refusal("not_found", "There is no socket at this address.") };
  }
  if (listeners >= API_LIMITS.liveSockets.value) {
    return { ok: false, answer: unavailable("too_many_listeners", "Too many consoles here.") };
  }
  const result = await identifySocket(deps, request, url);
  if (!result.ok || LIVE_ROLES.includes(result.caller.actor.role)) return result;
  return { ok: false, answer: wrongRole(LIVE_ROLES) };
}

async function identifySocket(
  deps: ApiDeps,
  request: IncomingMessage,
  url: URL,
): Promise<CallerResult> {
  const { authorization, cookie, origin, host } = request.headers;
  if (authorization !== undefined) {
    const given = { method: METHOD, authorization, cookie: undefined, csrf: undefined };
    return identify(deps, given);
  }
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",");
  const bearer = offered.map((one) => one.trim()).find((one) => one.startsWith(BEARER));
  const token = bearer?.slice(BEARER.length) ?? url.searchParams.get("token");
  if (token !== null) return identifyToken(deps, token);
  // The browser sends the cookie whoever asks, and does not keep other origins from reading.
  if (cookie !== undefined && !isSameOrigin(origin, host)) {
    const text = "origin: a console session speaks from its own origin only";
    return { ok: false, answer: refusal("forbidden", text) };
  }
  return identify(deps, { method: METHOD, authorization, cookie, csrf: undefined });
}

function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

function send(socket: WebSocket, text: string): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount + text.length > LIMITS.backlogBytes.value) {
    close(socket, CLOSE_CODES.slowReader);
    return;
  }
  socket.send(text);
}

/** Time is over, signed out, or silent: a socket must not outlive the right to it. */
async function checkListener(deps: ApiDeps, socket: WebSocket, listener: Listener): Promise<void> {
  const { caller } = listener;
  if (!listener.isAlive) return socket.terminate();
  if (caller.expiresAt <= deps.clock.now()) return close(socket, CLOSE_CODES.tokenExpired);
  listener.isAlive = false;
  socket.ping();
  if (caller.signedIn === undefined) return undefined;
  const { idHash } = caller.signedIn.session;
  const session = await deps.store.getConsoleSession(idHash);
  return session === undefined ? close(socket, CLOSE_CODES.badToken) : undefined;
}

function close(socket: WebSocket, { code, reason }: CloseCode): void {
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), API_LIMITS.liveCloseMs.value);
  socket.once("close", () => clearTimeout(timer));
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

function refuse(socket: Duplex, answer: Answer): void {
  const body = JSON.stringify(answer.body);
  const headers = {
    ...answer.headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  // The peer may keep its half open for ever.
  socket.once("finish", () => socket.destroy());
  const status = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}`;
  socket.end(`${[status, ...lines].join("\r\n")}\r\n\r\n${body}`);
}

function unavailable(code: string, message: string): Answer {
  return { status: 503, body: { error: { code, message, details: {} } } };
}

function firstOf(offered: ReadonlySet<string>): string | false {
  for (const protocol of offered) return protocol;
  return false;
}
