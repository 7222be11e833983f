// The life of a process: signals in, an orderly stop out, and no orphan left behind.
import type { Logger } from "../domain/ports/telemetry.ts";

/** The whole stop must fit in what a supervisor or container waits before SIGKILL. */
export const STOP_MS = 5_000;
/** How long a library's timer may keep the process when all of ours has stopped (BullMQ's: 5 s). */
const LINGER_MS = 300;

/**
 * Runs `stop` once at SIGTERM, SIGINT or, in a forked child, when its supervisor is gone. The
 * process ends when its loop is empty; at STOP_MS it is ended whatever is left.
 */
export function stopOnSignals(stop: (why: string) => Promise<void>, logger: Logger): void {
  let isStopping = false;
  const begin = (why: string): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info("process.stopping", { why });
    // The last resort: a socket or timer that somebody forgot must not keep the port.
    setTimeout(() => process.exit(process.exitCode ?? 0), STOP_MS + 500).unref();
    stop(why).then(
      () => {
        logger.info("process.stopped", {});
        if (process.connected) process.disconnect();
        setTimeout(() => process.exit(process.exitCode ?? 0), LINGER_MS).unref();
      },
      (error: unknown) => {
        logger.error("process.stop_failed", {}, error);
        process.exitCode = 1;
      },
    );
  };
  process.on("SIGTERM", () => begin("SIGTERM"));
  process.on("SIGINT", () => begin("SIGINT"));
  if (process.send !== undefined) process.on("disconnect", () => begin("supervisor gone"));
}

/** A promise that nobody awaited, or a throw nobody caught: told, and the process ends to be restarted. */
export function endOnFault(logger: Logger): void {
  const end = (error: unknown): void => {
    logger.error("process.fault", {}, error);
    process.exit(70);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

/**
 * After a start that failed: what had been opened by then (a Redis connection, a store) must not
 * keep the process. The exit status is what was set.
 */
export function endFailedStart(): void {
  setTimeout(() => process.exit(process.exitCode ?? 1), LINGER_MS).unref();
}
