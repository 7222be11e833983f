// Remembers the answers of calls that carry an Idempotency-Key: done twice, they have effect once.
import { LIMITS } from "../domain/limits.ts";
import type { Clock } from "../domain/ports/telemetry.ts";
import { refusal } from "./errors.ts";
import type { Answer } from "./errors.ts";
import { API_LIMITS } from "./limits.ts";

export interface Idempotency {
  /** Runs `work` once a caller, key and body; the second call gets the first one's answer. */
  once(
    callerId: string,
    key: string | undefined,
    body: unknown,
    work: () => Promise<Answer>,
  ): Promise<Answer>;
}

interface Kept {
  readonly body: string;
  readonly answer: Promise<Answer>;
  readonly until: number;
}

/** In this process only: a call repeated at another backoffice is done again. */
export function createIdempotency(clock: Clock): Idempotency {
  const kept = new Map<string, Kept>();
  return {
    async once(callerId, key, body, work) {
      if (key === undefined || key === "") return work();
      if (key.length > API_LIMITS.idempotencyKeyLength.value) {
        const most = API_LIMITS.idempotencyKeyLength.value;
        return refusal("bad_request", `header.idempotency-key: at most ${most} characters`);
      }
      const id = JSON.stringify([callerId, key]);
      const text = JSON.stringify(body);
      const earlier = kept.get(id);
      if (earlier !== undefined && earlier.until > clock.now()) {
        if (earlier.body === text) return earlier.answer;
        return refusal("conflict", "This Idempotency-Key was used for another request.");
      }
      const answer = work();
      kept.delete(id);
      kept.set(id, { body: text, answer, until: clock.now() + LIMITS.idempotencyMs.value });
      for (const oldest of kept.keys()) {
        if (kept.size <= API_LIMITS.idempotencyKeys.value) break;
        kept.delete(oldest);
      }
      try {
        return await answer;
      } catch (error) {
        // Nothing was done: the next try must be a real one.
        kept.delete(id);
        throw error;
      }
    },
  };
}
