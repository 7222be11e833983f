// How frames look on the wire, in both dialects.
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { WelcomeFrame } from "../../../src/protocol/server-frames.ts";
import { eventFrame, messageFrame } from "../../../src/protocol/server-frames.ts";
import { weirV1, weirV1Deflate } from "../../../src/protocol/weir-v1/weir-v1.ts";

const message = {
  id: "m_1",
  room: "shop",
  at: 5,
  user: { id: "u", name: "Aki", role: "viewer" },
  text: "lone \ud800",
  masked: false,
  released: true,
  replyTo: null,
  meta: { a: 1 },
} as const;
const reasons = [{ rule: "r1", category: "spam", severity: 2, spans: [[0, 4]] }] as const;

describe("messageFrame", () => {
  it("has the fields of the contract in its order, and no room", () => {
    expect(JSON.stringify(messageFrame({ ...message, text: "hi" }, 7, null))).toBe(
      '{"op":"message","seq":7,"id":"m_1","at":5,"user":{"id":"u","name":"Aki","role":"viewer"},' +
        '"text":"hi","masked":false,"released":true,"replyTo":null,"meta":{"a":1}}',
    );
  });

  it("leaves out what else a user object carries", () => {
    const user = { ...message.user, attrs: { purchases: 3 } };
    expect(messageFrame({ ...message, user }, 7, null).user).toEqual(message.user);
  });

  it("has reasons for moderators only", () => {
    const event = { kind: "message", message, reasons, replyToUser: null } as const;
    expect(eventFrame({ seq: 1, event }, true)).toHaveProperty("reasons", reasons);
    expect(eventFrame({ seq: 1, event }, false)).not.toHaveProperty("reasons");
  });
});

describe("weirV1", () => {
  it("writes a lone surrogate as an escape, so that the bytes are UTF-8", () => {
    expect(weirV1.encode(messageFrame(message, 1, null))).toContain(String.raw`lone \ud800`);
  });
});

describe.each([weirV1, weirV1Deflate])("a welcome of $label", (dialect) => {
  const welcome = (session: string, name: string): WelcomeFrame => ({
    op: "welcome",
    session,
    room: "shop",
    user: { ...message.user, name },
    epoch: "e1",
    seq: 1,
    modes: {},
    maxTextLength: 500,
    sampling: { share: 1, readableRate: 30 },
    recovered: false,
  });
  const read = (bytes: Uint8Array): unknown =>
    JSON.parse((dialect.isBinary ? inflateRawSync(bytes) : Buffer.from(bytes)).toString());

  it.each([0, 1, 50])("has a history of %i that was encoded before, for everybody", (count) => {
    const shown = Array.from({ length: count }, (_, at) => {
      return messageFrame({ ...message, text: `値下げ ${at}` }, at, null);
    });
    const history = dialect.encodeHistory(shown);
    for (const name of ["Aki", "あき", "x".repeat(80)]) {
      const expected = { ...welcome("c_1", name), history: shown };
      const wire = dialect.encodeWelcome(welcome("c_1", name), history);
      expect(read(wire)).toEqual(JSON.parse(JSON.stringify(expected)));
    }
  });
});

describe("parts", () => {
  const frames = [1, 2, 3].map((seq) => messageFrame(message, seq, null));

  it.each([weirV1, weirV1Deflate])("several are an array, one is itself: $label", (dialect) => {
    const parts = frames.map((frame) => dialect.encodePart(frame));
    const read = (wire: string | Uint8Array): unknown =>
      JSON.parse(typeof wire === "string" ? wire : inflateRawSync(wire).toString());
    expect(read(dialect.join(parts))).toEqual(JSON.parse(JSON.stringify(frames)));
    for (const frame of frames) {
      expect(dialect.join([dialect.encodePart(frame)])).toEqual(dialect.encode(frame));
    }
  });
});

describe("weirV1Deflate", () => {
  it.each([1, 100, 199, 200, 5_000])("is raw deflate for a text of %i bytes", (size) => {
    const frame = { op: "error", code: "bad_frame", message: "x".repeat(size) } as const;
    expect(inflateRawSync(weirV1Deflate.encode(frame)).toString()).toBe(weirV1.encode(frame));
  });

  it("is read by a browser's DecompressionStream, Japanese too", async () => {
    for (const text of ["短い", "送料込みですか？Lサイズ希望です。".repeat(20)]) {
      const wire = weirV1Deflate.encode({ op: "error", code: "bad_frame", message: text });
      const stream = new Blob([wire]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      expect(await new Response(stream).json()).toHaveProperty("message", text);
    }
  });

  it("is the same JSON in raw deflate, each frame on its own", () => {
    const frame = messageFrame(message, 1, null);
    const wire = weirV1Deflate.encode(frame);
    expect(typeof wire).not.toBe("string");
    expect(inflateRawSync(wire).toString()).toBe(weirV1.encode(frame));
  });
});
