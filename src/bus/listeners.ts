// The handlers of one process: who is called back, and a fault in one that must not stop the others.
import type { RoomId } from "../domain/message.ts";
import type { BusMessage, StateEntry } from "../domain/ports/bus.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import type { OrderedEvent } from "../domain/room-event.ts";

export type EventHandler = (room: RoomId, epoch: string, event: OrderedEvent) => void;
export type StateHandler = (key: string, entry: StateEntry | null, isReplay: boolean) => void;
export type TellHandler = (message: BusMessage) => void;

export class Listeners {
  readonly #logger: Logger;
  readonly #events: EventHandler[] = [];
  readonly #states: StateHandler[] = [];
  readonly #tells: TellHandler[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  onEvent(handler: EventHandler): void {
    this.#events.push(handler);
  }

  onState(handler: StateHandler): void {
    this.#states.push(handler);
  }

  onTell(handler: TellHandler): void {
    this.#tells.push(handler);
  }

  event(room: RoomId, epoch: string, event: OrderedEvent): void {
    for (const handler of this.#events) this.#guard("event", () => handler(room, epoch, event));
  }

  state(key: string, entry: StateEntry | null): void {
    for (const handler of this.#states) this.#guard("state", () => handler(key, entry, false));
  }

  tell(message: BusMessage): void {
    for (const handler of this.#tells) this.#guard("tell", () => handler(message));
  }

  #guard(what: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#logger.error("bus.handler_failed", { what }, error);
    }
  }
}
