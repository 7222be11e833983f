// Pages of a list: the limit, and cursors that carry the sort key of the last row.
import { AppError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Page } from "../domain/ports/store.ts";

const DEFAULT_LIMIT = 50;
/** Longer than any id allowed; a cursor is a client's text. */
const MAX_CURSOR_LENGTH = 1_024;

/** The sort key of a row: numbers first, the id last. */
export interface SortKey {
  readonly numbers: readonly number[];
  readonly id: string;
}

/** @returns 1 to LIMITS.pageItems. */
export function pageLimit(limit: number | undefined): number {
  if (limit === undefined || Number.isNaN(limit)) return DEFAULT_LIMIT;
  return Math.min(Math.max(1, Math.floor(limit)), LIMITS.pageItems.value);
}

/** @param list name of the list and its order: a cursor of one list is refused by another. */
export function encodeCursor(list: string, key: SortKey): string {
  return Buffer.from(JSON.stringify([list, ...key.numbers, key.id])).toString("base64url");
}

/**
 * @param numbers how many numbers the list's key has.
 * @returns undefined without a cursor. Errors: AppError `bad_cursor`.
 */
export function decodeCursor(
  list: string,
  numbers: number,
  cursor: string | undefined,
): SortKey | undefined {
  if (cursor === undefined) return undefined;
  const parts = parseParts(cursor);
  const keys = parts.slice(1, -1).filter((part) => typeof part === "number");
  const id = parts.at(-1);
  const isRight = parts[0] === list && parts.length === numbers + 2 && keys.length === numbers;
  if (!isRight || typeof id !== "string") throw new BadCursorError();
  return { numbers: keys, id };
}

function parseParts(cursor: string): readonly unknown[] {
  if (cursor.length > MAX_CURSOR_LENGTH) throw new BadCursorError();
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(value)) return value;
  } catch (cause) {
    throw new BadCursorError(cause);
  }
  throw new BadCursorError();
}

/** The cursor was not given by this list. */
export class BadCursorError extends AppError {
  override name = "BadCursorError";

  constructor(cause?: unknown) {
    super("bad_cursor", "The cursor is not one that this list gave.", { cause });
  }
}

/** @param rows one more than `limit` was asked for: that it came says that there is a next page. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  decode: (row: Row) => T,
  cursorOf: (row: Row) => string,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items: shown.map(decode), nextCursor: hasMore ? cursorOf(last) : null };
}
