// Console sessions: opened by a password, found by a cookie, ended by signing out or by time.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Account, ConsoleSession, StoreSession } from "../domain/ports/store.ts";
import { API_LIMITS } from "./limits.ts";

export const SESSION_COOKIE = "weir_session";
export const CSRF_HEADER = "x-csrf-token";

export type SessionStore = Pick<
  StoreSession,
  | "findAccount"
  | "getAccount"
  | "putConsoleSession"
  | "getConsoleSession"
  | "deleteConsoleSession"
  | "deleteExpiredConsoleSessions"
>;

export interface SignedIn {
  readonly account: Account;
  readonly session: ConsoleSession;
}

/** @returns the cookie's value, which is kept nowhere, and the session. */
export async function openSession(
  store: SessionStore,
  account: Account,
  nowMs: number,
): Promise<{ readonly value: string; readonly session: ConsoleSession }> {
  const value = randomBytes(32).toString("base64url");
  const session: ConsoleSession = {
    idHash: hashOf(value),
    accountId: account.id,
    csrf: randomBytes(24).toString("base64url"),
    expiresAt: nowMs + API_LIMITS.sessionMs.value,
  };
  await store.deleteExpiredConsoleSessions(nowMs);
  await store.putConsoleSession(session);
  return { value, session };
}

/** The session behind a cookie and its account as it is now; undefined when it ended. */
export async function findSession(
  store: SessionStore,
  cookieValue: string,
  nowMs: number,
): Promise<SignedIn | undefined> {
  if (cookieValue.length > 100) return undefined;
  const session = await store.getConsoleSession(hashOf(cookieValue));
  if (session === undefined || session.expiresAt <= nowMs) return undefined;
  const account = await store.getAccount(session.accountId);
  return account === undefined ? undefined : { account, session };
}

/** Compared in constant time. */
export function isCsrfRight(session: ConsoleSession, given: string | undefined): boolean {
  const expected = Buffer.from(session.csrf);
  const offered = Buffer.from(given ?? "");
  return expected.length === offered.length && timingSafeEqual(expected, offered);
}

/** @param maxAgeSeconds 0 takes the cookie back. */
export function sessionCookie(value: string, maxAgeSeconds: number, isSecure: boolean): string {
  const secure = isSecure ? "; Secure" : "";
  const rest = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
  return `${SESSION_COOKIE}=${value}; ${rest}`;
}

/** The value of a cookie in a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

function hashOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
