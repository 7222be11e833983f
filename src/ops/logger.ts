// The log: JSON lines on stderr, one line a kind of incident and minute from each process.
import { destination, pino } from "pino";
import type { Facts } from "../domain/errors.ts";
import { AppError } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import type { LogLevel } from "./config.ts";

const QUIET_MS = 60_000;
const MAX_KINDS = 500;

interface Incident {
  quietUntil: number;
  suppressed: number;
}

/**
 * @param part name of the process: supervisor, gateway-1, backoffice.
 * Warnings and errors of one event within a minute are counted and told with the next line.
 */
export function createLogger(part: string, level: LogLevel, now: () => number = Date.now): Logger {
  const log = pino(
    { level, base: { part }, timestamp: () => `,"at":${now()}`, messageKey: "event" },
    destination({ fd: 2, sync: true }),
  );
  const incidents = new Map<string, Incident>();

  function shouldTell(event: string): number | undefined {
    const at = now();
    const known = incidents.get(event);
    if (known !== undefined && at < known.quietUntil) {
      known.suppressed += 1;
      return undefined;
    }
    if (known === undefined && incidents.size >= MAX_KINDS) incidents.clear();
    incidents.set(event, { quietUntil: at + QUIET_MS, suppressed: 0 });
    return known?.suppressed ?? 0;
  }

  function tell(level: "warn" | "error", event: string, facts: Facts = {}, cause?: unknown): void {
    const suppressed = shouldTell(event);
    if (suppressed === undefined) return;
    log[level](
      { ...facts, ...causeFacts(cause), ...(suppressed > 0 ? { suppressed } : {}) },
      event,
    );
  }

  return {
    debug: (event, facts = {}) => log.debug(facts, event),
    info: (event, facts = {}) => log.info(facts, event),
    warn: (event, facts) => tell("warn", event, facts),
    error: (event, facts, cause) => tell("error", event, facts, cause),
  };
}

function causeFacts(cause: unknown): Facts {
  if (cause === undefined) return {};
  if (cause instanceof AppError) {
    return { ...cause.facts, code: cause.code, error: cause.safeText, ...innerCause(cause) };
  }
  if (cause instanceof Error) return { error: cause.message, stack: cause.stack ?? "" };
  return { error: typeof cause === "string" ? cause : "unknown" };
}

function innerCause(error: Error): Facts {
  return error.cause instanceof Error ? { cause: error.cause.message } : {};
}
