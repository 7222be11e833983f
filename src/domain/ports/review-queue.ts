// Port of the review queue: what must not be lost on its way to the backoffice. Drivers: embedded, bullmq.
import type { Category } from "../categories.ts";
import type { ChatMessage, MessageId, RoomId, UserId } from "../message.ts";
import type { Modes } from "../modes.ts";
import type { Sanction } from "../sanction.ts";
import type { HoldTerms, Reason } from "../verdict.ts";

/** Everything in it may arrive twice; `id` is the key that makes the second time harmless. */
export type ReviewItem =
  | {
      readonly kind: "held";
      /** The message's id. */
      readonly id: string;
      readonly message: ChatMessage;
      readonly reasons: readonly Reason[];
      readonly hold: HoldTerms;
      readonly policyVersion: string;
      readonly replyToUser: UserId | null;
      /** What the room showed just before, oldest first. */
      readonly before: readonly ChatMessage[];
      /** Viewers in the room then: reach. */
      readonly viewers: number;
      readonly lang: string | null;
    }
  | {
      readonly kind: "report";
      readonly id: string;
      readonly message: ChatMessage;
      readonly before: readonly ChatMessage[];
      readonly viewers: number;
      readonly reporter: UserId;
      readonly category: Category | null;
      readonly note: string;
      readonly at: number;
    }
  /** Done already on the gateways; the backoffice records it. */
  | {
      readonly kind: "record";
      readonly id: string;
      readonly at: number;
      readonly by: { readonly id: UserId; readonly role: string };
      readonly room: RoomId;
      readonly done:
        | { readonly what: "deleted"; readonly messageId: MessageId; readonly reason: string }
        | { readonly what: "sanctioned"; readonly sanction: Sanction }
        | { readonly what: "acknowledged"; readonly sanction: Sanction }
        | { readonly what: "modes"; readonly modes: Modes };
    };

/** The gateway's end. */
export interface ReviewQueue {
  /**
   * Resolves when the item is durable (survives kill -9 of every process here), not before.
   * Errors: UnavailableError `review_unavailable`, also when LIMITS.holdAckMs passes.
   */
  add(item: ReviewItem): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The backoffice's end. */
export interface ReviewQueueConsumer {
  /**
   * Hands over every item at least once; an item whose handler throws comes again later,
   * with a growing wait, until it succeeds or has failed 20 times (then it is kept as dead and logged).
   */
  consume(handler: (item: ReviewItem) => Promise<void>): void;
  /** Items waiting, being worked on, and given up. */
  depth(): Promise<{ readonly waiting: number; readonly active: number; readonly dead: number }>;
  [Symbol.asyncDispose](): Promise<void>;
}
