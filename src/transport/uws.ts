// Transport driver on uWebSockets.js: native sockets, native fan-out, about 1 KiB an idle connection.
//
// Limits: a frame larger than `maxFrameBytes` gets 1009 up to FRAME_CEILING bytes; beyond that, and
// for invalid UTF-8, uWebSockets.js cuts the connection itself: the peer sees 1006, `handlers.close`
// is told 1009 and 1007.
import type {
  App,
  HttpRequest as UwsRequest,
  HttpResponse as UwsResponse,
  TemplatedApp,
  us_listen_socket,
  WebSocket,
  WebSocketBehavior,
} from "uWebSockets.js";
import { LIMITS } from "../domain/limits.ts";
import { freePort, listenError, probePort } from "./listen-port.ts";
import { addressOfBytes } from "./remote-address.ts";
import { SocketWatch } from "./socket-watch.ts";
import type { Transport, TransportHandlers, TransportOptions } from "./transport.ts";
import { answerHttp, answerUpgrade } from "./uws-http.ts";
import { type UserData, UwsSocket } from "./uws-socket.ts";

// The binary takes a host together with options (held by the contract test); its typings forgot it.
declare module "uWebSockets.js" {
  interface TemplatedApp {
    listen(
      host: string,
      port: number,
      options: number,
      done: (socket: us_listen_socket | false) => void,
    ): TemplatedApp;
  }
}

/** What is used of the package. */
export interface Uws {
  readonly App: typeof App;
  us_listen_socket_close(socket: us_listen_socket): void;
  us_socket_local_port(socket: us_listen_socket): number;
  readonly DISABLED: number;
}

const EXCLUSIVE_PORT = 1;
const SHARED_PORT = 0;
/** Beyond it a frame is cut off without a close frame; bounds what one peer can make us buffer. */
const FRAME_CEILING = 1_049_600;
/**
 * Room above `maxBacklogBytes` for what is published before the next sweep: above this mark
 * uWebSockets.js drops whatever is sent, the close frame too, and the peer would never learn why.
 */
const BACKLOG_HEADROOM = 16_777_216;
const LEAST_SLACK = 65_536;
/** Its timers know 8 to 960 s; ours must fire first. Above 32 it lingers 16 s behind a close frame. */
const LINGER_SECONDS = { least: 32, most: 960 } as const;
/** After close frames that left at once, before the sockets are cut: a round trip around the world. */
const ROUND_TRIP_MS = 400;

/** Undefined where the package or its binary for this Node, C library and processor is missing. */
export async function loadUws(): Promise<Uws | undefined> {
  try {
    const loaded = await import("uWebSockets.js");
    return loaded.default;
  } catch {
    // An optional dependency: `ws` does the same, slower; the start says which driver runs.
    return undefined;
  }
}

/** Errors: AppError `port_in_use` or `listen_failed`. */
export async function startUws<S>(
  uws: Uws,
  options: TransportOptions,
  handlers: TransportHandlers<S>,
): Promise<Transport> {
  const app = uws.App();
  const watch = new SocketWatch<UwsSocket<S>>(options.idleSeconds);
  keepOut(app, handlers);
  app.ws<UserData<S>>("/*", behaviorOf(uws, watch, options, handlers));
  app.any("/*", (response, request) => answerHttp(response, request, options, handlers));
  const listening = await listen(app, options).catch((error: unknown) => {
    watch.stop();
    throw error;
  });
  return new UwsTransport(uws, app, listening, watch, options);
}

/** Closing in the filter is safe: the binary looks at the connection only when more comes from it. */
function keepOut<S>(app: TemplatedApp, handlers: TransportHandlers<S>): void {
  if (handlers.arrive === undefined) return;
  app.filter((response, change) => {
    // -1: one has gone, nobody knows which.
    if (Number(change) < 0) return;
    const address = addressOfBytes(new Uint8Array(response.getRemoteAddress()));
    if (handlers.arrive?.(address) === false) response.close();
  });
}

async function listen(app: TemplatedApp, options: TransportOptions): Promise<us_listen_socket> {
  const { host } = options;
  // The binary sets SO_REUSEADDR and SO_REUSEPORT only on a port that is named, so name one.
  const port = options.port === 0 ? await freePort(host) : options.port;
  const listening = await new Promise<us_listen_socket | false>((resolve) => {
    app.listen(host, port, options.sharePort ? SHARED_PORT : EXCLUSIVE_PORT, resolve);
  });
  if (listening !== false) return listening;
  // uWebSockets.js does not say why; the probe's own attempt does.
  await probePort(host, port);
  throw listenError(new Error("refused"), host, port);
}

