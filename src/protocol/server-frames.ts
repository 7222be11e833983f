// Every frame that the server sends: the catalogue. docs/protocol.md explains them one by one.
import type { Category } from "../domain/categories.ts";
import type {
  ChatMessage,
  MessageId,
  Meta,
  PublicUser,
  RoomId,
  SanctionId,
  UserId,
} from "../domain/message.ts";
import type { Modes } from "../domain/modes.ts";
import type { OrderedEvent } from "../domain/room-event.ts";
import type { Sanction, SanctionKind } from "../domain/sanction.ts";
import type { Reason, ResultCode } from "../domain/verdict.ts";

export interface MessageFrame {
  readonly op: "message";
  readonly seq: number;
  readonly id: MessageId;
  readonly at: number;
  readonly user: PublicUser;
  readonly text: string;
  readonly masked: boolean;
  readonly released: boolean;
  readonly replyTo: MessageId | null;
  readonly meta: Meta;
  /** On moderators' sockets only. */
  readonly reasons?: readonly Reason[];
}

export interface DeletedFrame {
  readonly op: "deleted";
  readonly messageId: MessageId;
  readonly by: "seller" | "moderator";
  /** Present when the message was withdrawn before this viewer saw it: its number is used up. */
  readonly seq?: number;
}

export interface ClearedFrame {
  readonly op: "cleared";
  readonly userId: UserId;
}

/** What a welcome's history may hold. */
export type HistoryFrame = MessageFrame | DeletedFrame | ClearedFrame;

export interface WelcomeFrame {
  readonly op: "welcome";
  readonly session: string;
  readonly room: RoomId;
  readonly user: PublicUser;
  readonly epoch: string;
  /** Newest number that this viewer may know of. */
  readonly seq: number;
  readonly modes: Modes;
  readonly maxTextLength: number;
  /** The room's sampling at this moment; `share` is 1 for moderators. */
  readonly sampling: { readonly share: number; readonly readableRate: number };
  /** True when `history` is all that was missed since `?since=`. */
  readonly recovered: boolean;
}

/** The first and only answer to a client's frame with this `id` (an `error` is the other kind). */
export type ResultFrame =
  | {
      readonly op: "result";
      readonly id: string;
      readonly status: "delivered";
      /** Absent when a command, not a message, was done. */
      readonly messageId?: MessageId;
      readonly seq?: number;
    }
  | {
      readonly op: "result";
      readonly id: string;
      readonly status: "masked";
      readonly messageId: MessageId;
      readonly seq: number;
      readonly category?: Category;
      readonly message: string;
    }
  | {
      readonly op: "result";
      readonly id: string;
      readonly status: "held";
      readonly messageId: MessageId;
      readonly code: "held";
      readonly message: string;
    }
  | {
      readonly op: "result";
      readonly id: string;
      readonly status: "rejected";
      readonly code: ResultCode;
      readonly category?: Category;
      readonly message: string;
      /** 0: waiting does not help. */
      readonly retryAfterMs: number;
    };

export interface OutcomeFrame {
  readonly op: "outcome";
  readonly messageId: MessageId;
  readonly status: "released" | "rejected" | "expired";
  /** Present when released. */
  readonly seq?: number;
}

export interface ModesFrame {
  readonly op: "modes";
  readonly modes: Modes;
}

export interface SanctionFrame {
  readonly op: "sanction";
  readonly id: SanctionId;
  readonly kind: SanctionKind;
  readonly until: number | null;
  readonly reason: string;
  readonly category: Category | null;
  readonly acknowledge: boolean;
}

export interface SamplingFrame {
  readonly op: "sampling";
  /** Part of the others' messages that this viewer gets from here on; 1 = all. */
  readonly share: number;
  readonly readableRate: number;
}

/** What an `error` frame may say; docs/errors.md has a line for each. */
export const FRAME_ERROR_CODES = [
  "bad_frame",
  "unknown_op",
  "forbidden",
  "not_found",
  "flood",
] as const;
export type FrameErrorCode = (typeof FRAME_ERROR_CODES)[number];

export interface ErrorFrame {
  readonly op: "error";
  readonly id?: string;
  readonly code: FrameErrorCode;
  /** For the client's developer, in English. */
  readonly message: string;
}

export type ServerFrame =
  | MessageFrame
  | ResultFrame
  | OutcomeFrame
  | DeletedFrame
  | ClearedFrame
  | ModesFrame
  | SanctionFrame
  | SamplingFrame
  | ErrorFrame;

/** Every `op` of a server frame; a test holds docs/protocol.md against it. */
export const SERVER_OPS = [
  "welcome",
  "message",
  "result",
  "outcome",
  "deleted",
  "cleared",
  "modes",
  "sanction",
  "sampling",
  "error",
] as const;

/** @param reasons for moderators' sockets; null = the viewers' variant */
export function messageFrame(
  message: ChatMessage,
  seq: number,
  reasons: readonly Reason[] | null,
): MessageFrame {
  // Spelt out: spreads cost ten microseconds here, more than the rest of a message's way out.
  const { id, at, text, masked, released, replyTo, meta } = message;
  const user = publicUser(message.user);
  const op = "message";
  if (reasons === null) return { op, seq, id, at, user, text, masked, released, replyTo, meta };
  return { op, seq, id, at, user, text, masked, released, replyTo, meta, reasons };
}

/** The frame of an event as viewers (or moderators) see it. */
export function eventFrame(ordered: OrderedEvent, isForModerators: boolean): HistoryFrame {
  const { seq, event } = ordered;
  switch (event.kind) {
    case "message":
      return messageFrame(event.message, seq, isForModerators ? event.reasons : null);
    case "deleted":
      return { op: "deleted", messageId: event.messageId, by: event.by };
    case "cleared":
      return { op: "cleared", userId: event.userId };
  }
}

export function sanctionFrame(sanction: Sanction): SanctionFrame {
  const { id, kind, until, reason, category, acknowledge } = sanction;
  return { op: "sanction", id, kind, until, reason, category, acknowledge };
}

/** Leaves out whatever else an object that is used as a user may carry (attrs stay private). */
export function publicUser(user: PublicUser): PublicUser {
  return { id: user.id, name: user.name, role: user.role };
}
