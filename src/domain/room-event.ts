// What happens in a room, in one order for every viewer on every gateway.
import type { ChatMessage, MessageId, RoomId, UserId } from "./message.ts";
import type { Reason } from "./verdict.ts";

/** Only `message` takes a sequence number; the others stand behind the number given last. */
export type RoomEvent =
  | {
      readonly kind: "message";
      readonly message: ChatMessage;
      /** For moderators' sockets only. */
      readonly reasons: readonly Reason[];
      /** Author of the message replied to: sampling never hides a reply from them. */
      readonly replyToUser: UserId | null;
      /**
       * The `id` that the sender's client gave: a client that comes back to another gateway and
       * sends it again gets the first answer. Never shown to anybody. Absent when released.
       */
      readonly clientId?: string;
    }
  | { readonly kind: "deleted"; readonly messageId: MessageId; readonly by: "seller" | "moderator" }
  /** Everything a user wrote is withdrawn (a ban). */
  | { readonly kind: "cleared"; readonly userId: UserId };

export interface OrderedEvent {
  /** Sequence number of the message; of any other event, the newest number before it. */
  readonly seq: number;
  readonly event: RoomEvent;
}

/** A room's log as a joining gateway finds it. */
export interface RoomHead {
  readonly epoch: string;
  /** Newest number given. 0: none yet. */
  readonly seq: number;
  /** Oldest first, at most LIMITS.historyMessages; withdrawn messages are taken out, their `deleted` stays. */
  readonly events: readonly OrderedEvent[];
}

export interface RoomStatistics {
  readonly room: RoomId;
  readonly viewers: number;
  /** Messages published in the last full second. */
  readonly messagesPerSecond: number;
}
