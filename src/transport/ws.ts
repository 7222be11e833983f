// Transport driver on `ws` and node:http: the same contract where uWebSockets.js has no binary.
//
// Limits: several processes cannot share a port (Node 20 has no SO_REUSEPORT), so `sharePort` is
// ignored and a second process gets `port_in_use`. A socket costs about 10 KiB.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { LIMITS } from "../domain/limits.ts";
import { answerInTime, replyOf } from "./answer.ts";
import { listenError } from "./listen-port.ts";
import { addressText } from "./remote-address.ts";
import { SocketWatch } from "./socket-watch.ts";
import type {
  HttpReply,
  HttpRequest,
  Transport,
  TransportHandlers,
  TransportOptions,
} from "./transport.ts";
import { encodeFrame, type WsShared } from "./ws-socket.ts";
import { type Handshake, refuse, type UpgradeParts, upgradeWith } from "./ws-upgrade.ts";

/** uWebSockets.js has it built in: 10 s, looked at every 4 s. */
const HEAD_MS = LIMITS.requestHeadMs.value;

/** Errors: AppError `port_in_use` or `listen_failed`. */
export async function startWs<S>(
  options: TransportOptions,
  handlers: TransportHandlers<S>,
): Promise<Transport> {
  const server = createServer({
    headersTimeout: HEAD_MS,
    requestTimeout: HEAD_MS,
    connectionsCheckingInterval: HEAD_MS / 4,
    keepAliveTimeout: HEAD_MS,
  });
  const transport = new WsTransport(server, options, handlers);
  server.on("request", (request, response) => answer(request, response, options, handlers));
  await listen(server, options).catch(async (error: unknown) => {
    await transport.stop(1001, "not started", 0);
    throw error;
  });
  return transport;
}

function listen(server: Server, { host, port }: TransportOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, host, port));
    server.once("error", fail);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function answer<S>(
  request: IncomingMessage,
  response: ServerResponse,
  options: TransportOptions,
  handlers: TransportHandlers<S>,
): void {
  // Bodies are ignored, and must be read to the end for the connection to be used again.
  request.resume();
  const copied: HttpRequest = {
    method: request.method ?? "GET",
    ...splitUrl(request),
    header: (name) => headerOf(request, name),
  };
  const fault = handlers.fault?.bind(handlers);
  void answerInTime(() => handlers.http(copied), options, fault).then((answered) => {
    sendReply(response, answered.ok ? answered.value : replyOf(answered));
  });
}

function sendReply(response: ServerResponse, reply: HttpReply): void {
  if (response.destroyed) return;
  const length = { "content-length": String(Buffer.byteLength(reply.body)) };
  if (reply.isLast === true) response.shouldKeepAlive = false;
  response.writeHead(reply.status, { ...reply.headers, ...length });
  response.end(reply.body);
}

function splitUrl(request: IncomingMessage): { readonly path: string; readonly query: string } {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  if (mark < 0) return { path: url, query: "" };
  return { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : value;
}

class WsTransport<S> implements Transport {
  readonly driver = "ws";
  readonly #server: Server;
  readonly #parts: UpgradeParts<S>;
  /** Every connection, upgraded or half-open: what `stop` must cut when its grace is over. */
  readonly #streams = new Set<Duplex>();
  #isStopping = false;

  constructor(server: Server, options: TransportOptions, handlers: TransportHandlers<S>) {
    this.#server = server;
    const protocols = new WeakMap<IncomingMessage, string>();
    // Apart from the call: the typings do not know `closeTimeout` yet.
    const settings = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.maxFrameBytes,
      // Pongs are ours: `ws` ends a socket that owes many without a word.
      autoPong: false,
      closeTimeout: options.farewellMs ?? LIMITS.farewellMs.value,
      handleProtocols: (_offered: Set<string>, request: IncomingMessage) =>
        protocols.get(request) ?? false,
    };
    const endpoint = new WebSocketServer(settings);
    const shared: WsShared<S> = {
      watch: new SocketWatch(options.idleSeconds),
      topics: new Map(),
      handlers,
      maxBacklogBytes: options.maxBacklogBytes,
    };
    this.#parts = { endpoint, options, handlers, shared, protocols };
    server.on("connection", (stream) => {
      if (handlers.arrive?.(addressText(stream.remoteAddress)) === false) {
        stream.destroy();
        return;
      }
      this.#streams.add(stream);
      stream.once("close", () => this.#streams.delete(stream));
    });
    server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      this.#upgrade({ request, stream, head });
    });
  }

  get port(): number {
    const address = this.#server.address();
    return address === null || typeof address === "string" ? 0 : address.port;
  }

  publish(topic: string, data: string | Uint8Array): void {
    const sockets = this.#parts.shared.topics.get(topic);
    if (sockets === undefined) return;
    const frame = encodeFrame(data);
    for (const socket of sockets) socket.sendFrame(frame);
  }

  async stop(code: number, reason: string, graceMs: number): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    const { watch } = this.#parts.shared;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of watch.all()) socket.close(code, reason);
    watch.stop();
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => {
      for (const stream of this.#streams) stream.destroy();
    }, graceMs);
    await closed;
    clearTimeout(cut);
  }

  #upgrade(handshake: Handshake): void {
    const { request, stream } = handshake;
    const isWebSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    if (this.#isStopping || !isWebSocket) {
      refuse(stream);
      return;
    }
    const header = (name: string) => headerOf(request, name);
    upgradeWith(this.#parts, { ...splitUrl(request), header }, handshake);
  }
}
