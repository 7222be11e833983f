// Port of token checks: who a bearer is, and which rooms the token opens.
import type { RoomId, TokenUser } from "../message.ts";

export interface TokenClaims {
  readonly user: TokenUser;
  /** `"*"` = every room. */
  readonly rooms: "*" | readonly RoomId[];
  /** Ms since 1970. */
  readonly expiresAt: number;
}

export type TokenResult =
  | { readonly ok: true; readonly claims: TokenClaims }
  | { readonly ok: false; readonly code: "bad_token" | "token_expired"; readonly message: string };

export interface TokenVerifier {
  /** At once where it can: what needs no key server and no thread keeps a handshake short. */
  verify(token: string): TokenResult | Promise<TokenResult>;
}

export function opensRoom(claims: TokenClaims, room: RoomId): boolean {
  return claims.rooms === "*" || claims.rooms.includes(room);
}
