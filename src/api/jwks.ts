// Keys of the platform's token server: fetched, kept, and used on while the server is away.
import { createLocalJWKSet, createRemoteJWKSet, errors } from "jose";
import type { FlattenedJWSInput, JWSHeaderParameters } from "jose";
import { UnavailableError } from "../domain/errors.ts";
import type { Clock } from "../domain/ports/telemetry.ts";
import { API_LIMITS } from "./limits.ts";

type PublicKey = Awaited<ReturnType<ReturnType<typeof createLocalJWKSet>>>;
export type KeyLookup = (
  header: JWSHeaderParameters,
  token: FlattenedJWSInput,
) => Promise<PublicKey>;

/**
 * Looks keys up in a JWKS. When its server is away, the keys known last serve for a day, because a
 * chat must not stop with it; the server is then asked again every 30 s, not for every token.
 * Errors: UnavailableError `keys_unavailable` while the server is away and no known key fits.
 */
export function createKeyLookup(url: string, clock: Clock): KeyLookup {
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: API_LIMITS.jwksMs.value,
    cooldownDuration: API_LIMITS.jwksRetryMs.value,
    cacheMaxAge: API_LIMITS.jwksFreshMs.value,
  });
  let fetchedAt = -Infinity;
  let failedAt = -Infinity;
  const fromKnown: KeyLookup = async (header, token) => {
    const known = remote.jwks();
    if (known === undefined || clock.now() - fetchedAt > API_LIMITS.jwksStaleMs.value) {
      throw unavailable();
    }
    try {
      return await createLocalJWKSet(known)(header, token);
    } catch (error) {
      // Perhaps a key made since: "bad token" would be a false reason.
      if (error instanceof errors.JWKSNoMatchingKey) throw unavailable(error);
      throw error;
    }
  };
  return async (header, token) => {
    if (clock.now() - failedAt < API_LIMITS.jwksRetryMs.value) return fromKnown(header, token);
    try {
      const key = await remote(header, token);
      if (remote.fresh) fetchedAt = clock.now();
      return key;
    } catch (error) {
      if (isAboutToken(error)) throw error;
      failedAt = clock.now();
      return fromKnown(header, token);
    }
  };
}

function unavailable(cause?: unknown): UnavailableError {
  const text = "The keys of tokens cannot be fetched now.";
  return new UnavailableError("keys_unavailable", text, { cause });
}

/** The keys were there, the token asks for another one; anything else is the server's failing. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}
