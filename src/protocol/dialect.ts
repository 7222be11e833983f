// What a dialect is: how frames look on the wire for one WebSocket sub-protocol.
import type { DecodedFrame } from "./client-frames.ts";
import type { HistoryFrame, ServerFrame, WelcomeFrame } from "./server-frames.ts";

/** A string leaves as a text frame, bytes as a binary one. */
export type Wire = string | Uint8Array;

export interface Dialect {
  /** Name of the sub-protocol, as offered in the handshake. */
  readonly protocol: string;
  /** Label of metrics. */
  readonly label: string;
  /** Never throws. @param text of a text frame; null for a binary one */
  decode(text: string | null): DecodedFrame;
  /** A frame that goes out by itself. */
  encode(frame: ServerFrame): Wire;
  /** A frame as a part of what goes out together: encoded once, put together any number of times. */
  encodePart(frame: ServerFrame): string;
  /** What goes out as one: a single part as it is, several as an array. @param parts at least one */
  join(parts: readonly string[]): Wire;
  /** Does all that leaves leave in binary frames. */
  readonly isBinary: boolean;
  /** The end of a welcome: encoded once, used for everybody who joins meanwhile. */
  encodeHistory(frames: readonly HistoryFrame[]): Uint8Array;
  /**
   * A frame's bytes; they are text unless the dialect is binary.
   * @param history from `encodeHistory`. Cost: what is the session's own, and a copy.
   */
  encodeWelcome(welcome: WelcomeFrame, history: Uint8Array): Uint8Array;
}
