// What supervisor and children say to each other, and the batches it travels in.
//
// Both ends are our own processes of one version, so frames are trusted once their batch is known.
import type { Json, RoomId } from "../domain/message.ts";
import type { BusMessage, StateEntry } from "../domain/ports/bus.ts";
import type { OrderedEvent, RoomEvent, RoomHead } from "../domain/room-event.ts";
import type { Answer } from "./asking.ts";

/** Child to supervisor. `n` numbers what is answered. */
export type UpFrame =
  | { readonly op: "join"; readonly n: number; readonly room: RoomId }
  | { readonly op: "recent"; readonly n: number; readonly room: RoomId }
  | { readonly op: "leave"; readonly room: RoomId }
  | { readonly op: "append"; readonly room: RoomId; readonly event: RoomEvent }
  | { readonly op: "set"; readonly key: string; readonly entry: StateEntry | null }
  | { readonly op: "watch"; readonly n: number }
  | { readonly op: "tell"; readonly message: BusMessage }
  | {
      readonly op: "ask";
      readonly n: number;
      readonly name: string;
      readonly body: Json;
      readonly timeoutMs: number;
    }
  | { readonly op: "serve"; readonly name: string }
  | { readonly op: "answer"; readonly n: number; readonly answer: Answer };

/** Supervisor to child. */
export type DownFrame =
  | { readonly op: "head"; readonly n: number; readonly head: RoomHead }
  | {
      readonly op: "event";
      readonly room: RoomId;
      readonly epoch: string;
      readonly event: OrderedEvent;
    }
  | { readonly op: "state"; readonly key: string; readonly entry: StateEntry | null }
  /** All entries in force: the answer to `watch`. */
  | {
      readonly op: "watched";
      readonly n: number;
      readonly entries: readonly (readonly [string, StateEntry])[];
    }
  | { readonly op: "tell"; readonly message: BusMessage }
  | { readonly op: "ask"; readonly n: number; readonly name: string; readonly body: Json }
  | { readonly op: "answer"; readonly n: number; readonly answer: Answer };

/** A batch; the key tells it from what the supervisor and its children say besides. */
export interface IpcBatch<F> {
  readonly bus: readonly F[];
}

/** Knows a batch among everything that comes over a process channel. */
export function isBatch<F>(message: unknown): message is IpcBatch<F> {
  return (
    typeof message === "object" &&
    message !== null &&
    "bus" in message &&
    Array.isArray(message.bus)
  );
}

/** What is used of a ChildProcess, and of `process` in a forked child; tests give their own. */
export interface ChannelEnd {
  readonly connected: boolean;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "disconnect", listener: () => void): unknown;
  off(event: string, listener: (message: unknown) => void): unknown;
  send?(
    message: object,
    handle: undefined,
    options: object,
    done: (error: Error | null) => void,
  ): boolean;
  disconnect?(): void;
}

/** Answers false for a channel that is gone. */
export type SendBatch<F> = (batch: IpcBatch<F>, done: (error: Error | null) => void) => void;

/** Frames that a stuck peer may owe; 100,000 chat messages are about 30 MB. */
export const MAX_OWED_FRAMES = 100_000;
const MAX_BATCH = 5_000;

/**
 * Gathers the frames of one turn of the loop into one write: a write costs a system call and a
 * wake-up at the other end, ten times a frame. One batch is on its way at a time, so that what a
 * stuck peer owes is counted here and not hidden in a pipe's buffer.
 */
export class BatchSender<F> {
  readonly #send: SendBatch<F>;
  readonly #overflow: () => void;
  #frames: F[] = [];
  #isScheduled = false;
  #isSending = false;
  #isEnded = false;

  /** @param overflow the peer owes more than MAX_OWED_FRAMES; called once, all is dropped. */
  constructor(send: SendBatch<F>, overflow: () => void) {
    this.#send = send;
    this.#overflow = overflow;
  }

  push(frame: F): void {
    if (this.#isEnded) return;
    this.#frames.push(frame);
    if (this.#frames.length > MAX_OWED_FRAMES) {
      this.end();
      this.#overflow();
      return;
    }
    if (this.#isScheduled || this.#isSending) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  end(): void {
    this.#isEnded = true;
    this.#frames = [];
  }

  #flush(): void {
    if (this.#isEnded || this.#frames.length === 0) return;
    const bus = this.#frames.slice(0, MAX_BATCH);
    this.#frames = this.#frames.slice(MAX_BATCH);
    this.#isSending = true;
    this.#send({ bus }, (error) => {
      this.#isSending = false;
      // The channel is gone; its own event tells both ends what follows.
      if (error !== null) this.end();
      else this.#flush();
    });
  }
}
