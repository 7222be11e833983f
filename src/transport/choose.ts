// Picks the transport driver: uWebSockets.js where its binary loads, else `ws`.
import { AppError } from "../domain/errors.ts";
import type { Transport, TransportHandlers, TransportOptions } from "./transport.ts";
import { loadUws, startUws } from "./uws.ts";
import { startWs } from "./ws.ts";

/**
 * Starts listening with the best driver there is, or with the one that `driver` names.
 * Errors: AppError `port_in_use` or `listen_failed`; `transport_unavailable` when `uws` is asked for
 * and its binary does not load here (wrong Node, C library or processor).
 */
export async function startTransport<S>(
  options: TransportOptions,
  handlers: TransportHandlers<S>,
  driver?: Transport["driver"],
): Promise<Transport> {
  if (driver === "ws") return startWs(options, handlers);
  const uws = await loadUws();
  if (uws !== undefined) return startUws(uws, options, handlers);
  if (driver === undefined) return startWs(options, handlers);
  throw new AppError("transport_unavailable", "uWebSockets.js has no binary for this machine");
}
