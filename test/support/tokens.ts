// Tokens as a platform signs them: HS256 with the tests' secret.
import { createSecretKey } from "node:crypto";
import { SignJWT } from "jose";
import type { Role, UserAttrs } from "../../src/domain/message.ts";

export const TEST_SECRET = new TextEncoder().encode("a secret of the tests, 32 bytes and more");

export interface TokenWish {
  readonly name?: string;
  readonly room?: string | readonly string[];
  readonly role?: Role;
  readonly attrs?: UserAttrs;
  /** Default one hour; negative = expired. */
  readonly ttlSeconds?: number;
  readonly secret?: Uint8Array;
}

/** A token of a user, by default a viewer of every room named like the user. */
export async function tokenFor(user: string, wish: TokenWish = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const { name = user, room = "*", role = "viewer", attrs, ttlSeconds = 3_600 } = wish;
  return new SignJWT({ name, room, role, ...(attrs === undefined ? {} : { attrs }) })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(user)
    .setIssuedAt(now)
    .setExpirationTime(now + ttlSeconds)
    .sign(createSecretKey(wish.secret ?? TEST_SECRET));
}
