// Whatever arrives, the decoder answers with a frame or a bounded refusal, and never throws.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import { CLIENT_OPS } from "../../src/protocol/client-frames.ts";
import { formatSince, parseSince } from "../../src/protocol/since.ts";
import { decodeFrame } from "../../src/protocol/weir-v1/decode.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ maxLength: 200 }),
  fc.json({ maxDepth: 12 }),
);
const anyField = fc.oneof(fc.jsonValue({ maxDepth: 10 }), fc.string({ unit: "binary" }));
const nearFrame = fc.record(
  {
    op: fc.oneof(fc.constantFrom(...CLIENT_OPS), fc.string()),
    id: fc.oneof(fc.string({ minLength: 1, maxLength: 70 }), anyField),
    text: anyField,
    meta: anyField,
    replyTo: anyField,
    messageId: anyField,
    userId: anyField,
    kind: fc.oneof(fc.constantFrom("warning", "timeout", "ban", "shadow"), anyField),
    seconds: fc.oneof(fc.double(), anyField),
    reason: anyField,
    set: anyField,
    category: anyField,
    note: anyField,
    sanctionId: anyField,
  },
  { requiredKeys: [] },
);

function expectBounded(text: string): void {
  const decoded = decodeFrame(text);
  if (decoded.ok) {
    const { frame } = decoded;
    expect(CLIENT_OPS).toContain(frame.op);
    expect(frame.id.length).toBeLessThanOrEqual(LIMITS.clientIdLength.value);
    expect(() => JSON.stringify(frame)).not.toThrow();
    return;
  }
  expect(decoded.message.length).toBeLessThan(600);
  expect(decoded.id?.length ?? 0).toBeLessThanOrEqual(LIMITS.clientIdLength.value);
}

describe("decodeFrame", () => {
  it("answers any text within bounds", () => {
    fc.assert(fc.property(anyText, expectBounded), { numRuns: 1_000 });
  });

  it("answers anything that looks like a frame within bounds", () => {
    const property = fc.property(nearFrame, (frame) => expectBounded(JSON.stringify(frame)));
    fc.assert(property, { numRuns: 1_000 });
  });

  it("keeps every text as it was sent, lone surrogates and all", () => {
    const text = fc.string({ unit: "binary", minLength: 1 }).filter((one) => one.trim() !== "");
    fc.assert(
      fc.property(text, (sent) => {
        const decoded = decodeFrame(JSON.stringify({ op: "send", id: "c1", text: sent }));
        expect(decoded).toMatchObject({ ok: true, frame: { text: sent } });
      }),
    );
  });

  it("refuses brackets nested as deep as a frame can hold", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const depth = Math.floor(16_000 / (open.length + close.length));
      const text = `{"op":"send","id":"c1","text":"x","y":${open.repeat(depth)}1${close.repeat(depth)}}`;
      expect(decodeFrame(text)).toMatchObject({ ok: false, code: "bad_frame", id: "c1" });
    }
  });
});

describe("parseSince", () => {
  it("reads what formatSince wrote, and anything else is null or a number", () => {
    const epoch = fc.string({ minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(epoch, fc.nat(), (name, seq) => {
        expect(parseSince(formatSince({ epoch: name, seq }))).toEqual({ epoch: name, seq });
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(Number.isSafeInteger(parseSince(value)?.seq ?? 0)).toBe(true);
      }),
    );
  });
});
