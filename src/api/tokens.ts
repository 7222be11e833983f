// Checks tokens: signature, time and claims; what a token says is remembered for its life.
import { createSecretKey, hash as hashOf } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import { z } from "zod";
import { AppError, UnavailableError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import { ROLES } from "../domain/message.ts";
import type { Clock } from "../domain/ports/telemetry.ts";
import type { TokenClaims, TokenResult, TokenVerifier } from "../domain/ports/tokens.ts";
import { verifyHs256 } from "./hs256.ts";
import { createKeyLookup } from "./jwks.ts";
import type { KeyLookup } from "./jwks.ts";
import { API_LIMITS } from "./limits.ts";

export interface TokenVerifierOptions {
  /** For HS256. */
  readonly secret?: Uint8Array | undefined;
  /** For EdDSA, ES256 and RS256. */
  readonly jwksUrl?: string | undefined;
  readonly clock?: Clock | undefined;
}

const KEY_ALGORITHMS = ["EdDSA", "Ed25519", "ES256", "RS256"];
const systemClock: Clock = { now: () => Date.now() };

const instant = z.number().min(0).max(8.64e15);
const attrsSchema = z.object({
  accountCreatedAt: instant.nullable().exactOptional(),
  followerSince: instant.nullable().exactOptional(),
  purchases: z.number().min(0).exactOptional(),
  verified: z.boolean().exactOptional(),
  lang: z.string().max(35).exactOptional(),
  deviceHash: z.string().max(128).exactOptional(),
});
const roomId = z.string().min(1).max(LIMITS.roomIdLength.value);
const claimsSchema = z.object({
  sub: z.string().min(1).max(LIMITS.userIdLength.value),
  name: z.string().max(LIMITS.nameLength.value).nullish(),
  room: z.union([roomId, z.array(roomId).min(1).max(API_LIMITS.tokenRooms.value)], {
    error: `a room id of 1 to ${LIMITS.roomIdLength.value} characters, a list of them, or "*"`,
  }),
  role: z.enum(ROLES),
  exp: z.number().positive(),
  attrs: attrsSchema.nullish(),
});

/**
 * HS256 is taken with the secret only and the other algorithms with the JWKS only, so that a public
 * key can never pass for a secret. `verify` answers HS256, and every token that comes again, at once;
 * a token that comes again costs one hash.
 * Errors: AppError `token_keys_missing` without secret and JWKS; `verify` rejects with
 * UnavailableError `keys_unavailable` when it cannot tell, because the key server is away and no key
 * is known.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const clock = options.clock ?? systemClock;
  const secret = options.secret === undefined ? undefined : createSecretKey(options.secret);
  const keys = options.jwksUrl === undefined ? undefined : createKeyLookup(options.jwksUrl, clock);
  if (secret === undefined && keys === undefined) {
    throw new AppError("token_keys_missing", "Neither a token secret nor a JWKS is set.");
  }
  const remembered = new Map<string, TokenClaims>();
  return {
    verify(token) {
      if (token.length > API_LIMITS.tokenLength.value) {
        return bad(`the token is longer than ${API_LIMITS.tokenLength.value} characters`);
      }
      // Its hash, so that a dump of the memory does not hold thousands of tokens.
      const hash = hashOf("sha256", token, "base64");
      const known = remembered.get(hash);
      if (known !== undefined) {
        remembered.delete(hash);
        if (isPast(known.expiresAt, clock.now())) return expired();
        remembered.set(hash, known);
        return { ok: true, claims: known };
      }
      const keep = (result: TokenResult): TokenResult => {
        if (result.ok) remember(remembered, hash, result.claims);
        return result;
      };
      const atOnce = secret === undefined ? undefined : verifySecret(token, secret, clock);
      if (atOnce !== undefined) return keep(atOnce);
      return verifyAnew(token, secret, keys, clock).then(keep);
    },
  };
}

/** Undefined when it takes more than a look at the secret. */
function verifySecret(token: string, secret: KeyObject, clock: Clock): TokenResult | undefined {
  const now = Math.floor(clock.now() / 1000);
  try {
    const toleranceSeconds = API_LIMITS.clockToleranceSeconds.value;
    const claims = verifyHs256(token, secret, { now, toleranceSeconds });
    return claims === undefined ? undefined : claimsOf(claims);
  } catch (error) {
    return refusalOf(error);
  }
}

async function verifyAnew(
  token: string,
  secret: KeyObject | undefined,
  keys: KeyLookup | undefined,
  clock: Clock,
): Promise<TokenResult> {
  try {
    const { alg } = decodeProtectedHeader(token);
    const options = {
      clockTolerance: API_LIMITS.clockToleranceSeconds.value,
      currentDate: new Date(clock.now()),
      requiredClaims: ["exp"],
    };
    if (alg === "HS256" && secret !== undefined) {
      const { payload } = await jwtVerify(token, secret, { ...options, algorithms: ["HS256"] });
      return claimsOf(payload);
    }
    if (keys !== undefined && KEY_ALGORITHMS.includes(alg ?? "")) {
      const { payload } = await jwtVerify(token, keys, { ...options, algorithms: KEY_ALGORITHMS });
      return claimsOf(payload);
    }
    return bad("the token's algorithm is not taken here");
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): TokenResult {
  if (error instanceof errors.JWTExpired) return expired();
  if (error instanceof errors.JWTClaimValidationFailed) {
    return bad(`the token's claim ${error.claim} is missing or wrong`);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return bad("the token's signature is wrong");
  }
  if (error instanceof errors.JWKSNoMatchingKey) return bad("no key fits the token");
  return bad("this is not a token that can be read");
}

function claimsOf(payload: object): TokenResult {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return bad(`the token's claim ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong"}`);
  }
  const { sub, name, room, role, exp, attrs } = parsed.data;
  const rooms = typeof room === "string" ? (room === "*" ? room : [room]) : room;
  const shown = name === undefined || name === null || name === "" ? sub : name;
  const user = { id: sub, name: shown.slice(0, LIMITS.nameLength.value), role, attrs: attrs ?? {} };
  return { ok: true, claims: { user, rooms, expiresAt: exp * 1000 } };
}

/** Least recently used goes first: a Map keeps the order in which keys were set. */
function remember(remembered: Map<string, TokenClaims>, hash: string, claims: TokenClaims) {
  if (remembered.size >= API_LIMITS.tokensRemembered.value) {
    const oldest = remembered.keys().next();
    if (oldest.done !== true) remembered.delete(oldest.value);
  }
  remembered.set(hash, claims);
}

function isPast(expiresAt: number, nowMs: number): boolean {
  return expiresAt + API_LIMITS.clockToleranceSeconds.value * 1000 <= nowMs;
}

function bad(message: string): TokenResult {
  return { ok: false, code: "bad_token", message };
}

function expired(): TokenResult {
  return { ok: false, code: "token_expired", message: "the token has expired; fetch a new one" };
}
