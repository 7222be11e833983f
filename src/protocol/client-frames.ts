// Every frame that a client may send: the catalogue. docs/protocol.md explains them one by one.
import type { Category } from "../domain/categories.ts";
import type { MessageId, Meta, SanctionId, UserId } from "../domain/message.ts";
import type { SanctionKind } from "../domain/sanction.ts";

export interface SendFrame {
  readonly op: "send";
  readonly id: string;
  /** Any text, lone surrogates and all; its length is the engine's business (`too_long`). */
  readonly text: string;
  readonly replyTo: MessageId | null;
  readonly meta: Meta;
}

export interface DeleteFrame {
  readonly op: "delete";
  readonly id: string;
  readonly messageId: MessageId;
  readonly reason: string;
}

export interface SanctionOrderFrame {
  readonly op: "sanction";
  readonly id: string;
  readonly userId: UserId;
  readonly kind: SanctionKind;
  /** Always there for a timeout; absent = no end. */
  readonly seconds: number | null;
  readonly reason: string;
}

export interface ModesOrderFrame {
  readonly op: "modes";
  readonly id: string;
  /** Laid over the modes in force by `changeModes`, which checks it. */
  readonly set: { readonly [mode: string]: unknown };
}

export interface ReportFrame {
  readonly op: "report";
  readonly id: string;
  readonly messageId: MessageId;
  readonly category: Category | null;
  readonly note: string;
}

export interface AcknowledgeFrame {
  readonly op: "acknowledge";
  readonly id: string;
  readonly sanctionId: SanctionId;
}

export type CommandFrame =
  | DeleteFrame
  | SanctionOrderFrame
  | ModesOrderFrame
  | ReportFrame
  | AcknowledgeFrame;

export type ClientFrame = SendFrame | CommandFrame;

/** Every `op` of a client frame; a test holds docs/protocol.md against it. */
export const CLIENT_OPS = ["send", "delete", "sanction", "modes", "report", "acknowledge"] as const;

/** What a frame that could not be read is answered with. `id` is there when it could be read. */
export interface FrameRefusal {
  readonly ok: false;
  readonly code: "bad_frame" | "unknown_op";
  /** For the client's developer: which field, and what is expected. */
  readonly message: string;
  readonly id: string | null;
}

export type DecodedFrame = { readonly ok: true; readonly frame: ClientFrame } | FrameRefusal;
