// Counts failed sign-ins per login and address, so that passwords cannot be guessed at speed.
import type { Clock } from "../domain/ports/telemetry.ts";
import { API_LIMITS } from "./limits.ts";

export interface SignInLimits {
  /** Counts an attempt before its password is checked. @returns ms to wait, 0 = go on. */
  begin(login: string, address: string): number;
  /** The password was right: the attempt is not counted. */
  succeed(login: string, address: string): void;
}

interface Count {
  attempts: number;
  readonly until: number;
}

/**
 * Attempts are counted when they begin: a hundred at once are a hundred. Memory is bounded; when
 * the table is full, the oldest counter goes.
 */
export function createSignInLimits(clock: Clock): SignInLimits {
  const counts = new Map<string, Count>();
  const keysOf = (login: string, address: string): readonly (readonly [string, number])[] => [
    [`both ${address} ${login}`, API_LIMITS.signInPerLoginAndAddress.value],
    [`address ${address}`, API_LIMITS.signInPerAddress.value],
    [`login ${login}`, API_LIMITS.signInPerLogin.value],
  ];
  const current = (key: string, nowMs: number): Count => {
    const count = counts.get(key);
    if (count !== undefined && count.until > nowMs) return count;
    return { attempts: 0, until: nowMs + API_LIMITS.signInWindowMs.value };
  };
  return {
    begin(login, address) {
      const nowMs = clock.now();
      const keys = keysOf(login, address);
      for (const [key, most] of keys) {
        const count = current(key, nowMs);
        if (count.attempts >= most) return count.until - nowMs;
      }
      for (const [key] of keys) {
        const count = current(key, nowMs);
        count.attempts += 1;
        counts.delete(key);
        counts.set(key, count);
      }
      for (const key of counts.keys()) {
        if (counts.size <= API_LIMITS.signInKeys.value) break;
        counts.delete(key);
      }
      return 0;
    },
    succeed(login, address) {
      for (const [key] of keysOf(login, address)) {
        const count = counts.get(key);
        if (count !== undefined) count.attempts = Math.max(0, count.attempts - 1);
      }
    },
  };
}
