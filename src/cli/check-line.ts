// One line of `weir check`: decoded, judged, answered.
import { z } from "zod";
import { LIMITS } from "../domain/limits.ts";
import { ROLES } from "../domain/message.ts";
import type { Role, UserAttrs } from "../domain/message.ts";
import type { Reason } from "../domain/verdict.ts";
import type { Explanation } from "../engine/explain.ts";
import type { Engine, RoomContext, UserContext } from "../engine/types.ts";
import type { Line } from "./read-lines.ts";

/** What goes out: `ok` says whether the line could be judged. */
export interface Answer {
  readonly ok: boolean;
  readonly body: unknown;
}

/** `id` of a line: any JSON value that is not a structure. */
const id = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const lineSchema = z.object({
  id: id.optional(),
  text: z.string(),
  room: z.string().max(LIMITS.roomIdLength.value).optional(),
  user: z.string().max(LIMITS.userIdLength.value).optional(),
  at: z.number().min(0).optional(),
  role: z.enum(ROLES).optional(),
  viewers: z.int().min(0).optional(),
  attrs: z
    .object({
      accountCreatedAt: z.number().nullable().optional(),
      followerSince: z.number().nullable().optional(),
      purchases: z.number().optional(),
      verified: z.boolean().optional(),
      lang: z.string().max(35).optional(),
      deviceHash: z.string().max(128).optional(),
    })
    .optional(),
});
type CheckLine = z.infer<typeof lineSchema>;

/** Rooms that are remembered by a stateful run; older ones are looked up again. */
const ROOMS_KEPT = 10_000;

/** @returns a function from a line to its answer; undefined for an empty line. */
export function createChecker(
  engine: Engine,
  isStateful: boolean,
  explain?: (text: string) => Explanation,
): (line: Line) => Answer | undefined {
  const rooms = new Map<string, RoomContext>();
  let count = 0;
  const roomOf = (name: string): RoomContext => {
    const known = rooms.get(name);
    if (known !== undefined) return known;
    if (rooms.size >= ROOMS_KEPT) rooms.clear();
    const room = { id: name, key: engine.roomKey(name), modes: {}, viewers: 0 };
    rooms.set(name, room);
    return room;
  };
  return (line) => {
    if (line.kind === "too_long") {
      return bad(null, `the line is longer than ${LIMITS.checkLineBytes.value} bytes`);
    }
    if (line.text.trim() === "") return undefined;
    const decoded = decode(line.text);
    if (!decoded.ok) return decoded.answer;
    const { value } = decoded;
    count += 1;
    const room = roomOf(isStateful ? (value.room ?? "r") : "r");
    room.viewers = value.viewers ?? 0;
    // Without a time of its own a line comes one second after the one before it.
    const at = value.at ?? count * 1_000;
    const user = userOf(engine, value, isStateful);
    const started = process.hrtime.bigint();
    const verdict = engine.judge({ text: value.text, at, user, room });
    const us = Math.round(Number(process.hrtime.bigint() - started) / 100) / 10;
    const { action, code, retryAfterMs, maskedText, hold } = verdict;
    const reasons = verdict.reasons.map(plain);
    const body = {
      id: value.id ?? null,
      action,
      reasons,
      code,
      retryAfterMs,
      maskedText,
      hold,
      us,
    };
    return {
      ok: true,
      body: explain === undefined ? body : { ...body, explain: explain(value.text) },
    };
  };
}

/** A reason as the contract has it; which terms matched is told by `--explain`. */
function plain({ rule, category, severity, spans, joined }: Reason): Reason {
  const reason = { rule, category, severity, spans };
  return joined === undefined ? reason : { ...reason, joined };
}

function userOf(engine: Engine, line: CheckLine, isStateful: boolean): UserContext {
  const name = isStateful ? (line.user ?? "u") : "u";
  const role: Role = line.role ?? "viewer";
  const attrs = attrsOf(line);
  return { id: name, role, attrs, keys: engine.memoryKeys(name, attrs.deviceHash ?? null, null) };
}

function attrsOf(line: CheckLine): UserAttrs {
  const given = line.attrs;
  if (given === undefined) return {};
  const { accountCreatedAt, followerSince, purchases, verified, lang, deviceHash } = given;
  return {
    ...(accountCreatedAt === undefined ? {} : { accountCreatedAt }),
    ...(followerSince === undefined ? {} : { followerSince }),
    ...(purchases === undefined ? {} : { purchases }),
    ...(verified === undefined ? {} : { verified }),
    ...(lang === undefined ? {} : { lang }),
    ...(deviceHash === undefined ? {} : { deviceHash }),
  };
}

type Decoded =
  | { readonly ok: true; readonly value: CheckLine }
  | { readonly ok: false; readonly answer: Answer };

function decode(text: string): Decoded {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\u{FEFF}/u, ""));
  } catch {
    return { ok: false, answer: bad(null, "the line is not JSON") };
  }
  const checked = lineSchema.safeParse(json);
  if (checked.success) return { ok: true, value: checked.data };
  const issue = checked.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return { ok: false, answer: bad(idOf(json), `${place}${issue?.message ?? "not a message"}`) };
}

/** The id of a line that is wrong elsewhere, so that its answer can still be matched. */
function idOf(json: unknown): unknown {
  if (json === null || typeof json !== "object" || !("id" in json)) return null;
  const given = id.safeParse(json.id);
  return given.success ? given.data : null;
}

function bad(lineId: unknown, error: string): Answer {
  return { ok: false, body: { id: lineId, error } };
}
