// What the chat shows, as a function of the frames that arrived. Pure.
import type { ServerFrame } from "./connection.ts";

export type OwnStatus =
  | "sending"
  | "delivered"
  | "masked"
  | "held"
  | "released"
  | "rejected"
  | "expired"
  | "deleted";

export interface Line {
  /** The message's id, or the client's id until the gateway has answered. */
  readonly key: string;
  readonly name: string;
  readonly userId: string;
  readonly role: string;
  readonly text: string;
  readonly isOwn: boolean;
  readonly released: boolean;
  readonly status: OwnStatus | null;
  /** The gateway's word to its sender. */
  readonly note: string;
  readonly retryAfterMs: number;
}

export interface Warning {
  readonly id: string;
  readonly reason: string;
  readonly acknowledge: boolean;
}

export interface ChatState {
  readonly lines: readonly Line[];
  readonly lot: string;
  readonly isSampled: boolean;
  readonly maxTextLength: number;
  readonly warning: Warning | null;
}

export type ChatEvent =
  | { readonly kind: "frame"; readonly frame: ServerFrame; readonly userId: string }
  | {
      readonly kind: "sent";
      readonly id: string;
      readonly text: string;
      readonly userId: string;
      readonly name: string;
    }
  | { readonly kind: "acknowledged" };

export const EMPTY: ChatState = {
  lines: [],
  lot: "",
  isSampled: false,
  maxTextLength: 500,
  warning: null,
};

/** The page keeps so many lines; older ones leave the top. */
const MAX_LINES = 300;

export function advance(state: ChatState, event: ChatEvent): ChatState {
  switch (event.kind) {
    case "sent":
      return add(state, {
        key: event.id,
        name: event.name,
        userId: event.userId,
        role: "viewer",
        text: event.text,
        isOwn: true,
        released: false,
        status: "sending",
        note: "",
        retryAfterMs: 0,
      });
    case "acknowledged":
      return { ...state, warning: null };
    case "frame":
      return takeFrame(state, event.frame, event.userId);
  }
}

function add(state: ChatState, line: Line): ChatState {
  return { ...state, lines: [...state.lines, line].slice(-MAX_LINES) };
}

function change(state: ChatState, key: string, patch: Partial<Line>): ChatState {
  const lines = state.lines.map((line) => (line.key === key ? { ...line, ...patch } : line));
  return { ...state, lines };
}

function takeFrame(state: ChatState, frame: ServerFrame, userId: string): ChatState {
  switch (frame.op) {
    case "welcome": {
      const next = { ...state, maxTextLength: frame.maxTextLength };
      return frame.history.reduce((now, message) => takeFrame(now, message, userId), next);
    }
    case "message":
      return takeMessage(state, frame, userId);
    case "result":
      return takeResult(state, frame);
    case "outcome":
      return change(state, frame.messageId, { status: frame.status, note: "" });
    case "deleted":
      return remove(state, (line) => line.key === frame.messageId);
    case "cleared":
      return remove(state, (line) => line.userId === frame.userId);
    case "sampling":
      return { ...state, isSampled: frame.share < 1 };
    case "sanction":
      return {
        ...state,
        warning: { id: frame.id, reason: frame.reason, acknowledge: frame.acknowledge },
      };
    case "error":
      return frame.id === undefined
        ? state
        : change(state, frame.id, { status: "rejected", note: frame.message });
    case "modes":
      return state;
  }
}

function takeResult(state: ChatState, frame: ServerFrame & { op: "result" }): ChatState {
  const patch = {
    status: frame.status,
    note: frame.message ?? "",
    retryAfterMs: frame.retryAfterMs ?? 0,
  };
  const { messageId } = frame;
  if (messageId === undefined) return change(state, frame.id, patch);
  // The message itself may have come first: then the line that waited for its id is one too many.
  if (!state.lines.some((line) => line.key === messageId)) {
    return change(state, frame.id, { ...patch, key: messageId });
  }
  const lines = state.lines.filter((line) => line.key !== frame.id);
  return change({ ...state, lines }, messageId, patch);
}

/** Own lines stay, marked, so that their sender knows; others' go. */
function remove(state: ChatState, isMeant: (line: Line) => boolean): ChatState {
  const lines = state.lines
    .filter((line) => line.isOwn || !isMeant(line))
    .map((line) => (isMeant(line) ? { ...line, status: "deleted" as const, note: "" } : line));
  return { ...state, lines };
}

function takeMessage(
  state: ChatState,
  frame: ServerFrame & { op: "message" },
  userId: string,
): ChatState {
  const lot =
    frame.user.role === "seller" && frame.text.startsWith("▶ ") ? frame.text.slice(2) : "";
  const withLot = lot === "" ? state : { ...state, lot };
  const known = state.lines.find((line) => line.key === frame.id);
  if (known !== undefined) {
    const status = known.status === "masked" ? "masked" : frame.released ? "released" : "delivered";
    return change(withLot, frame.id, { text: frame.text, released: frame.released, status });
  }
  const isOwn = frame.user.id === userId;
  return add(withLot, {
    key: frame.id,
    name: frame.user.name,
    userId: frame.user.id,
    role: frame.user.role,
    text: frame.text,
    isOwn,
    released: frame.released,
    status: isOwn ? "delivered" : null,
    note: "",
    retryAfterMs: 0,
  });
}
