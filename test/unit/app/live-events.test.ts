// Live events: here at once, elsewhere over the bus, nowhere twice.
import { describe, expect, it } from "vitest";
import { createLiveEvents } from "../../../src/app/services/live-events.ts";
import type { BusMessage } from "../../../src/domain/ports/bus.ts";
import type { LiveEvent } from "../../../src/domain/ports/services.ts";
import type { Logger } from "../../../src/domain/ports/telemetry.ts";

const EVENT: LiveEvent = { type: "case.opened", at: 7, room: "shop-42", data: { id: "k_1" } };

/** Two backoffices on one bus that echoes, as the port says, to whoever tells. */
function twoOffices() {
  const handlers: ((message: BusMessage) => void)[] = [];
  const failures: string[] = [];
  const bus = {
    tell: (message: BusMessage) => handlers.forEach((handler) => handler(message)),
    onTell: (handler: (message: BusMessage) => void) => void handlers.push(handler),
  };
  const quiet = (): void => undefined;
  const log: Logger = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (event) => void failures.push(event),
  };
  const office = (origin: string) => {
    const live = createLiveEvents({ bus, origin, clock: { now: () => 99 }, log });
    const heard: LiveEvent[] = [];
    live.on((event) => heard.push(event));
    return { live, heard };
  };
  return { bus, failures, here: office("b1"), there: office("b2") };
}

describe("createLiveEvents", () => {
  it("is heard once in every backoffice", () => {
    const { here, there } = twoOffices();
    here.live.emit(EVENT);
    expect(here.heard).toEqual([EVENT]);
    expect(there.heard).toEqual([EVENT]);
  });

  it("stops for whoever stops listening", () => {
    const { here } = twoOffices();
    const heard: LiveEvent[] = [];
    const stop = here.live.on((event) => heard.push(event));
    stop();
    here.live.emit(EVENT);
    expect(heard).toEqual([]);
  });

  it("lets a listener that throws cost the others nothing", () => {
    const { here, failures } = twoOffices();
    here.live.on(() => {
      throw new Error("broken");
    });
    const heard: LiveEvent[] = [];
    here.live.on((event) => heard.push(event));
    here.live.emit(EVENT);
    expect(heard).toEqual([EVENT]);
    expect(failures).toEqual(["live.listener_failed"]);
  });

  it("takes what a gateway tells as about the room it names, now", () => {
    const { bus, here } = twoOffices();
    bus.tell({ kind: "live", type: "room.raid", data: { room: "shop-42" } });
    bus.tell({ kind: "live", type: "room.raid", data: null });
    expect(here.heard).toEqual([
      { type: "room.raid", at: 99, room: "shop-42", data: { room: "shop-42" } },
      { type: "room.raid", at: 99, room: null, data: null },
    ]);
  });

  it("leaves other messages of the bus alone", () => {
    const { bus, here } = twoOffices();
    const users = [] as const;
    bus.tell({ kind: "statistics", gateway: "g", at: 1, rooms: [], users, policyVersion: "v" });
    expect(here.heard).toEqual([]);
  });
});
