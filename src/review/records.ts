// Keeps what moderators did in the chat itself: gateways enacted it, here it is stored once.
//
// Why this way: a record may come twice and out of order. Its audit line has the record's id, and
// no record brings back a sanction that was lifted or takes back an acknowledgement.
import type { Json } from "../domain/message.ts";
import type { ReviewItem } from "../domain/ports/review-queue.ts";
import type { LiveEvents } from "../domain/ports/services.ts";
import type { Store, StoreSession } from "../domain/ports/store.ts";
import type { Metrics } from "../domain/ports/telemetry.ts";
import type { Sanction } from "../domain/sanction.ts";

export type RecordItem = Extract<ReviewItem, { kind: "record" }>;

export interface RecordParts {
  readonly store: Store;
  readonly live: Pick<LiveEvents, "emit">;
  readonly metrics: Metrics;
}

interface Line {
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
  readonly details: Json;
  /** False: it was there already, or newer facts stand. */
  readonly isNews: boolean;
  readonly liveType: string;
}

/** Errors: what the store throws; then the queue hands the record over again. */
export async function keepRecord(parts: RecordParts, item: RecordItem): Promise<void> {
  const line = await parts.store.transaction(async (tx) => {
    const kept = await keep(tx, item);
    await tx.appendAudit({
      id: `a_${item.id}`,
      at: item.at,
      actor: item.by.id,
      action: kept.action,
      subject: kept.subject,
      room: item.room,
      reason: kept.reason,
      details: kept.details,
    });
    return kept;
  });
  if (!line.isNews) return;
  const { done } = item;
  if (done.what === "sanctioned") {
    parts.metrics.count("weir_sanctions_total", { kind: done.sanction.kind });
  }
  parts.live.emit({ type: line.liveType, at: item.at, room: item.room, data: line.details });
}

async function keep(tx: StoreSession, item: RecordItem): Promise<Line> {
  const { done, room, at } = item;
  switch (done.what) {
    case "deleted":
      return {
        action: "message.deleted",
        subject: `message:${done.messageId}`,
        reason: done.reason,
        details: { messageId: done.messageId, role: item.by.role },
        isNews: true,
        liveType: "room.message_deleted",
      };
    case "sanctioned":
      return {
        action: "sanction.created",
        subject: `sanction:${done.sanction.id}`,
        reason: done.sanction.reason,
        details: { ...done.sanction },
        isNews: await keepSanction(tx, done.sanction),
        liveType: "sanction.created",
      };
    case "acknowledged":
      return {
        action: "sanction.acknowledged",
        subject: `sanction:${done.sanction.id}`,
        reason: null,
        details: { ...done.sanction },
        isNews: await keepAcknowledgement(tx, done.sanction),
        liveType: "sanction.acknowledged",
      };
    case "modes": {
      const known = await tx.getModes(room);
      const isNews = known === undefined || known.updatedAt < at;
      if (isNews) await tx.putModes({ room, modes: done.modes, updatedAt: at });
      return {
        action: "room.modes",
        subject: `room:${room}`,
        reason: null,
        details: { ...done.modes },
        isNews,
        liveType: "room.modes",
      };
    }
  }
}

async function keepSanction(tx: StoreSession, sanction: Sanction): Promise<boolean> {
  if ((await tx.getSanction(sanction.id)) !== undefined) return false;
  if (await wasLifted(tx, sanction.id)) return false;
  await tx.putSanction(sanction);
  return true;
}

async function keepAcknowledgement(tx: StoreSession, sanction: Sanction): Promise<boolean> {
  const known = await tx.getSanction(sanction.id);
  if (known !== undefined && known.acknowledgedAt !== null) return false;
  if (known === undefined && (await wasLifted(tx, sanction.id))) return false;
  await tx.putSanction(sanction);
  return true;
}

/** Did somebody lift it: its row is gone, its audit line stays. */
export async function wasLifted(
  store: Pick<StoreSession, "listAudit">,
  sanctionId: string,
): Promise<boolean> {
  const page = await store.listAudit({ subject: `sanction:${sanctionId}`, limit: 50 });
  return page.items.some((entry) => entry.action === "sanction.lifted");
}
