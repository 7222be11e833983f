// Ports of the bus: how processes tell each other what happened. Drivers: local, ipc, redis.
import type { Modes } from "../modes.ts";
import type { MessageId, RoomId, UserId } from "../message.ts";
import type { OrderedEvent, RoomEvent, RoomHead, RoomStatistics } from "../room-event.ts";
import type { Sanction } from "../sanction.ts";
import type { Json } from "../message.ts";

/**
 * The ordered log of every room. One order a room, whichever process appends.
 * Appending a message id that the log has already seen delivers nothing again.
 */
export interface RoomLog {
  /** Follow a room; resolves with its head, and events after that head go to the handler. */
  join(room: RoomId): Promise<RoomHead>;
  leave(room: RoomId): void;
  /**
   * Orders an event. It comes back through `onEvent` on every process that joined the room,
   * this one among them. Never blocks and never throws; while the log's server is away the
   * local driver orders on, and the log is healed when it returns.
   */
  append(room: RoomId, event: RoomEvent): void;
  /** One handler a process. `epoch` changes only when the log could not be kept. */
  onEvent(handler: (room: RoomId, epoch: string, event: OrderedEvent) => void): void;
  /** The room's recent events without joining (context of a case). Empty when nobody knows it. */
  recent(room: RoomId): Promise<RoomHead>;
}

/** What is true until told otherwise; every process that watches has all of it in memory. */
export type StateEntry =
  | { readonly kind: "policy"; readonly policy: PolicySource }
  | {
      readonly kind: "modes";
      readonly room: RoomId;
      readonly modes: Modes;
      readonly updatedAt: number;
    }
  | { readonly kind: "sanction"; readonly sanction: Sanction };

/** A policy as text: what is stored, sent and compiled. Paths are relative, with `/`. */
export interface PolicySource {
  /** First 12 hex digits of the SHA-256 over paths and texts. */
  readonly version: string;
  readonly files: { readonly [path: string]: string };
}

/** Retained state: the newest value a key, kept by the bus, replayed to whoever watches. */
export interface StateBoard {
  /** null removes the key. Keys: `policy`, `modes/<room>`, `sanction/<id>`. */
  set(key: string, entry: StateEntry | null): void;
  /**
   * Calls back for every key in force (`isReplay` true), then for every change. Resolves when
   * the replay is done. More than one watcher is allowed.
   */
  watch(handler: (key: string, entry: StateEntry | null, isReplay: boolean) => void): Promise<void>;
}

/** What is told once to whoever listens now; nothing durable may depend on it. */
export type BusMessage =
  | {
      readonly kind: "outcome";
      readonly room: RoomId;
      readonly userId: UserId;
      readonly messageId: MessageId;
      readonly status: "released" | "rejected" | "expired";
    }
  | {
      readonly kind: "statistics";
      readonly gateway: string;
      readonly at: number;
      readonly rooms: readonly RoomStatistics[];
      /** Messages accepted a user since the last report. */
      readonly users: readonly (readonly [userId: UserId, name: string, messages: number])[];
      readonly policyVersion: string;
    }
  /** Every gateway answers `settled` when all that it was told before this is in effect there. */
  | { readonly kind: "settle"; readonly id: string }
  | { readonly kind: "settled"; readonly id: string; readonly gateway: string }
  /** A live event for the consoles: `case.opened`, `sanction.created`, ... */
  | { readonly kind: "live"; readonly type: string; readonly data: Json };

export interface Bus {
  readonly rooms: RoomLog;
  readonly state: StateBoard;
  /** To every other process and to this one. */
  tell(message: BusMessage): void;
  onTell(handler: (message: BusMessage) => void): void;
  /**
   * A question to whichever process serves `name` (embedded queue: `review.add`).
   * Errors: UnavailableError `bus_unavailable` when nobody serves it or the deadline passes.
   */
  ask(name: string, body: Json, timeoutMs: number): Promise<Json>;
  serve(name: string, handler: (body: Json) => Promise<Json>): void;
  /** False while the bus's server cannot be reached. */
  isUp(): boolean;
  [Symbol.asyncDispose](): Promise<void>;
}
