// A file of labelled lines, read as a stream; the first bad line ends it with its place.
import { createReadStream } from "node:fs";
import type { LabelledResult, LabelledText } from "../classifier/labelled.ts";
import type { CommandIo } from "./command.ts";
import { readLines } from "./read-lines.ts";

/**
 * Hands every line that is not empty to `take`, decoded; what `take` answers other than null is
 * what is wrong with the line. A wrong line or an unreadable file is told on stderr.
 * @returns false when something was wrong; nothing more is handed over then
 */
export async function readLabelled(
  path: string,
  decode: (line: string) => LabelledResult,
  io: CommandIo,
  command: string,
  take: (item: LabelledText) => string | null,
): Promise<boolean> {
  const wrong = (place: string, message: string): false => {
    io.stderr.write(`weir ${command}: ${place}: ${message}\n`);
    return false;
  };
  const input = createReadStream(path);
  let number = 0;
  try {
    for await (const line of readLines(input)) {
      number += 1;
      const place = `${path}:${number}`;
      if (line.kind === "too_long") return wrong(place, "the line is too long");
      const text = number === 1 ? line.text.replace(/^\u{FEFF}/u, "") : line.text;
      if (text.trim() === "") continue;
      const decoded = decode(text);
      if (!decoded.ok) return wrong(place, decoded.message);
      const problem = take(decoded.value);
      if (problem !== null) return wrong(place, problem);
    }
    return true;
  } catch (error) {
    if (!isFileError(error)) throw error;
    return wrong(path, `cannot be read (${error.code})`);
  } finally {
    input.destroy();
  }
}

function isFileError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
