// What is a frame, and how a client is told what is wrong with one that is not.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { decodeFrame } from "../../../src/protocol/weir-v1/decode.ts";

const decode = (frame: object) => decodeFrame(JSON.stringify(frame));
const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });

describe("decodeFrame", () => {
  it.each([
    [
      { op: "send", id: "c1", text: "hi", replyTo: "m_1", meta: { a: 1 } },
      { op: "send", id: "c1", text: "hi", replyTo: "m_1", meta: { a: 1 } },
    ],
    [
      { op: "send", id: "c1", text: "hi", replyTo: null, extra: true },
      { op: "send", id: "c1", text: "hi", replyTo: null, meta: {} },
    ],
    [
      { op: "delete", id: "c2", messageId: "m_1" },
      { op: "delete", id: "c2", messageId: "m_1", reason: "" },
    ],
    [
      { op: "sanction", id: "c3", userId: "u", kind: "timeout", seconds: 600, reason: "r" },
      { op: "sanction", id: "c3", userId: "u", kind: "timeout", seconds: 600, reason: "r" },
    ],
    [
      { op: "sanction", id: "c3", userId: "u", kind: "ban" },
      { op: "sanction", id: "c3", userId: "u", kind: "ban", seconds: null, reason: "" },
    ],
    [
      { op: "modes", id: "c4", set: { closed: true } },
      { op: "modes", id: "c4", set: { closed: true } },
    ],
    [
      { op: "report", id: "c5", messageId: "m_1", category: "scam", note: "n" },
      { op: "report", id: "c5", messageId: "m_1", category: "scam", note: "n" },
    ],
    [
      { op: "report", id: "c5", messageId: "m_1" },
      { op: "report", id: "c5", messageId: "m_1", category: null, note: "" },
    ],
    [
      { op: "acknowledge", id: "c6", sanctionId: "s_1" },
      { op: "acknowledge", id: "c6", sanctionId: "s_1" },
    ],
  ])("reads %j", (sent, frame) => {
    expect(decode(sent)).toEqual({ ok: true, frame });
  });

  it.each([
    ["text", { op: "send", text: 1 }],
    ["text", { op: "send", text: "" }],
    ["text", { op: "send", text: " \n\u3000" }],
    ["replyTo", { op: "send", text: "x", replyTo: 1 }],
    ["meta", { op: "send", text: "x", meta: [] }],
    ["messageId", { op: "delete" }],
    ["reason", { op: "delete", messageId: "m", reason: 1 }],
    ["userId", { op: "sanction", kind: "ban" }],
    ["kind", { op: "sanction", userId: "u", kind: "kick" }],
    ["seconds", { op: "sanction", userId: "u", kind: "timeout" }],
    ["seconds", { op: "sanction", userId: "u", kind: "ban", seconds: 0.5 }],
    ["set", { op: "modes", set: [] }],
    ["category", { op: "report", messageId: "m", category: "rude" }],
    ["note", { op: "report", messageId: "m", note: {} }],
    ["sanctionId", { op: "acknowledge", sanctionId: "" }],
    ["op", {}],
  ])("names the field that is wrong: %s of %j", (field, sent) => {
    const decoded = decode({ ...sent, id: "c1" });
    expect(decoded).toMatchObject({ ok: false, code: "bad_frame", id: "c1" });
    expect(decoded).toHaveProperty("message", expect.stringMatching(new RegExp(`^${field}: `)));
  });

  it.each(["{", "", "[]", "null", "7", '"send"'])("refuses %j, which is no JSON object", (text) => {
    expect(decodeFrame(text)).toMatchObject({ ok: false, code: "bad_frame", id: null });
  });

  it("refuses a binary frame", () => {
    expect(decodeFrame(null)).toMatchObject({ ok: false, code: "bad_frame" });
  });

  it.each(["dance", "toString", "__proto__"])("answers unknown_op to %s", (op) => {
    expect(decode({ op, id: "c1" })).toMatchObject({ code: "unknown_op", id: "c1" });
  });

  it.each([
    [1, true],
    [64, true],
    [65, false],
    [0, false],
  ])("an id of %i characters: %s", (length, ok) => {
    const id = "x".repeat(length);
    const decoded = decode({ op: "send", id, text: "hi" });
    expect(decoded.ok).toBe(ok);
    if (!decoded.ok) expect(decoded.id).toBeNull();
  });

  it.each([
    [LIMITS.frameDepth.value - 2, true],
    [LIMITS.frameDepth.value - 1, false],
  ])("meta with %i levels inside: %s", (levels, ok) => {
    expect(decode({ op: "send", id: "c1", text: "hi", meta: nested(levels) }).ok).toBe(ok);
  });

  it.each([
    [-1, true],
    [0, true],
    [1, false],
  ])("meta of %i bytes above the limit: %s", (over, ok) => {
    const meta = { a: "x".repeat(LIMITS.metaBytes.value - '{"a":""}'.length + over) };
    expect(decode({ op: "send", id: "c1", text: "hi", meta }).ok).toBe(ok);
  });

  it.each([
    [LIMITS.sanctionSeconds.value, true],
    [LIMITS.sanctionSeconds.value + 1, false],
    [1, true],
    [0, false],
  ])("a timeout of %i seconds: %s", (seconds, ok) => {
    expect(decode({ op: "sanction", id: "c", userId: "u", kind: "timeout", seconds }).ok).toBe(ok);
  });

  it.each([
    [LIMITS.noteLength.value, true],
    [LIMITS.noteLength.value + 1, false],
  ])("a reason of %i characters: %s", (length, ok) => {
    const reason = "x".repeat(length);
    expect(decode({ op: "delete", id: "c", messageId: "m", reason }).ok).toBe(ok);
  });

  it("leaves the length of a text to the engine", () => {
    expect(decode({ op: "send", id: "c1", text: "x".repeat(5_000) }).ok).toBe(true);
  });
});
