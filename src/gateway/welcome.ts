// A session's first frame: who it is, where the room stands, and what it missed.
import { LIMITS } from "../domain/limits.ts";
import type { OrderedEvent } from "../domain/room-event.ts";
import type { HistoryFrame } from "../protocol/server-frames.ts";
import { eventFrame } from "../protocol/server-frames.ts";
import type { History } from "./history.ts";
import type { Room } from "./room.ts";
import type { Session } from "./session.ts";

/**
 * Sends the welcome. The caller subscribes the session in the same tick, so that the next event
 * is the first one that is not in it.
 * @param isFirst false when the room's log began anew under an open socket
 */
export function welcome(
  room: Room,
  history: History,
  session: Session,
  readableRate: number,
  isFirst: boolean,
): void {
  const { id, user, since, dialect } = session.facts;
  const isModerator = session.audience === "moderators";
  const shown = isModerator ? room.moderatorsSeq : room.shownSeq;
  const isAsked = isFirst && since !== null;
  const recovered = isAsked && history.covers(since.epoch, since.seq);
  // Another gateway may have shown already what is delayed here.
  const isAhead = recovered && since.seq > shown && since.seq <= history.seq;
  const seq = isAhead ? since.seq : shown;
  // What waits for the room's next write is in this welcome.
  if (isAhead || room.outbox.length > 0) room.outbox.aheads.set(session, seq);
  const encoded = recovered
    ? dialect.encodeHistory(missed(room, history.after(since.seq, seq), session, since.seq, seq))
    : newest(room, history, session, seq);
  const share = session.audience === "viewers" ? room.sampler.share : 1;
  const bytes = dialect.encodeWelcome(
    {
      op: "welcome",
      session: id,
      room: room.id,
      user,
      epoch: history.epoch,
      seq,
      modes: room.context.modes,
      maxTextLength: LIMITS.textLength.value,
      sampling: { share, readableRate },
      recovered,
    },
    encoded,
  );
  session.sendWelcome(bytes);
}

/** Everybody who joins between two events gets the same history: it is built once. */
function newest(room: Room, history: History, session: Session, seq: number): Uint8Array {
  const { dialect } = session.facts;
  const isModerator = session.audience === "moderators";
  const key = `${dialect.protocol} ${isModerator}`;
  const known = room.welcomes.get(key);
  if (known !== undefined) return known;
  const events = history.newest(LIMITS.welcomeMessages.value, seq);
  const built = dialect.encodeHistory(events.map((ordered) => eventFrame(ordered, isModerator)));
  room.welcomes.set(key, built);
  return built;
}

/**
 * A withdrawal of a message that this client never saw carries its number, if it is known. One of
 * a message that still waits follows behind the message.
 */
function missed(
  room: Room,
  events: readonly OrderedEvent[],
  { audience }: Session,
  sinceSeq: number,
  upToSeq: number,
): readonly HistoryFrame[] {
  return events.flatMap((ordered): readonly HistoryFrame[] => {
    const frame = eventFrame(ordered, audience === "moderators");
    if (frame.op !== "deleted") return [frame];
    const seq = room.known.get(frame.messageId)?.seq ?? 0;
    if (seq > upToSeq) return [];
    return [seq > sinceSeq ? { ...frame, seq } : frame];
  });
}
