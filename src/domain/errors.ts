// The base of every error class: a stable code, whether a retry helps, and a text that may be shown.

export type Facts = { readonly [key: string]: string | number | boolean | null };

export interface AppErrorOptions {
  readonly retryable?: boolean;
  /** What happened, in numbers and names; goes to the log. Never message texts or tokens. */
  readonly facts?: Facts;
  readonly cause?: unknown;
}

/** A broken promise (ordinary refusals are values). `code` is listed in docs/errors.md. */
export class AppError extends Error {
  override name = "AppError";
  readonly code: string;
  readonly retryable: boolean;
  /** May be shown to whoever caused it. */
  readonly safeText: string;
  readonly facts: Facts;

  constructor(code: string, safeText: string, options: AppErrorOptions = {}) {
    super(safeText, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.safeText = safeText;
    this.retryable = options.retryable ?? false;
    this.facts = options.facts ?? {};
  }
}

/** The queue, store or bus cannot do it now; nothing was changed. */
export class UnavailableError extends AppError {
  override name = "UnavailableError";

  constructor(code: string, safeText: string, options: AppErrorOptions = {}) {
    super(code, safeText, { ...options, retryable: true });
  }
}
