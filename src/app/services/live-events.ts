// Live events for the consoles: here at once, and over the bus to the other backoffices.
import type { Json } from "../../domain/message.ts";
import type { Bus } from "../../domain/ports/bus.ts";
import type { LiveEvent, LiveEvents } from "../../domain/ports/services.ts";
import type { Clock, Logger } from "../../domain/ports/telemetry.ts";

export interface LiveEventParts {
  readonly bus: Pick<Bus, "tell" | "onTell">;
  /** Unique among the backoffices of a bus: what this one told is not heard again. */
  readonly origin: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Delivers without waiting: a listener here hears `emit` before it returns, also while the bus's
 * server is away. A listener that throws is logged and keeps nothing from the others.
 */
export function createLiveEvents(parts: LiveEventParts): LiveEvents {
  const listeners = new Set<(event: LiveEvent) => void>();

  function deliver(event: LiveEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        parts.log.error("live.listener_failed", { type: event.type }, error);
      }
    }
  }

  parts.bus.onTell((message) => {
    if (message.kind !== "live") return;
    const event = decode(message.type, message.data, parts.clock.now());
    if (event.origin !== parts.origin) deliver(event.live);
  });

  return {
    emit(event) {
      deliver(event);
      const { type, at, room, data } = event;
      parts.bus.tell({ kind: "live", type, data: { origin: parts.origin, at, room, data } });
    },
    on(handler) {
      // A wrapper of its own: the same function may listen twice and stop once.
      const listener = (event: LiveEvent): void => handler(event);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** What a gateway tells has no envelope: it is about the room its data names, and happens now. */
function decode(
  type: string,
  body: Json,
  nowMs: number,
): { readonly origin: string | null; readonly live: LiveEvent } {
  const fields = isRecord(body) ? body : {};
  const { origin, at, room, data } = fields;
  const about = typeof room === "string" ? room : null;
  if (typeof origin !== "string" || typeof at !== "number") {
    return { origin: null, live: { type, at: nowMs, room: about, data: body } };
  }
  return { origin, live: { type, at, room: about, data: data ?? null } };
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
