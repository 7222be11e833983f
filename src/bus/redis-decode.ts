// Decodes what comes out of Redis: the border where text becomes events and state.
import type { RoomId } from "../domain/message.ts";
import type { BusMessage, StateEntry } from "../domain/ports/bus.ts";
import type { OrderedEvent, RoomEvent } from "../domain/room-event.ts";
import type { Json } from "../domain/message.ts";
import type { Answer } from "./asking.ts";

/** A stream entry's id, `<ms>-<n>`, in a form that compares. */
export type EntryId = readonly [ms: number, n: number];
export const NO_ENTRY: EntryId = [0, 0];

export function isAfter(a: EntryId, b: EntryId): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

export interface LoggedEvent {
  readonly entry: EntryId;
  readonly ordered: OrderedEvent;
}

export interface LoggedHead {
  readonly epoch: string;
  readonly seq: number;
  /** Oldest first, withdrawn messages among them. */
  readonly events: readonly LoggedEvent[];
}

/** `<entry> <seq> <epoch> <json>`, as the append script publishes it. */
export function decodePublished(text: string): LoggedEvent & { readonly epoch: string } {
  const [entry = "", seq = "", epoch = ""] = text.split(" ", 3);
  const json = text.slice(entry.length + seq.length + epoch.length + 3);
  return { entry: entryId(entry), epoch, ordered: { seq: Number(seq), event: decodeEvent(json) } };
}

/** What the open and recent scripts answer. Errors: TypeError for anything else. */
export function decodeHead(answer: unknown): LoggedHead {
  const [epoch, seq, entries] = listOf(answer);
  const events = listOf(entries).map((item) => {
    const [id, fields] = listOf(item);
    const [, number, , json] = listOf(fields);
    return {
      entry: entryId(String(id)),
      ordered: { seq: Number(number), event: decodeEvent(String(json)) },
    };
  });
  return { epoch: String(epoch), seq: Number(seq), events: events.reverse() };
}

/** `weir:{room}:events` */
export function roomOfChannel(channel: string): RoomId {
  return channel.slice("weir:{".length, -"}:events".length);
}

/** `<key>\n<json>`; no json: the key was removed. */
export function decodeChange(text: string): readonly [key: string, entry: StateEntry | null] {
  const end = text.indexOf("\n");
  const json = text.slice(end + 1);
  return [text.slice(0, end), json === "" ? null : decodeEntry(json)];
}

// Written by our own processes of one version; keys prefixed `weir:` are nobody else's.

function decodeEvent(json: string): RoomEvent {
  return JSON.parse(json) as RoomEvent;
}

export function decodeEntry(json: string): StateEntry {
  return JSON.parse(json) as StateEntry;
}

export function decodeTell(json: string): {
  readonly from: string;
  readonly message: BusMessage;
} {
  return JSON.parse(json) as { from: string; message: BusMessage };
}

export interface AskedOverRedis {
  readonly replyTo: string;
  readonly n: number;
  readonly body: Json;
}

export function decodeQuestion(json: string): AskedOverRedis {
  return JSON.parse(json) as AskedOverRedis;
}

export function decodeAnswer(json: string): { readonly n: number; readonly answer: Answer } {
  return JSON.parse(json) as { n: number; answer: Answer };
}

function entryId(text: string): EntryId {
  const [ms = "0", n = "0"] = text.split("-");
  return [Number(ms), Number(n)];
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError("Redis answered something else");
  return value;
}
