// What a room's log says, brought to the room's sockets in the log's order.
import type { OrderedEvent, RoomHead } from "../domain/room-event.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import type { Fanout } from "./fanout.ts";
import { History } from "./history.ts";
import type { OutcomeParts } from "./outcomes.ts";
import { settleDelivery } from "./outcomes.ts";
import type { Room } from "./room.ts";
import { PUBLIC } from "./streams.ts";
import { welcome } from "./welcome.ts";

export interface EventParts extends OutcomeParts {
  readonly fanout: Fanout;
  readonly logger: Logger;
  readonly readableRate: number;
}

/** Begins with the head of the log. Messages still delayed are shown to viewers when due. */
export function openHistory(room: Room, head: RoomHead, nowMs: number): void {
  const history = new History(head);
  room.history = history;
  room.shownSeq = history.seq;
  room.moderatorsSeq = history.seq;
  for (const ordered of history.events) {
    room.known.note(ordered);
    const { event, seq } = ordered;
    if (event.kind !== "message") continue;
    const { at, released } = event.message;
    // Behind one that waits all wait; a released message's time is that of its sending.
    const isDelayed = room.delay.length > 0 || (!released && at + room.delayMs > nowMs);
    if (!isDelayed || room.delayMs === 0) continue;
    if (room.delay.length === 0) room.shownSeq = seq - 1;
    room.delay.add({ kind: "message", ordered, waitsSince: at });
  }
}

/** Cost: two encodings a dialect at most; the writes are `Fanout.sendSoon`'s. */
export function applyEvent(
  parts: EventParts,
  room: Room,
  epoch: string,
  ordered: OrderedEvent,
  nowMs: number,
): void {
  let { history } = room;
  if (history === null) return;
  if (epoch !== history.epoch) history = beginAnew(parts, room, epoch, ordered);
  const { event, seq } = ordered;
  if (event.kind === "message" && seq <= history.seq) return;
  if (event.kind === "message" && seq > history.seq + 1) {
    // The viewers see the gap and may come back with `since`; the log is asked for nothing here.
    parts.logger.warn("room.gap", { room: room.id, expected: history.seq + 1, seq });
  }
  history.push(ordered);
  room.known.note(ordered);
  parts.fanout.eventToModerators(room, ordered);
  switch (event.kind) {
    case "message":
      room.sampler.count();
      settleDelivery(parts, room, event.message, seq);
      showMessage(parts, room, ordered, nowMs);
      break;
    case "deleted":
      room.welcomes.clear();
      if (!room.delay.withdraw(event.messageId, event.by))
        parts.fanout.eventToPublic(room, ordered);
      break;
    case "cleared":
      room.welcomes.clear();
      room.delay.clearUser(event.userId);
      parts.fanout.eventToPublic(room, ordered);
      break;
  }
  parts.fanout.sendSoon(room);
}

/** Shows viewers what has waited long enough, in order. Cost: O(what is due). */
export function showDue(parts: EventParts, room: Room, nowMs: number): void {
  if (room.delay.length === 0) return;
  for (const delayed of room.delay.due(nowMs, room.delayMs)) {
    switch (delayed.kind) {
      case "message":
        parts.fanout.eventToPublic(room, delayed.ordered);
        break;
      case "withdrawn":
        parts.fanout.toPublic(room, delayed.frame, delayed.frame.seq);
        break;
      case "private":
        parts.fanout.toUserInOrder(room, delayed.userId, delayed.frame, PUBLIC);
        break;
    }
  }
  parts.fanout.sendSoon(room);
}

function showMessage(parts: EventParts, room: Room, ordered: OrderedEvent, nowMs: number): void {
  if (room.delayMs === 0 && room.delay.length === 0) {
    parts.fanout.eventToPublic(room, ordered);
    return;
  }
  room.delay.add({ kind: "message", ordered, waitsSince: nowMs });
  showDue(parts, room, nowMs);
}

/**
 * The log could not be kept and numbers began anew: what is here cannot be continued. Everybody is
 * welcomed again, with nothing recovered; this walks the room's sockets, once in a long while.
 */
function beginAnew(
  parts: EventParts,
  room: Room,
  epoch: string,
  { seq, event }: OrderedEvent,
): History {
  // What is of the old numbers must not come behind the new welcome.
  parts.fanout.sendNow(room);
  room.outbox.aheads.clear();
  parts.logger.warn("room.epoch_changed", { room: room.id, sessions: room.sessions.size });
  const before = event.kind === "message" ? seq - 1 : seq;
  const history = new History({ epoch, seq: before, events: [] });
  room.history = history;
  room.shownSeq = before;
  room.moderatorsSeq = before;
  room.welcomes.clear();
  room.delay.due(Number.MAX_SAFE_INTEGER, 0);
  for (const session of room.sessions) {
    if (session.state === "live") welcome(room, history, session, parts.readableRate, false);
  }
  return history;
}
