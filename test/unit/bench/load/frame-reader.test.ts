// What a benched viewer counts is what a server sent, however the bytes were cut.
import { describe, expect, it } from "vitest";
import { FrameReader } from "../../../../bench/load/frame-reader.ts";
import { stamp } from "../../../../bench/load/stamp.ts";

/** As a server writes it: not masked. */
function serverFrame(payload: Buffer, opcode = 1): Buffer {
  const { length } = payload;
  const head =
    length < 126
      ? [0x80 | opcode, length]
      : length < 65_536
        ? [0x80 | opcode, 126, length >> 8, length & 0xff]
        : [0x80 | opcode, 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}

function message(dueUs: number, text = "hello"): string {
  return JSON.stringify({ op: "message", text, meta: { due: stamp(dueUs) } });
}

/** Two plain messages, an array of three, a ping between them, and one of 70,000 bytes. */
const STREAM = Buffer.concat([
  serverFrame(Buffer.from(message(1))),
  serverFrame(Buffer.from(message(2, "x".repeat(300)))),
  serverFrame(Buffer.from(""), 9),
  serverFrame(Buffer.from(`[${message(3)},${message(4)},${message(5)}]`)),
  serverFrame(Buffer.from(message(987_654_321_012, "y".repeat(70_000)))),
]);

describe("FrameReader", () => {
  it.each([1, 2, 3, 7, 64, 1_000, STREAM.length])(
    "finds every message and stamp in reads of %i bytes",
    (size) => {
      const dues: number[] = [];
      let pings = 0;
      const reader = new FrameReader({ ping: () => (pings += 1), due: (due) => dues.push(due) });
      for (let at = 0; at < STREAM.length; at += size) {
        reader.take(Buffer.from(STREAM.subarray(at, at + size)));
      }
      expect(dues).toEqual([1, 2, 3, 4, 5, 987_654_321_012]);
      expect({ pings, frames: reader.frames, messages: reader.messages }).toEqual({
        pings: 1,
        frames: 4,
        messages: 6,
      });
      expect(reader.isIdle).toBe(true);
    },
  );

  it("takes no length byte for a mark", () => {
    const reader = new FrameReader({ ping: () => undefined });
    // 126 is both the tilde and "two bytes of length follow".
    reader.take(serverFrame(Buffer.alloc(126, "x")));
    reader.take(serverFrame(Buffer.alloc(0x7e7e, "x")));
    expect(reader.messages).toBe(0);
    expect(reader.payloadBytes).toBe(126 + 0x7e7e);
  });

  it("hands on a compressed payload in pieces and counts no marks in it", () => {
    const pieces: Buffer[] = [];
    let ends = 0;
    const piece = (bytes: Buffer, isLast: boolean): void => {
      pieces.push(Buffer.from(bytes));
      if (isLast) ends += 1;
    };
    const reader = new FrameReader({ ping: () => undefined, piece }, false);
    const bytes = serverFrame(Buffer.from("~~~ compressed ~~~"), 2);
    reader.take(bytes.subarray(0, 5));
    reader.take(bytes.subarray(5));
    expect(Buffer.concat(pieces).toString()).toBe("~~~ compressed ~~~");
    expect({ ends, messages: reader.messages }).toEqual({ ends: 1, messages: 0 });
  });
});
