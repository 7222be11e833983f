// Bus driver for one process alone: synchronous, in memory; tests and a single role without Redis.
import type { Json, RoomId } from "../domain/message.ts";
import type { Bus, BusMessage, RoomLog, StateBoard, StateEntry } from "../domain/ports/bus.ts";
import type { RoomEvent, RoomHead } from "../domain/room-event.ts";
import { askOwn, type Serve } from "./asking.ts";
import type { BusOptions } from "./bus-options.ts";
import { Listeners, type StateHandler, type TellHandler } from "./listeners.ts";
import { RoomHub } from "./room-hub.ts";
import { StateMap } from "./state-map.ts";

/** Everything is delivered before the call returns. */
export function createLocalBus(options: Omit<BusOptions, "metrics">): Bus {
  const listeners = new Listeners(options.logger);
  const services = new Map<string, Serve>();
  return {
    rooms: localRooms(options, listeners),
    state: localState(options, listeners),
    tell: (message: BusMessage) => listeners.tell(message),
    onTell: (handler: TellHandler) => listeners.onTell(handler),
    ask: (name: string, body: Json, timeoutMs: number) =>
      askOwn(services.get(name), body, timeoutMs),
    serve: (name: string, handler: Serve) => void services.set(name, handler),
    isUp: () => true,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function localRooms(options: Omit<BusOptions, "metrics">, listeners: Listeners): RoomLog {
  const joined = new Set<RoomId>();
  const hub = new RoomHub({
    makeEpoch: options.makeEpoch,
    isFollowed: (room) => joined.has(room),
  });
  return {
    join(room: RoomId): Promise<RoomHead> {
      joined.add(room);
      return Promise.resolve(hub.open(room));
    },
    leave: (room: RoomId) => void joined.delete(room),
    append(room: RoomId, event: RoomEvent): void {
      const appended = hub.append(room, event);
      if (appended === undefined || !joined.has(room)) return;
      listeners.event(room, appended.epoch, appended.ordered);
    },
    onEvent: (handler) => listeners.onEvent(handler),
    recent: (room: RoomId) => Promise.resolve(hub.recent(room)),
  };
}

function localState(options: Omit<BusOptions, "metrics">, listeners: Listeners): StateBoard {
  const board = new StateMap(options.now);
  return {
    set(key: string, entry: StateEntry | null): void {
      const dropped = board.set(key, entry);
      if (dropped !== undefined) options.logger.warn("bus.state_full", { dropped });
      listeners.state(key, entry);
    },
    watch(handler: StateHandler): Promise<void> {
      for (const [key, entry] of board.entries()) handler(key, entry, true);
      listeners.onState(handler);
      return Promise.resolve();
    },
  };
}
