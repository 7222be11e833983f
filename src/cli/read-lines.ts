// Lines of a byte stream, one at a time, with a limit: a line without an end cannot fill memory.
import { LIMITS } from "../domain/limits.ts";

export type Line =
  | { readonly kind: "text"; readonly text: string }
  /** Longer than the limit; its bytes were let go. */
  | { readonly kind: "too_long" };

const NEWLINE = 0x0a;

/**
 * Yields every line without its line end (LF or CRLF); the last one may have none.
 * Cost: holds one line and one chunk.
 * @param most longest line, in bytes
 */
export async function* readLines(
  input: NodeJS.ReadableStream,
  most = LIMITS.checkLineBytes.value,
): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let size = 0;
  const add = (part: Buffer): void => {
    size += part.length;
    if (size <= most) parts.push(part);
    else parts = [];
  };
  const take = (): Line => {
    const line = Buffer.concat(parts);
    const isTooLong = size > most;
    parts = [];
    size = 0;
    if (isTooLong) return { kind: "too_long" };
    const end = line.at(-1) === 0x0d ? line.length - 1 : line.length;
    return { kind: "text", text: line.toString("utf8", 0, end) };
  };
  for await (const chunk of input) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      add(bytes.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < bytes.length) add(bytes.subarray(start));
  }
  if (size > 0) yield take();
}
