// Between JSON text columns and values.
import { AppError } from "../domain/errors.ts";

/**
 * Reads a column that this store wrote: the shape is the writer's type, so it is not checked again
 * (a list of cases is read at every press of a key). What came from outside was decoded before
 * it was stored.
 * Errors: AppError `store_failed` when the text is not JSON.
 */
export function fromJson<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new AppError("store_failed", "A stored record cannot be read.", { cause });
  }
}

/** JSON escapes NUL and lone surrogates, so the text is one that both databases keep exactly. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}
