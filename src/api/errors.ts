// How the API says no: one shape, and a status for every code.
import { randomUUID } from "node:crypto";
import { AppError } from "../domain/errors.ts";
import type { Logger } from "../domain/ports/telemetry.ts";

/** What a route answers; `body` leaves as JSON, `text` as it is. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: { readonly [name: string]: string };
}

/** Every code that the API itself answers, with its status; docs/api.md lists them. */
export const ERROR_STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  csrf: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  claimed: 409,
  too_large: 413,
  unsupported_media_type: 415,
  policy_invalid: 422,
  upgrade_required: 426,
  rate_limited: 429,
  internal: 500,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: { readonly [name: string]: unknown };
  };
}

export function refusal(
  code: ErrorCode,
  message: string,
  details: { readonly [name: string]: unknown } = {},
  headers: { readonly [name: string]: string } = {},
): Answer {
  const body: ErrorBody = { error: { code, message, details } };
  return { status: ERROR_STATUS[code], body, headers };
}

/** 429: tells when to come back. */
export function tooMany(message: string, retryAfterMs: number): Answer {
  const seconds = String(Math.ceil(retryAfterMs / 1000));
  return refusal("rate_limited", message, { retryAfterMs }, { "retry-after": seconds });
}

/** Codes of AppError whose cause is the request. */
const CALLERS_FAULT: ReadonlySet<string> = new Set(["bad_cursor", "bad_request"]);

/**
 * An exception as an answer. What may come right by itself is 503 with its own code; what is
 * broken is 500 with an id that leads to the log, and nothing of what is inside.
 */
export function answerOf(error: unknown, route: string, log: Logger): Answer {
  if (error instanceof AppError && CALLERS_FAULT.has(error.code)) {
    return refusal("bad_request", error.safeText, { reason: error.code });
  }
  if (error instanceof AppError && error.retryable) {
    log.warn("api.unavailable", { ...error.facts, route, code: error.code });
    const details = { code: error.code, message: error.safeText, details: {} };
    return { status: 503, body: { error: details }, headers: { "retry-after": "2" } };
  }
  const id = randomUUID();
  const facts = error instanceof AppError ? { ...error.facts, code: error.code } : {};
  log.error("api.failed", { ...facts, route, id }, error);
  return refusal("internal", "Something is broken here; the log has it under this id.", { id });
}
