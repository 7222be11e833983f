// Signs a token with the shared secret: `weir token`, the demo, and tests.
import { createSecretKey } from "node:crypto";
import { SignJWT } from "jose";
import type { Role, RoomId, UserAttrs, UserId } from "../domain/message.ts";

export interface TokenOrder {
  readonly user: UserId;
  readonly name?: string | undefined;
  /** `"*"` = every room. */
  readonly room: RoomId | readonly RoomId[];
  readonly role: Role;
  readonly attrs?: UserAttrs | undefined;
  readonly ttlSeconds: number;
}

/** @param nowMs time of issue. @returns a compact JWT, HS256. */
export async function signToken(
  secret: Uint8Array,
  order: TokenOrder,
  nowMs: number,
): Promise<string> {
  const issued = Math.floor(nowMs / 1000);
  const claims = {
    name: order.name ?? order.user,
    room: order.room,
    role: order.role,
    ...(order.attrs === undefined ? {} : { attrs: order.attrs }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(order.user)
    .setIssuedAt(issued)
    .setExpirationTime(issued + order.ttlSeconds)
    .sign(createSecretKey(secret));
}
