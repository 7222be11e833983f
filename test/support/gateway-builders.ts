// Events, histories and sanctions for the gateway's unit tests.
import type { ChatMessage } from "../../src/domain/message.ts";
import type { OrderedEvent } from "../../src/domain/room-event.ts";
import type { Sanction } from "../../src/domain/sanction.ts";

/** The message with number `seq` has the id `m_<seq>`. */
export function aShown(
  seq: number,
  change: Partial<ChatMessage> & { readonly clientId?: string } = {},
): OrderedEvent {
  const { clientId, ...message } = change;
  const shown: ChatMessage = {
    id: `m_${seq}`,
    room: "shop",
    at: seq * 1_000,
    user: { id: "u_1", name: "Aki", role: "viewer" },
    text: `text ${seq}`,
    masked: false,
    released: false,
    replyTo: null,
    meta: {},
    ...message,
  };
  const event = { kind: "message", message: shown, reasons: [], replyToUser: null } as const;
  return { seq, event: clientId === undefined ? event : { ...event, clientId } };
}

/** Withdraws `m_<target>` when `seq` was the newest number. */
export function aDeletion(seq: number, target: number): OrderedEvent {
  return { seq, event: { kind: "deleted", messageId: `m_${target}`, by: "moderator" } };
}

export function aClearing(seq: number, userId: string): OrderedEvent {
  return { seq, event: { kind: "cleared", userId } };
}

export function gatewaySanction(change: Partial<Sanction> = {}): Sanction {
  return {
    id: "s_1",
    userId: "u_1",
    room: "shop",
    kind: "timeout",
    until: 10_000,
    reason: "",
    category: null,
    acknowledge: false,
    acknowledgedAt: null,
    createdAt: 0,
    by: "ladder",
    caseId: null,
    ...change,
  };
}
