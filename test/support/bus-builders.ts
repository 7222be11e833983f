// Parts for tests of the bus: room events, a silent log, and a recorder of what a process hears.
import type { Bus, BusMessage, StateEntry } from "../../src/domain/ports/bus.ts";
import type { Logger, Metrics } from "../../src/domain/ports/telemetry.ts";
import type { RoomEvent } from "../../src/domain/room-event.ts";
import type { Sanction } from "../../src/domain/sanction.ts";
import { Inbox } from "./transport-client.ts";

export const SILENT_LOG: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
export const NO_METRICS: Metrics = {
  count: () => undefined,
  gauge: () => undefined,
  observe: () => undefined,
};

let epochs = 0;
/** Options for any driver; epochs are `e<n>`, never one twice. */
export function busOptions() {
  const makeEpoch = (): string => `e${process.pid}.${++epochs}`;
  return { logger: SILENT_LOG, metrics: NO_METRICS, now: Date.now, makeEpoch };
}

export function chat(id: string, changes: { userId?: string; released?: boolean } = {}): RoomEvent {
  return {
    kind: "message",
    message: {
      id,
      room: "r",
      at: 1,
      user: { id: changes.userId ?? "u_1", name: "Aki", role: "viewer" },
      text: `text of ${id} 日本`,
      masked: false,
      released: changes.released ?? false,
      replyTo: null,
      meta: {},
    },
    reasons: [],
    replyToUser: null,
  };
}

export function deletion(messageId: string): RoomEvent {
  return { kind: "deleted", messageId, by: "moderator" };
}

export function sanction(id: string, until: number | null): StateEntry {
  const body: Sanction = {
    id,
    userId: "u_1",
    room: null,
    kind: "timeout",
    until,
    reason: "",
    category: null,
    acknowledge: false,
    acknowledgedAt: null,
    createdAt: 0,
    by: "u_2",
    caseId: null,
  };
  return { kind: "sanction", sanction: body };
}

export function modes(room: string, slowSeconds: number): StateEntry {
  return { kind: "modes", room, modes: { slowSeconds }, updatedAt: 1 };
}

/** `m_1@1`, `-m_1@1` or `clear u_1@1`. */
export function brief(event: RoomEvent, seq: number): string {
  switch (event.kind) {
    case "message":
      return `${event.message.id}@${seq}`;
    case "deleted":
      return `-${event.messageId}@${seq}`;
    case "cleared":
      return `clear ${event.userId}@${seq}`;
  }
}

/** Everything that one process hears of the bus, in order. */
export class Recorder {
  readonly bus: Bus;
  readonly events = new Inbox<string>();
  readonly epochs: string[] = [];
  readonly states = new Inbox<readonly [string, StateEntry | null, boolean]>();
  readonly tells = new Inbox<BusMessage>();

  constructor(bus: Bus) {
    this.bus = bus;
    bus.rooms.onEvent((_room, epoch, { seq, event }) => {
      this.epochs.push(epoch);
      this.events.push(brief(event, seq));
    });
    bus.onTell((message) => this.tells.push(message));
  }

  async next(count: number): Promise<readonly string[]> {
    const events: string[] = [];
    while (events.length < count) events.push(await this.events.next());
    return events;
  }

  watch(): Promise<void> {
    return this.bus.state.watch((key, entry, isReplay) => this.states.push([key, entry, isReplay]));
  }
}
