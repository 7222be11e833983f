// Who holds a port: the error that a failed listen becomes, and a probe that asks the kernel.
import { createServer } from "node:net";
import { AppError } from "../domain/errors.ts";

/**
 * Resolves when nobody listens on the port. Sharing (SO_REUSEPORT) is left out of the probe, so it
 * also finds a second supervisor of the same user, whose port a shared listen would silently join.
 * Errors: AppError `port_in_use` or `listen_failed` with host and port. Port 0 is always free.
 */
export async function probePort(host: string, port: number): Promise<void> {
  await tryPort(host, port);
}

/** A port that nobody listens on now. Errors: AppError `listen_failed`. */
export function freePort(host: string): Promise<number> {
  return tryPort(host, 0);
}

function tryPort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const got = address === null || typeof address === "string" ? 0 : address.port;
      server.close(() => resolve(got));
    });
  });
}

/** What `listen` threw, as the transport's contract names it. */
export function listenError(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  const facts = { host, port, cause: error.code ?? "unknown" };
  if (error.code === "EADDRINUSE") {
    return new AppError("port_in_use", `Port ${port} on ${host} is in use by another program`, {
      facts,
      cause: error,
    });
  }
  const why = error.code ?? error.message;
  return new AppError("listen_failed", `Cannot listen on ${host} port ${port} (${why})`, {
    facts,
    cause: error,
  });
}
