// Waits until the gateways have in effect what they were told before: whoever reads 200 may rely on it.
//
// Why this way: the board and the logs reach a gateway some milliseconds after the store has them,
// a policy when it is compiled there. A caller who acts on our answer must not be faster than that.
import type { Bus } from "../../domain/ports/bus.ts";
import type { Clock } from "../../domain/ports/telemetry.ts";
import { SILENT_MS } from "./room-service.ts";

export interface SettlingParts {
  readonly bus: Pick<Bus, "tell" | "onTell">;
  readonly clock: Clock;
  readonly makeId: (prefix: string) => string;
}

/** Resolves when every gateway heard lately has done all it was told, or `deadlineMs` passed. */
export type Settled = (deadlineMs: number) => Promise<void>;

const MAX_GATEWAYS = 1_000;

interface Round {
  readonly missing: Set<string>;
  readonly end: () => void;
}

export function createSettling({ bus, clock, makeId }: SettlingParts): Settled {
  const heardAt = new Map<string, number>();
  const rounds = new Map<string, Round>();

  function hear(gateway: string): void {
    if (heardAt.size < MAX_GATEWAYS || heardAt.has(gateway)) heardAt.set(gateway, clock.now());
  }

  bus.onTell((message) => {
    if (message.kind === "statistics") hear(message.gateway);
    if (message.kind !== "settled") return;
    hear(message.gateway);
    const round = rounds.get(message.id);
    round?.missing.delete(message.gateway);
    if (round?.missing.size === 0) round.end();
  });
  // Who is there already answers; who comes later reports by itself.
  bus.tell({ kind: "settle", id: makeId("w") });

  return (deadlineMs) => {
    for (const [gateway, at] of heardAt) {
      if (clock.now() - at >= SILENT_MS) heardAt.delete(gateway);
    }
    if (heardAt.size === 0) return Promise.resolve();
    const id = makeId("w");
    const missing = new Set(heardAt.keys());
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        rounds.delete(id);
        // Gone, or worse: nobody waits for it again before it is heard.
        for (const gateway of missing) heardAt.delete(gateway);
        resolve();
      };
      const timer = setTimeout(end, deadlineMs);
      rounds.set(id, { missing, end });
      bus.tell({ kind: "settle", id });
    });
  };
}
