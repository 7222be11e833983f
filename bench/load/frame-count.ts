// Counts the frames of a server's byte stream without keeping them: what a viewer thinly reads.

const TEXT = 1;
const PING = 9;

/** One a connection. Frames of a server are not masked. */
export class FrameCount {
  frames = 0;
  payloadBytes = 0;
  readonly #pong: () => void;
  /** Payload bytes of the running frame still to come. */
  #left = 0;
  #head: number[] = [];

  /** @param pong answers a ping, or the server takes the viewer for gone */
  constructor(pong: () => void) {
    this.#pong = pong;
  }

  take(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const skipped = Math.min(this.#left, bytes.length - at);
      this.#left -= skipped;
      at += skipped;
      if (at === bytes.length) return;
      this.#head.push(bytes[at] ?? 0);
      at += 1;
      const size = payloadSize(this.#head);
      if (size === undefined) continue;
      const opcode = (this.#head[0] ?? 0) & 0x0f;
      this.#head = [];
      this.#left = size;
      if (opcode === PING) this.#pong();
      if (opcode !== TEXT) continue;
      this.frames += 1;
      this.payloadBytes += size;
    }
  }
}

/** Undefined until the head is complete. */
function payloadSize(head: readonly number[]): number | undefined {
  const short = head[1];
  if (short === undefined) return undefined;
  if (short < 126) return short;
  const extra = short === 126 ? 2 : 8;
  if (head.length < 2 + extra) return undefined;
  return head.slice(2).reduce((size, byte) => size * 256 + byte, 0);
}
