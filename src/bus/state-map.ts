// The retained state in memory: policy, modes a room, sanctions in force; with caps. Pure.
import { LIMITS } from "../domain/limits.ts";
import type { StateEntry } from "../domain/ports/bus.ts";

export type StateKind = StateEntry["kind"];

const CAPS: { readonly [kind in StateKind]: number } = {
  policy: 1,
  modes: LIMITS.roomsPerGateway.value,
  sanction: LIMITS.sanctionsInMemory.value,
};

/** Is the entry still worth keeping: sanctions end by themselves. */
export function isCurrent(entry: StateEntry, nowMs: number): boolean {
  if (entry.kind !== "sanction") return true;
  const { until } = entry.sanction;
  return until === null || until > nowMs;
}

export class StateMap {
  readonly #now: () => number;
  readonly #caps: { readonly [kind in StateKind]: number };
  readonly #maps: { readonly [kind in StateKind]: Map<string, StateEntry> } = {
    policy: new Map(),
    modes: new Map(),
    sanction: new Map(),
  };

  constructor(now: () => number, caps = CAPS) {
    this.#now = now;
    this.#caps = caps;
  }

  /**
   * Null removes. An entry that has ended already is not kept.
   * @returns the key that had to go to stay below the cap: the oldest of its kind.
   */
  set(key: string, entry: StateEntry | null): string | undefined {
    if (entry === null) {
      for (const map of Object.values(this.#maps)) map.delete(key);
      return undefined;
    }
    const map = this.#maps[entry.kind];
    map.delete(key);
    if (!isCurrent(entry, this.#now())) return undefined;
    map.set(key, entry);
    if (map.size <= this.#caps[entry.kind]) return undefined;
    return this.#makeRoom(map);
  }

  get(key: string): StateEntry | undefined {
    return Object.values(this.#maps)
      .map((map) => map.get(key))
      .find((entry) => entry !== undefined);
  }

  /** What is in force now, oldest first of each kind. A copy. */
  entries(): readonly (readonly [key: string, entry: StateEntry])[] {
    const nowMs = this.#now();
    return Object.values(this.#maps).flatMap((map) =>
      [...map].filter(([, entry]) => isCurrent(entry, nowMs)),
    );
  }

  #makeRoom(map: Map<string, StateEntry>): string | undefined {
    const nowMs = this.#now();
    const before = map.size;
    for (const [key, entry] of map) if (!isCurrent(entry, nowMs)) map.delete(key);
    if (map.size < before) return undefined;
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
    return oldest;
  }
}
