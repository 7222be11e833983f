// Reads a server's byte stream without keeping it: counts messages and payload bytes, answers pings.
//
// Why marks and not frames: a frame may be an array of messages, and peers batch in ways of their own.
import { MARK, STAMP_DIGITS } from "./stamp.ts";

const CONTINUATION = 0;
const BINARY = 2;
const PING = 9;

export interface ReaderEvents {
  /** A ping came: without an answer the server takes the viewer for gone. */
  ping(): void;
  /** A message was read to its stamp; only of a reader that reads stamps. */
  due?(dueUs: number): void;
  /** A whole payload, in pieces; only where payloads are compressed. */
  piece?(bytes: Buffer, isLast: boolean): void;
}

/** One a connection. Frames of a server are not masked. */
export class FrameReader {
  frames = 0;
  messages = 0;
  payloadBytes = 0;
  readonly #events: ReaderEvents;
  readonly #counts: boolean;
  /** Payload bytes of the running frame still to come. */
  #left = 0;
  #opcode = 0;
  #head: number[] = [];
  #digitsLeft = 0;
  #due = 0;

  /** @param counts false: payloads are compressed, there are no marks to find */
  constructor(events: ReaderEvents, counts = true) {
    this.#events = events;
    this.#counts = counts;
  }

  /** Between two frames. */
  get isIdle(): boolean {
    return this.#left === 0 && this.#head.length === 0;
  }

  /** What came so far is not what is measured. */
  reset(): void {
    this.frames = 0;
    this.messages = 0;
    this.payloadBytes = 0;
  }

  /** @param bytes may be overwritten after the call */
  take(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const end = Math.min(at + this.#left, bytes.length);
        this.#left -= end - at;
        if (this.#opcode <= BINARY) this.#payload(bytes, at, end);
        at = end;
        continue;
      }
      this.#head.push(bytes[at] ?? 0);
      at += 1;
      const size = payloadSize(this.#head);
      if (size !== undefined) this.#begin(size);
    }
  }

  #begin(size: number): void {
    this.#opcode = (this.#head[0] ?? 0) & 0x0f;
    this.#head.length = 0;
    this.#left = size;
    if (this.#opcode === PING) this.#events.ping();
    if (this.#opcode > BINARY) return;
    if (this.#opcode !== CONTINUATION) this.frames += 1;
    this.payloadBytes += size;
  }

  #payload(bytes: Buffer, at: number, end: number): void {
    if (this.#events.piece !== undefined && this.#opcode === BINARY) {
      this.#events.piece(bytes.subarray(at, end), this.#left === 0);
    }
    if (!this.#counts) return;
    let from = this.#digitsLeft > 0 ? this.#digits(bytes, at, end) : at;
    for (;;) {
      const found = bytes.indexOf(MARK, from);
      if (found < 0 || found >= end) return;
      this.messages += 1;
      from = found + 1;
      if (this.#events.due === undefined) continue;
      this.#digitsLeft = STAMP_DIGITS;
      this.#due = 0;
      from = this.#digits(bytes, from, end);
    }
  }

  /** A stamp may be split between two reads. */
  #digits(bytes: Buffer, from: number, end: number): number {
    let at = from;
    for (; at < end && this.#digitsLeft > 0; at += 1) {
      this.#due = this.#due * 10 + (bytes[at] ?? 0) - 0x30;
      this.#digitsLeft -= 1;
    }
    if (this.#digitsLeft === 0) this.#events.due?.(this.#due);
    return at;
  }
}

/** Undefined until the head is complete. */
function payloadSize(head: readonly number[]): number | undefined {
  const short = head[1];
  if (short === undefined) return undefined;
  if (short < 126) return short;
  const extra = short === 126 ? 2 : 8;
  if (head.length < 2 + extra) return undefined;
  let size = 0;
  for (let index = 2; index < head.length; index += 1) size = size * 256 + (head[index] ?? 0);
  return size;
}