function behaviorOf<S>(
  uws: Uws,
  watch: SocketWatch<UwsSocket<S>>,
  options: TransportOptions,
  handlers: TransportHandlers<S>,
): WebSocketBehavior<UserData<S>> {
  const { least, most } = LINGER_SECONDS;
  const parts = { options, handlers, anyOpen: () => watch.any() };
  const { maxBacklogBytes, farewellMs = LIMITS.farewellMs.value } = options;
  const shared = { watch, handlers, maxBacklogBytes, farewellMs };
  const makeSocket = (state: S) => new UwsSocket(state, shared);
  return {
    compression: uws.DISABLED,
    maxPayloadLength: Math.max(FRAME_CEILING, options.maxFrameBytes * 2),
    maxBackpressure: options.maxBacklogBytes + BACKLOG_HEADROOM,
    idleTimeout: Math.max(least, Math.min(most, Math.ceil(options.idleSeconds * 1.25) + 16)),
    sendPingsAutomatically: false,
    upgrade: (response: UwsResponse, request: UwsRequest, context) => {
      answerUpgrade(response, request, context, { ...parts, makeSocket });
    },
    open: (native: WebSocket<UserData<S>>) => native.getUserData().socket.attach(native),
    message: (native, bytes, isBinary) => {
      const socket = native.getUserData().socket;
      if (!socket.isOpen) return;
      watch.saw(socket);
      if (bytes.byteLength > options.maxFrameBytes) socket.close(1009, "frame too big");
      else handlers.frame(socket, isBinary ? null : Buffer.from(bytes).toString());
    },
    ping: (native) => native.getUserData().socket.control(),
    pong: (native) => native.getUserData().socket.control(),
    drain: (native) => native.getUserData().socket.drained(),
    dropped: (native) => {
      const socket = native.getUserData().socket;
      // Closing a socket in the middle of a native fan-out would pull it from under the loop.
      setImmediate(() => socket.cut(3008));
    },
    close: (native, code, message) => {
      native.getUserData().socket.gone(code === 1006 ? codeOfCut(message) : code);
    },
  };
}

/** uWebSockets.js tells in words why it cut a connection. */
function codeOfCut(message: ArrayBuffer): number {
  const why = Buffer.from(message).toString();
  if (why.includes("UTF-8")) return 1007;
  return why.includes("too big") ? 1009 : 1006;
}

class UwsTransport<S> implements Transport {
  readonly driver = "uws";
  readonly port: number;
  readonly #uws: Uws;
  readonly #app: TemplatedApp;
  readonly #watch: SocketWatch<UwsSocket<S>>;
  readonly #slackBytes: number;
  #listening: us_listen_socket | undefined;
  #publishedBytes = 0;

  constructor(
    uws: Uws,
    app: TemplatedApp,
    listening: us_listen_socket,
    watch: SocketWatch<UwsSocket<S>>,
    options: TransportOptions,
  ) {
    this.#uws = uws;
    this.#app = app;
    this.#listening = listening;
    this.#watch = watch;
    this.#slackBytes = Math.max(LEAST_SLACK, options.maxBacklogBytes / 2);
    this.port = uws.us_socket_local_port(listening);
  }

  publish(topic: string, data: string | Uint8Array): void {
    if (this.#listening === undefined) return;
    this.#app.publish(topic, data, typeof data !== "string", false);
    // Nobody's backlog can have grown by more than this since the last sweep (3: UTF-8 of a unit).
    this.#publishedBytes += (typeof data === "string" ? data.length * 3 : data.length) + 10;
    if (this.#publishedBytes > this.#slackBytes) {
      this.#publishedBytes = 0;
      this.#watch.sweepBacklogs();
    }
  }

  async stop(code: number, reason: string, graceMs: number): Promise<void> {
    if (this.#listening === undefined) return;
    this.#uws.us_listen_socket_close(this.#listening);
    this.#listening = undefined;
    const sockets = this.#watch.all();
    let isOwing = false;
    for (const socket of sockets) {
      isOwing ||= socket.backlogBytes() > 0;
      socket.close(code, reason);
    }
    this.#watch.stop();
    // A socket that was told to end is out of our sight, so "gone" is a matter of time.
    const waitMs = isOwing ? graceMs : Math.min(graceMs, ROUND_TRIP_MS);
    if (sockets.length > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    this.#app.close();
  }
}
