// Who hears what: a room's sockets are in ten streams, and a frame names its streams as bits.
//
// Eight shards of viewers, the recorders, the moderators. A socket is in one stream for life. What
// all viewers and recorders get has a topic of its own, so that it is published once.
import type { Dialect } from "../protocol/dialect.ts";
import { SHARDS } from "./sampling.ts";

/** A set of streams, one bit each. */
export type Streams = number;

export const NOBODY: Streams = 0;
export const VIEWERS: Streams = (1 << SHARDS) - 1;
export const RECORDERS: Streams = 1 << SHARDS;
export const MODERATORS: Streams = 1 << (SHARDS + 1);
/** Viewers and recorders: who sees a room as the public does. */
export const PUBLIC: Streams = VIEWERS | RECORDERS;
export const ALL: Streams = PUBLIC | MODERATORS;

const COUNT = SHARDS + 2;

/** A topic of the transport, and the streams that hear it. */
export interface Topic {
  readonly name: string;
  readonly streams: Streams;
}

/** The topics of one dialect in one room, and how many sockets are behind each stream. */
export class Topics {
  readonly dialect: Dialect;
  /** All viewers and recorders. */
  readonly public: Topic;
  readonly moderators: Topic;
  /** One a stream, in the order of their bits. */
  readonly byStream: readonly Topic[];
  readonly #listening: number[] = Array.from({ length: COUNT }, () => 0);

  /** @param prefix unique among all topics of the transport */
  constructor(dialect: Dialect, prefix: string) {
    this.dialect = dialect;
    this.public = { name: `${prefix}.p`, streams: PUBLIC };
    this.byStream = Array.from({ length: COUNT }, (_, at) => {
      return { name: `${prefix}.${at}`, streams: 1 << at };
    });
    this.moderators = this.of(MODERATORS);
  }

  /** The topic of one stream alone. */
  of(stream: Streams): Topic {
    return this.byStream[31 - Math.clz32(stream)] ?? this.public;
  }

  /** @param by 1 when a socket of the stream came, -1 when it left */
  change(stream: Streams, by: 1 | -1): void {
    const at = 31 - Math.clz32(stream);
    this.#listening[at] = (this.#listening[at] ?? 0) + by;
  }

  /** How many sockets hear any of the streams: what nobody reads is not built. */
  listening(streams: Streams): number {
    let sockets = 0;
    for (let at = 0; at < COUNT; at += 1) {
      if ((streams & (1 << at)) !== 0) sockets += this.#listening[at] ?? 0;
    }
    return sockets;
  }
}
