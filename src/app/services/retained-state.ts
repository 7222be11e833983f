// Brings store and board together at the start; later takes ended sanctions off the board.
//
// Why this way: gateways enact modes and sanctions without a backoffice, so the board may know more
// than the store; a bus that lost its memory knows less. Each learns what the other has.
import { LIMITS } from "../../domain/limits.ts";
import type { RoomId } from "../../domain/message.ts";
import type { StateBoard } from "../../domain/ports/bus.ts";
import type { RoomModes, Store } from "../../domain/ports/store.ts";
import type { Clock, Logger } from "../../domain/ports/telemetry.ts";
import { isInForce } from "../../domain/sanction.ts";
import type { Sanction } from "../../domain/sanction.ts";
import { sanctionKey } from "../../enforcement/enact.ts";
import { wasLifted } from "../../review/records.ts";

export interface RetainedParts {
  readonly store: Store;
  readonly state: StateBoard;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface RetainedState {
  /** Merges; resolves when both know the same. Errors: what the store throws. */
  restore(): Promise<void>;
  /** Takes sanctions that have ended off the board. @returns how many */
  sweep(): number;
  /** Sweeps every SWEEP_MS until disposed. */
  start(): void;
  [Symbol.dispose](): void;
}

const SWEEP_MS = 30_000;

interface Board {
  readonly modes: Map<RoomId, RoomModes>;
  readonly sanctions: Map<string, Sanction>;
}

export function createRetainedState(parts: RetainedParts): RetainedState {
  const board: Board = { modes: new Map(), sanctions: new Map() };
  let timer: NodeJS.Timeout | undefined;

  function sweep(): number {
    const nowMs = parts.clock.now();
    const ended = [...board.sanctions.values()].filter((one) => !isInForce(one, nowMs));
    for (const { id } of ended) parts.state.set(sanctionKey(id), null);
    return ended.length;
  }

  return {
    async restore() {
      let isFull = false;
      await parts.state.watch((key, entry) => {
        if (entry?.kind === "sanction" && board.sanctions.size >= LIMITS.sanctionsInMemory.value) {
          if (!isFull) parts.log.error("sanctions.too_many", { kept: board.sanctions.size });
          isFull = true;
        } else if (entry?.kind === "sanction")
          board.sanctions.set(entry.sanction.id, entry.sanction);
        else if (entry?.kind === "modes") board.modes.set(entry.room, entry);
        else if (entry === null) forget(board, key);
      });
      await mergeModes(parts, new Map(board.modes));
      await mergeSanctions(parts, new Map(board.sanctions));
      sweep();
    },
    sweep,
    start() {
      timer = setInterval(sweep, SWEEP_MS);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}

function forget(board: Board, key: string): void {
  if (key.startsWith("sanction/")) board.sanctions.delete(key.slice("sanction/".length));
  else if (key.startsWith("modes/")) board.modes.delete(key.slice("modes/".length));
}

/** The newest update wins, whoever has it. */
async function mergeModes(
  parts: RetainedParts,
  onBoard: ReadonlyMap<RoomId, RoomModes>,
): Promise<void> {
  const stored = new Map((await parts.store.listModes()).map((entry) => [entry.room, entry]));
  for (const [room, entry] of stored) {
    if ((onBoard.get(room)?.updatedAt ?? -1) >= entry.updatedAt) continue;
    parts.state.set(`modes/${room}`, { kind: "modes", ...entry });
  }
  for (const [room, { modes, updatedAt }] of onBoard) {
    if ((stored.get(room)?.updatedAt ?? -1) >= updatedAt) continue;
    await parts.store.putModes({ room, modes, updatedAt });
  }
}

/**
 * In force in the store: on the board. On the board and unknown to the store: stored, unless the
 * store knows that it was lifted. An acknowledgement is never taken back.
 */
async function mergeSanctions(
  parts: RetainedParts,
  onBoard: ReadonlyMap<string, Sanction>,
): Promise<void> {
  const { store, state } = parts;
  const seen = new Set<string>();
  for await (const sanction of sanctionsInForce(parts)) {
    seen.add(sanction.id);
    const other = onBoard.get(sanction.id);
    if (other === undefined) state.set(sanctionKey(sanction.id), { kind: "sanction", sanction });
    else if (other.acknowledgedAt !== null) await store.putSanction(other);
  }
  for (const sanction of onBoard.values()) {
    if (seen.has(sanction.id)) continue;
    const stored = await store.getSanction(sanction.id);
    if (stored !== undefined) {
      // The store knows that it is over: acknowledged, or ended.
      state.set(sanctionKey(sanction.id), null);
    } else if (await wasLifted(store, sanction.id)) state.set(sanctionKey(sanction.id), null);
    else await store.putSanction(sanction);
  }
}

async function* sanctionsInForce(parts: RetainedParts): AsyncGenerator<Sanction> {
  const activeAt = parts.clock.now();
  const limit = LIMITS.pageItems.value;
  let cursor: string | undefined;
  for (let read = 0; read < LIMITS.sanctionsInMemory.value; read += limit) {
    const page = await parts.store.listSanctions({ activeAt, limit, cursor });
    yield* page.items;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}
