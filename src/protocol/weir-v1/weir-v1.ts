// The dialect weir.v1 (JSON text frames), and weir.v1.deflate (the same JSON, raw-deflate, binary).
import type { Dialect } from "../dialect.ts";
import type { HistoryFrame, ServerFrame, WelcomeFrame } from "../server-frames.ts";
import { decodeFrame } from "./decode.ts";
import { rawDeflate, storedBefore } from "./raw-deflate.ts";

export const weirV1: Dialect = {
  protocol: "weir.v1",
  label: "weir.v1",
  decode: decodeFrame,
  encode: encodeJson,
  encodePart: encodeJson,
  join: joinJson,
  isBinary: false,
  encodeHistory: (frames) => Buffer.from(welcomeEnd(frames)),
  encodeWelcome: (welcome, history) => {
    const begin = welcomeBegin(welcome);
    const size = Buffer.byteLength(begin);
    const wire = Buffer.allocUnsafe(size + history.length);
    wire.write(begin);
    wire.set(history, size);
    return wire;
  },
};

/**
 * Clients of this dialect send plain text frames. Every frame stands alone (no shared window), so
 * one compressed frame serves a whole room and the connection keeps no state.
 */
export const weirV1Deflate: Dialect = {
  protocol: "weir.v1.deflate",
  label: "weir.v1.deflate",
  decode: decodeFrame,
  encode: (frame) => rawDeflate(encodeJson(frame)),
  encodePart: encodeJson,
  join: (parts) => rawDeflate(joinJson(parts)),
  isBinary: true,
  encodeHistory: (frames) => rawDeflate(welcomeEnd(frames)),
  encodeWelcome: (welcome, history) => storedBefore(welcomeBegin(welcome), history),
};

/** In the order in which they are told apart; the first is what a client gets that offers none. */
export const DIALECTS: readonly Dialect[] = [weirV1, weirV1Deflate];

/** JSON.stringify writes a lone surrogate as an escape: the bytes are always valid UTF-8. */
function encodeJson(frame: ServerFrame): string {
  return JSON.stringify(frame);
}

function joinJson(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : `[${parts.join(",")}]`;
}

/** With `welcomeEnd` behind it one object; a welcome's own part is small, and first. */
function welcomeBegin(welcome: WelcomeFrame): string {
  return JSON.stringify(welcome).slice(0, -1);
}

function welcomeEnd(history: readonly HistoryFrame[]): string {
  return `,"history":${JSON.stringify(history)}}`;
}
