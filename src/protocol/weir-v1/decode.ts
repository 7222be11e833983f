// weir.v1: from a text frame to a client frame, or to what is wrong with it. Never throws.
import { CATEGORIES, isCategory } from "../../domain/categories.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { Json, Meta } from "../../domain/message.ts";
import { SANCTION_KINDS } from "../../domain/sanction.ts";
import type { SanctionKind } from "../../domain/sanction.ts";
import type { ClientFrame, DecodedFrame, FrameRefusal } from "../client-frames.ts";
import { CLIENT_OPS } from "../client-frames.ts";

type Fields = { readonly [name: string]: unknown };
/** A frame, or which field is wrong and what is expected. */
type Reading = ClientFrame | string;

const MAX_ID = LIMITS.clientIdLength.value;
const MAX_NOTE = LIMITS.noteLength.value;
const MAX_DEPTH = LIMITS.frameDepth.value;

/**
 * @param text of a text frame; null for a binary one, which weir.v1 has none of
 * @returns the frame with every default filled in, or a refusal that echoes `id` where it can be read.
 * Cost: one JSON.parse, and a walk over the parsed values down to LIMITS.frameDepth.
 */
export function decodeFrame(text: string | null): DecodedFrame {
  if (text === null) return refusal("a text frame is expected, this one is binary", null);
  const value = parseJson(text);
  if (!isFields(value)) {
    const problem = value === undefined ? "the frame is not JSON" : "a JSON object is expected";
    return refusal(problem, null);
  }
  const id = readId(value["id"]);
  if (isDeeper(value, MAX_DEPTH)) {
    return refusal(`the frame is nested deeper than ${MAX_DEPTH} levels`, id);
  }
  const op = value["op"];
  if (typeof op !== "string") return refusal("op: a string is expected", id);
  const read = Object.hasOwn(READERS, op) ? READERS[op] : undefined;
  if (read === undefined) {
    const message = `op: ${JSON.stringify(op.slice(0, 40))} is not one of ${CLIENT_OPS.join(", ")}`;
    return { ok: false, code: "unknown_op", message, id };
  }
  if (id === null) return refusal(`id: a string of 1 to ${MAX_ID} characters is expected`, null);
  const frame = read(id, value);
  return typeof frame === "string" ? refusal(frame, id) : { ok: true, frame };
}

const READERS: { readonly [op: string]: (id: string, fields: Fields) => Reading } = {
  send: readSend,
  delete: readDelete,
  sanction: readSanction,
  modes: readModes,
  report: readReport,
  acknowledge: readAcknowledge,
};

function readSend(id: string, fields: Fields): Reading {
  const { text, replyTo, meta } = fields;
  if (typeof text !== "string") return "text: a string is expected";
  if (text.trim() === "") return "text: there is nothing to read in it";
  if (replyTo !== undefined && replyTo !== null && !isTargetId(replyTo)) {
    return "replyTo: the id of a message is expected";
  }
  const readableMeta = readMeta(meta);
  if (typeof readableMeta === "string") return readableMeta;
  return { op: "send", id, text, replyTo: replyTo ?? null, meta: readableMeta };
}

function readDelete(id: string, fields: Fields): Reading {
  const { messageId, reason } = fields;
  if (!isTargetId(messageId)) return "messageId: the id of a message is expected";
  if (!isNote(reason)) return noteProblem("reason");
  return { op: "delete", id, messageId, reason: reason ?? "" };
}

function readSanction(id: string, fields: Fields): Reading {
  const { userId, kind, seconds, reason } = fields;
  const most = LIMITS.sanctionSeconds.value;
  if (!isTargetId(userId)) return "userId: the id of a user is expected";
  if (!isSanctionKind(kind)) return `kind: one of ${SANCTION_KINDS.join(", ")} is expected`;
  if (!isNote(reason)) return noteProblem("reason");
  const isAbsent = seconds === undefined || seconds === null;
  if (isAbsent ? kind === "timeout" : !isWholeNumber(seconds, 1, most)) {
    return `seconds: a whole number from 1 to ${most} is expected`;
  }
  const ends = typeof seconds === "number" ? seconds : null;
  return { op: "sanction", id, userId, kind, seconds: ends, reason: reason ?? "" };
}

function readModes(id: string, fields: Fields): Reading {
  const { set } = fields;
  if (!isFields(set)) return "set: an object of modes is expected";
  return { op: "modes", id, set };
}

function readReport(id: string, fields: Fields): Reading {
  const { messageId, category, note } = fields;
  if (!isTargetId(messageId)) return "messageId: the id of a message is expected";
  if (!isNote(note)) return noteProblem("note");
  if (category === undefined || category === null) {
    return { op: "report", id, messageId, category: null, note: note ?? "" };
  }
  if (typeof category !== "string" || !isCategory(category)) {
    return `category: one of ${CATEGORIES.join(", ")} is expected`;
  }
  return { op: "report", id, messageId, category, note: note ?? "" };
}

function readAcknowledge(id: string, fields: Fields): Reading {
  const { sanctionId } = fields;
  if (!isTargetId(sanctionId)) return "sanctionId: the id of a sanction is expected";
  return { op: "acknowledge", id, sanctionId };
}

function readMeta(meta: unknown): Meta | string {
  if (meta === undefined || meta === null) return {};
  if (!isMeta(meta)) return "meta: an object is expected";
  const most = LIMITS.metaBytes.value;
  const bytes = Buffer.byteLength(JSON.stringify(meta));
  return bytes > most ? `meta: ${bytes} bytes of JSON, at most ${most} are allowed` : meta;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The one way that JSON.parse has to say "not JSON"; the refusal tells the client.
    return undefined;
  }
}

/** Walks no deeper than it must, so that hostile nesting costs nothing. */
function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== "object") return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) if (isDeeper(inner, levels - 1)) return true;
  return false;
}

function readId(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.length <= MAX_ID ? value : null;
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Parsed from JSON, so an object of it holds nothing but JSON. */
function isMeta(value: unknown): value is { readonly [key: string]: Json } {
  return isFields(value);
}

function isTargetId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LIMITS.userIdLength.value;
}

function isNote(value: unknown): value is string | null | undefined {
  return (
    value === undefined || value === null || (typeof value === "string" && value.length <= MAX_NOTE)
  );
}

function isSanctionKind(value: unknown): value is SanctionKind {
  return typeof value === "string" && SANCTION_KINDS.some((kind) => kind === value);
}

function isWholeNumber(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function noteProblem(field: string): string {
  return `${field}: a string of at most ${MAX_NOTE} characters is expected`;
}

function refusal(message: string, id: string | null): FrameRefusal {
  return { ok: false, code: "bad_frame", message, id };
}
