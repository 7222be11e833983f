// Lines of a stream, however its chunks are cut.
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines } from "../../../src/cli/read-lines.ts";

async function linesOf(chunks: readonly (string | Buffer)[], most?: number): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const line of readLines(Readable.from(chunks), most)) {
    lines.push(line.kind === "text" ? line.text : line.kind);
  }
  return lines;
}

describe("readLines", () => {
  it("takes LF, CRLF and a last line without an end", async () => {
    expect(await linesOf(["a\nb\r\n\nc"])).toEqual(["a", "b", "", "c"]);
  });

  it("gives the same lines wherever the chunks are cut", async () => {
    const text = "死ね\n🙂 two\r\n\nlast";
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length })), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
        expect(await linesOf(chunks)).toEqual(["死ね", "🙂 two", "", "last"]);
      }),
    );
  });

  it.each([
    [-1, "xxxx"],
    [0, "xxxxx"],
    [1, "too_long"],
  ])("holds lines to a length: %i", async (more, expected) => {
    expect(await linesOf([`${"x".repeat(5 + more)}\nnext\n`], 5)).toEqual([expected, "next"]);
  });

  it("goes on after a line that never ends in one chunk", async () => {
    const chunks = Array.from({ length: 100 }, () => "x".repeat(1_000));
    expect(await linesOf([...chunks, "\nok\n"], 500)).toEqual(["too_long", "ok"]);
  });
});
