// What waits in a room to be sent: frames in the room's order, until its next write.
import type { UserId } from "../domain/message.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Dialect } from "../protocol/dialect.ts";
import type { ServerFrame } from "../protocol/server-frames.ts";
import type { Session } from "./session.ts";
import type { Streams } from "./streams.ts";

/** One frame, encoded at most once a dialect. */
export class Encoded {
  readonly #frame: ServerFrame;
  readonly #parts = new Map<Dialect, string>();

  constructor(frame: ServerFrame) {
    this.#frame = frame;
  }

  part(dialect: Dialect): string {
    const known = this.#parts.get(dialect);
    if (known !== undefined) return known;
    const part = dialect.encodePart(this.#frame);
    this.#parts.set(dialect, part);
    return part;
  }
}

export interface Waiting {
  readonly frame: Encoded;
  /** Number that it brings to those streams; 0 when it is none of the log's. */
  readonly seq: number;
  /** Every socket of these gets it. */
  readonly streams: Streams;
  /** Besides, every socket of these users that is in one of `userStreams`. */
  readonly users: ReadonlySet<UserId>;
  readonly userStreams: Streams;
}

export class Outbox {
  #waiting: Waiting[] = [];
  #size = 0;
  /** Sockets that know some of what waits already, up to the number: from a welcome. */
  readonly aheads = new Map<Session, number>();
  /** Calls the end of the window off; null while nothing is kept back. */
  cancel: (() => void) | null = null;

  /** @param size UTF-16 units that it adds to a frame */
  add(waiting: Waiting, size: number): void {
    this.#waiting.push(waiting);
    this.#size += size;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Has it as much as one frame may hold; a larger one would be a burden to slow readers. */
  get isFull(): boolean {
    return (
      this.#waiting.length >= LIMITS.batchEvents.value || this.#size >= LIMITS.batchLength.value
    );
  }

  /** All that waits, in order; it is empty then. */
  take(): readonly Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#size = 0;
    return waiting;
  }

  /** Forgets everything: the room is closed. */
  close(): void {
    this.cancel?.();
    this.cancel = null;
    this.aheads.clear();
    this.take();
  }
}
