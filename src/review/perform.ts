// Does one effect: looks at the case as it is now, and brings about what that case asks for.
import type { Case } from "../domain/case.ts";
import { AppError } from "../domain/errors.ts";
import type { PublicUser, UserId } from "../domain/message.ts";
import type { BusMessage, RoomLog } from "../domain/ports/bus.ts";
import type { LiveEvents } from "../domain/ports/services.ts";
import type { Effect, Store } from "../domain/ports/store.ts";
import { decodeEffect } from "./effects.ts";
import { isShown } from "./transitions.ts";

export interface PerformParts {
  readonly store: Pick<Store, "getCase">;
  readonly rooms: Pick<RoomLog, "append" | "recent">;
  readonly tell: (message: BusMessage) => void;
  readonly live: Pick<LiveEvents, "emit">;
  /** Enforcement: makes the gateways agree with the store about this sanction. */
  readonly enact: (sanctionId: string) => Promise<void>;
}

/**
 * Harmless when done twice, late or out of turn: a publication whose release was undone
 * meanwhile, or an outcome that a newer decision replaced, does nothing.
 * Errors: AppError `effect_unknown` for a row that this version cannot read; what the store throws.
 */
export async function perform(parts: PerformParts, effect: Effect): Promise<void> {
  const body = decodeEffect(effect.body);
  if (body === undefined) {
    throw new AppError("effect_unknown", "An effect is of a kind that this version cannot do.", {
      facts: { effectId: effect.id },
    });
  }
  if (body.kind === "live") {
    parts.live.emit({ type: body.type, at: effect.createdAt, room: body.room, data: body.data });
    return;
  }
  if (body.kind === "sanction") return parts.enact(body.sanctionId);
  const item = await parts.store.getCase(effect.caseId);
  if (item === undefined) return;
  switch (body.kind) {
    case "publish":
      if (isShown(item)) await publish(parts, item);
      return;
    case "withdraw":
      if (!isShown(item)) withdraw(parts, item);
      return;
    case "outcome":
      if (item.status === body.status) tellOutcome(parts, item, body.status);
      return;
  }
}

async function publish(parts: PerformParts, item: Case): Promise<void> {
  parts.rooms.append(item.room, {
    kind: "message",
    message: { ...item.message, released: true },
    reasons: item.reasons,
    replyToUser: await authorRepliedTo(parts, item),
  });
}

function withdraw(parts: PerformParts, item: Case): void {
  const { id: messageId } = item.message;
  parts.rooms.append(item.room, { kind: "deleted", messageId, by: "moderator" });
}

function tellOutcome(parts: PerformParts, item: Case, status: "rejected" | "expired"): void {
  const { id: messageId, user } = item.message;
  parts.tell({ kind: "outcome", room: item.room, userId: user.id, messageId, status });
}

/** Sampling never hides a reply from whom it answers; null when the room has forgotten whom. */
async function authorRepliedTo(parts: PerformParts, item: Case): Promise<UserId | null> {
  const { replyTo } = item.message;
  if (replyTo === null) return null;
  const near = item.before.find((message) => message.id === replyTo);
  if (near !== undefined) return near.user.id;
  const { events } = await parts.rooms.recent(item.room);
  let author: PublicUser | null = null;
  for (const { event } of events) {
    if (event.kind === "message" && event.message.id === replyTo) author = event.message.user;
  }
  return author?.id ?? null;
}
