// HS256 tokens, checked at once: a storm of joins must not wait for WebCrypto's threads.
//
// Why beside jose: its check of a signature takes two trips to the thread pool, and the handshake
// with it; node:crypto's takes microseconds. Refusals are jose's errors, so that both read alike.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { errors } from "jose";

export interface TokenTime {
  /** Seconds since 1970. */
  readonly now: number;
  readonly toleranceSeconds: number;
}

export interface Claims {
  readonly [claim: string]: unknown;
}

const SIGNATURE = /^[A-Za-z0-9_-]{43}$/;
const REQUIRED = "exp";
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Claims of a compact token that the secret has signed and whose time it is (RFC 7515, 7519).
 * Undefined when it says that it is no HS256 token, or has more in its header than is read here.
 * Errors: jose's, or whatever decoding throws.
 */
export function verifyHs256(token: string, secret: KeyObject, time: TokenTime): Claims | undefined {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  const header: unknown = JSON.parse(strictUtf8.decode(Buffer.from(head, "base64url")));
  if (!isObject(header) || header["alg"] !== "HS256") return undefined;
  if (more.length > 0 || Object.hasOwn(header, "crit")) return undefined;
  const mac = createHmac("sha256", secret).update(`${head}.${body}`).digest();
  // Buffer.from skips what is no base64url: the pattern keeps one token from having many spellings.
  const isSigned =
    SIGNATURE.test(signature) && timingSafeEqual(mac, Buffer.from(signature, "base64url"));
  if (!isSigned) throw new errors.JWSSignatureVerificationFailed();
  const claims: unknown = JSON.parse(strictUtf8.decode(Buffer.from(body, "base64url")));
  if (!isObject(claims)) throw new errors.JWTInvalid("the claims are no object");
  checkTimes(claims, time);
  return claims;
}

function checkTimes(claims: Claims, { now, toleranceSeconds }: TokenTime): void {
  if (!Object.hasOwn(claims, REQUIRED)) throw wrong(claims, REQUIRED);
  secondsOf(claims, "iat");
  const notBefore = secondsOf(claims, "nbf");
  if (notBefore !== undefined && notBefore > now + toleranceSeconds) throw wrong(claims, "nbf");
  const expires = secondsOf(claims, REQUIRED);
  if (expires !== undefined && expires <= now - toleranceSeconds) {
    throw new errors.JWTExpired("the token has expired", { ...claims }, REQUIRED);
  }
}

function secondsOf(claims: Claims, claim: string): number | undefined {
  const value = claims[claim];
  if (value === undefined || typeof value === "number") return value;
  throw wrong(claims, claim);
}

function wrong(claims: Claims, claim: string): Error {
  return new errors.JWTClaimValidationFailed("missing or wrong", { ...claims }, claim);
}

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
