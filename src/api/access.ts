// Who asks and what they may: bearer tokens, console sessions, roles and rooms.
import type { Role, RoomId } from "../domain/message.ts";
import type { Actor } from "../domain/ports/services.ts";
import type { ApiDeps } from "./deps.ts";
import { refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { CSRF_HEADER, findSession, isCsrfRight, readCookie, SESSION_COOKIE } from "./sessions.ts";
import type { SignedIn } from "./sessions.ts";

export interface Credentials {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly csrf: string | undefined;
}

export interface Caller {
  readonly actor: Actor;
  /** Ms since 1970. */
  readonly expiresAt: number;
  /** Set when a console session speaks, not a token. */
  readonly signedIn: SignedIn | undefined;
}

export type CallerResult =
  | { readonly ok: true; readonly caller: Caller }
  | { readonly ok: false; readonly answer: Answer };

type AccessDeps = Pick<ApiDeps, "tokens" | "store" | "clock">;

/**
 * A token, when there is one, decides alone: a bad token is refused even beside a good cookie.
 * A cookie that would change something needs the session's CSRF token too.
 */
export async function identify(deps: AccessDeps, given: Credentials): Promise<CallerResult> {
  const bearer = /^Bearer +(\S+) *$/iu.exec(given.authorization ?? "");
  if (bearer !== null) return identifyToken(deps, bearer[1] ?? "");
  if (given.authorization !== undefined) return unauthorized("missing", "A bearer token is wanted");
  const value = readCookie(given.cookie, SESSION_COOKIE);
  if (value === undefined) return unauthorized("missing", "A token or a sign-in is wanted.");
  const signedIn = await findSession(deps.store, value, deps.clock.now());
  if (signedIn === undefined) return unauthorized("session_ended", "The session ended; sign in.");
  const isReading = given.method === "GET" || given.method === "HEAD";
  if (!isReading && !isCsrfRight(signedIn.session, given.csrf)) {
    const text = `${CSRF_HEADER}: the csrf value of the session is wanted`;
    return { ok: false, answer: refusal("csrf", text) };
  }
  return { ok: true, caller: callerOf(signedIn) };
}

export async function identifyToken(deps: AccessDeps, token: string): Promise<CallerResult> {
  const result = await deps.tokens.verify(token);
  if (!result.ok) return unauthorized(result.code, result.message);
  const { user, rooms, expiresAt } = result.claims;
  const actor: Actor = { id: user.id, name: user.name, role: user.role, rooms };
  return { ok: true, caller: { actor, expiresAt, signedIn: undefined } };
}

function callerOf(signedIn: SignedIn): Caller {
  const { id, name, role, rooms } = signedIn.account;
  const { expiresAt } = signedIn.session;
  return { actor: { id, name, role, rooms }, expiresAt, signedIn };
}

function unauthorized(reason: string, message: string): CallerResult {
  const headers = { "www-authenticate": "Bearer" };
  return { ok: false, answer: refusal("unauthorized", message, { reason }, headers) };
}

/** May this actor work in that room. An admin may everywhere, whatever rooms are named. */
export function opensRoomTo(actor: Actor, room: RoomId): boolean {
  return seesEveryRoom(actor) || actor.rooms.includes(room);
}

export function seesEveryRoom(actor: Actor): boolean {
  return actor.role === "admin" || actor.rooms === "*";
}

/** The rooms a list is cut down to; undefined = all. */
export function roomsOf(actor: Actor): readonly RoomId[] | undefined {
  return actor.role === "admin" || actor.rooms === "*" ? undefined : actor.rooms;
}

/** May this actor set or lift what holds in every room. */
export function mayActEverywhere(actor: Actor): boolean {
  return actor.role === "admin" || (actor.role === "moderator" && actor.rooms === "*");
}

export function wrongRole(allowed: readonly Role[]): Answer {
  return refusal("forbidden", `This call is for: ${allowed.join(", ")}.`, { allowed });
}

export function wrongRoom(room: RoomId): Answer {
  return refusal("forbidden", "You have no right to this room.", { room });
}

/** The list filter for an optional `room` of the query, or why not. */
export function listedRooms(
  actor: Actor,
  room: RoomId | undefined,
): { readonly rooms: readonly RoomId[] | undefined } | { readonly answer: Answer } {
  if (room === undefined) return { rooms: roomsOf(actor) };
  return opensRoomTo(actor, room) ? { rooms: [room] } : { answer: wrongRoom(room) };
}
