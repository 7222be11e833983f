// A free port, or the children of a killed supervisor that are just letting it go.
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "../domain/errors.ts";
import { probePort } from "../transport/listen-port.ts";

/** Orphans see their supervisor's end at once and close their listeners first. */
const PATIENCE_MS = 2_000;
const STEP_MS = 100;

/** Errors: AppError `port_in_use` when it is still held after PATIENCE_MS. */
export async function waitForPort(host: string, port: number): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += STEP_MS) {
    try {
      await probePort(host, port);
      return;
    } catch (error) {
      const isHeld = error instanceof AppError && error.code === "port_in_use";
      if (!isHeld || waitedMs >= PATIENCE_MS) throw error;
      await wait(STEP_MS);
    }
  }
}
