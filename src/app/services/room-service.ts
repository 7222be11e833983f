// Rooms as the backoffice sees them: who is live, their modes, and taking a message away.
import type { MessageId, RoomId } from "../../domain/message.ts";
import { changeModes } from "../../domain/modes.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { Bus, BusMessage } from "../../domain/ports/bus.ts";
import type { Actor, LiveEvents, RoomService } from "../../domain/ports/services.ts";
import type { AuditEntry, RoomModes, Store } from "../../domain/ports/store.ts";
import type { Clock } from "../../domain/ports/telemetry.ts";
import type { RoomStatistics } from "../../domain/room-event.ts";

export interface RoomParts {
  readonly bus: Pick<Bus, "rooms" | "state" | "onTell">;
  readonly store: Store;
  readonly live: Pick<LiveEvents, "emit">;
  readonly clock: Clock;
  readonly makeId: (prefix: string) => string;
}

export interface RunningRoomService extends RoomService {
  /** Learns the modes in force; resolves when all are known. */
  start(): Promise<void>;
  /** Rooms that some gateway reported in the last SILENT_MS. */
  liveRooms(): readonly RoomId[];
}

/** A gateway reports every second; one that has been silent for so long is gone. */
export const SILENT_MS = 5_000;
const MAX_GATEWAYS = 1_000;

type Report = Extract<BusMessage, { kind: "statistics" }>;

export function createRoomService(parts: RoomParts): RunningRoomService {
  const { bus, store, clock } = parts;
  const reports = new Map<string, { readonly heardAt: number; readonly report: Report }>();
  const known = new Map<RoomId, RoomModes>();

  bus.onTell((message) => {
    if (message.kind !== "statistics") return;
    // By our own clock: a gateway on another machine may have another.
    dropSilent(reports, clock.now());
    if (reports.size >= MAX_GATEWAYS && !reports.has(message.gateway)) return;
    reports.set(message.gateway, { heardAt: clock.now(), report: message });
  });

  function rooms(): readonly RoomStatistics[] {
    dropSilent(reports, clock.now());
    return sumOf([...reports.values()].map(({ report }) => report));
  }

  async function modesOf(room: RoomId): Promise<RoomModes> {
    const inForce = known.get(room) ?? (await store.getModes(room));
    return inForce ?? { room, modes: {}, updatedAt: 0 };
  }

  return {
    rooms,
    liveRooms: () => rooms().map(({ room }) => room),
    async start() {
      await bus.state.watch((key, entry) => {
        if (entry?.kind === "modes") remember(known, entry);
        else if (entry === null && key.startsWith("modes/")) known.delete(key.slice(6));
      });
    },
    async modes(room) {
      return (await modesOf(room)).modes;
    },
    async setModes(room, change, actor) {
      const before = await modesOf(room);
      const changed = changeModes(before.modes, change);
      if (!changed.ok) return changed;
      // Never at or before what stands: the newest update is the one that is kept everywhere.
      const updatedAt = Math.max(clock.now(), before.updatedAt + 1);
      const next: RoomModes = { room, modes: changed.modes, updatedAt };
      bus.state.set(`modes/${room}`, { kind: "modes", ...next });
      remember(known, next);
      await store.transaction(async (tx) => {
        await tx.putModes(next);
        const subject = `room:${room}`;
        const details = { ...next.modes };
        await tx.appendAudit(line(parts, actor, room, { action: "room.modes", subject, details }));
      });
      const data = { room, modes: { ...next.modes }, by: actor.id };
      parts.live.emit({ type: "room.modes", at: updatedAt, room, data });
      return changed;
    },
    withdraw: (room, messageId, actor, reason) => withdraw(parts, room, messageId, actor, reason),
  };
}

/** The room's viewers first, the books after: a message taken away late has been read. */
async function withdraw(
  parts: RoomParts,
  room: RoomId,
  messageId: MessageId,
  actor: Actor,
  reason: string | null,
): Promise<void> {
  const by = actor.role === "seller" ? "seller" : "moderator";
  parts.bus.rooms.append(room, { kind: "deleted", messageId, by });
  const entry = line(parts, actor, room, {
    action: "message.deleted",
    subject: `message:${messageId}`,
    reason,
    details: { messageId, role: actor.role },
  });
  await parts.store.appendAudit(entry);
  const data = { messageId, by: actor.id };
  parts.live.emit({ type: "room.message_deleted", at: entry.at, room, data });
}

function line(
  parts: RoomParts,
  actor: Actor,
  room: RoomId,
  what: Pick<AuditEntry, "action" | "subject" | "details"> & { readonly reason?: string | null },
): AuditEntry {
  const id = parts.makeId("a");
  return { id, at: parts.clock.now(), actor: actor.id, room, reason: null, ...what };
}

function remember(known: Map<RoomId, RoomModes>, entry: RoomModes): void {
  const { room, modes, updatedAt } = entry;
  // Rooms beyond the limit are read from the store; the oldest entry makes place.
  const oldest = known.keys().next();
  if (known.size >= LIMITS.roomsPerGateway.value && !known.has(room) && oldest.done !== true) {
    known.delete(oldest.value);
  }
  known.set(room, { room, modes, updatedAt });
}

function dropSilent(
  reports: Map<string, { readonly heardAt: number; readonly report: Report }>,
  nowMs: number,
): void {
  for (const [gateway, { heardAt }] of reports) {
    if (nowMs - heardAt >= SILENT_MS) reports.delete(gateway);
  }
}

/** Viewers add up. Every gateway sees all messages of its rooms, so their rates do not. */
function sumOf(reports: readonly Report[]): readonly RoomStatistics[] {
  const rooms = new Map<RoomId, RoomStatistics>();
  for (const report of reports) {
    for (const { room, viewers, messagesPerSecond } of report.rooms) {
      const other = rooms.get(room);
      rooms.set(room, {
        room,
        viewers: viewers + (other?.viewers ?? 0),
        messagesPerSecond: Math.max(messagesPerSecond, other?.messagesPerSecond ?? 0),
      });
    }
  }
  return [...rooms.values()].sort((a, b) => {
    return b.messagesPerSecond - a.messagesPerSecond || b.viewers - a.viewers;
  });
}
