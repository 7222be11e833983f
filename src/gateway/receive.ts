// A frame's way in: counted, decoded, answered once, and handed to whoever does what it says.
import type { Metrics } from "../domain/ports/telemetry.ts";
import { LIMITS } from "../domain/limits.ts";
import type { FrameErrorCode } from "../protocol/server-frames.ts";
import { reject } from "./act.ts";
import type { CommandParts } from "./commands.ts";
import { command } from "./commands.ts";
import type { Room } from "./room.ts";
import type { SendParts } from "./send.ts";
import { sendMessage } from "./send.ts";
import type { Session } from "./session.ts";

export interface ReceiveParts extends SendParts, CommandParts {
  readonly metrics: Metrics;
}

const FLOOD_TEXT = "too many frames a second from this socket; this one was not done";

/**
 * What a socket sent, counted before anything reads it.
 * @param text null for a binary frame
 */
export function receive(
  parts: ReceiveParts,
  room: Room,
  session: Session,
  text: string | null,
): void {
  switch (session.frames.admit(parts.clock.now())) {
    case "close":
      refuse(parts, session, "flood", FLOOD_TEXT, null);
      session.close("flood");
      return;
    case "refuse":
      refuseFlood(parts, room, session, text);
      return;
    case "take":
      if (session.early === null) read(parts, room, session, text);
      else if (session.early.length < LIMITS.joiningFrames.value) session.early.push(text);
      else refuseFlood(parts, room, session, text);
  }
}

/** Pings and pongs count as frames do. Those too many are not refused: the driver answers them. */
export function receiveControl({ clock }: ReceiveParts, session: Session): void {
  if (session.frames.admit(clock.now()) === "close") session.close("flood");
}

/** A frame too many is answered as any other, by its id; it is not judged and not done. */
function refuseFlood(parts: ReceiveParts, room: Room, session: Session, text: string | null): void {
  const decoded = session.facts.dialect.decode(text);
  if (!decoded.ok) {
    refuse(parts, session, "flood", FLOOD_TEXT, decoded.id);
    return;
  }
  const { op, id } = decoded.frame;
  const at = parts.clock.now();
  const { idempotency, metrics } = parts;
  metrics.count("weir_frames_invalid_total", { code: "flood" });
  const attempt = idempotency.begin(room.id, session.facts.user.id, id, session, at);
  if (attempt === undefined) return;
  if (op === "send") {
    reject(parts, { attempt, session }, "rate_limited", session.frames.waitMs(at));
    return;
  }
  idempotency.settle(attempt, { op: "error", id, code: "flood", message: FLOOD_TEXT });
}

/** Decodes a frame of a live session and has it done. Does not wait for anything. */
export function read(parts: ReceiveParts, room: Room, session: Session, text: string | null): void {
  if (session.state !== "live") return;
  const decoded = session.facts.dialect.decode(text);
  if (!decoded.ok) {
    const { code, message, id } = decoded;
    refuse(parts, session, code, message, id);
    if (session.frames.isTooInvalid()) session.close("flood");
    return;
  }
  const { frame } = decoded;
  const at = parts.clock.now();
  const userId = session.facts.user.id;
  const attempt = parts.idempotency.begin(room.id, userId, frame.id, session, at);
  if (attempt === undefined) return;
  if (frame.op === "send") sendMessage(parts, { room, session, attempt, frame, at });
  else command(parts, { room, session, attempt, frame, at });
}

function refuse(
  { metrics }: ReceiveParts,
  session: Session,
  code: FrameErrorCode,
  message: string,
  id: string | null,
): void {
  metrics.count("weir_frames_invalid_total", { code });
  session.send(id === null ? { op: "error", code, message } : { op: "error", id, code, message });
}
