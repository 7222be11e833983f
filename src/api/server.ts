// The API on a port: HTTP through node-server, live events through ws.
import { createAdaptorServer } from "@hono/node-server";
import { Server } from "node:http";
import { AppError } from "../domain/errors.ts";
import { createApi } from "./app.ts";
import type { ApiDeps } from "./deps.ts";
import { API_LIMITS } from "./limits.ts";
import { createLive } from "./live.ts";
import { loadStaticFiles } from "./static-files.ts";

export interface ApiOptions {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly deps: ApiDeps;
  /** The built console; null or not there: a page says that it was not built. */
  readonly staticDir: string | null;
}

export interface RunningApi {
  readonly port: number;
  /** Stops accepting, closes live sockets with 1001, waits for requests at most `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

const GRACE_MS = 5_000;

/** Errors: AppError `port_in_use` or `listen_failed`, with host and port. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { host, port, deps } = options;
  const api = createApi(deps, await loadStaticFiles(options.staticDir));
  const server = createAdaptorServer({
    fetch: (request, { incoming }) => api.fetch(request, incoming.socket.remoteAddress),
    overrideGlobalObjects: false,
  });
  if (!(server instanceof Server)) throw new AppError("listen_failed", "No HTTP/1.1 server.");
  server.requestTimeout = API_LIMITS.requestMs.value;
  server.headersTimeout = API_LIMITS.requestMs.value;
  const bound = await listen(server, host, port);
  server.on("error", (error) => deps.log.error("api.server", { port: bound }, error));
  const live = createLive(deps);
  server.on("upgrade", (request, socket, head) => live.upgrade(request, socket, head));
  return {
    port: bound,
    async stop(graceMs = GRACE_MS) {
      const gone = new Promise<void>((resolve) => server.close(() => resolve()));
      await live.stop();
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen({ host, port }, () => {
      server.removeAllListeners("error");
      const address = server.address();
      resolve(address === null || typeof address === "string" ? port : address.port);
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): AppError {
  const why = cause.code ?? "unknown";
  const options = { facts: { host, port, cause: why }, cause };
  if (why === "EADDRINUSE") {
    const text = `Port ${port} on ${host} is in use by another program`;
    return new AppError("port_in_use", text, options);
  }
  return new AppError("listen_failed", `Cannot listen on ${host} port ${port} (${why})`, options);
}
