// A wait with an end: what is asked of another process may never answer.
import { UnavailableError } from "../domain/errors.ts";

/** How short waits are measured and made. */
export interface Timing {
  /** Ms of a clock that does not go back. */
  now(): number;
  /** Does the work after so many ms. @returns calls it off */
  after(ms: number, work: () => void): () => void;
}

export const MACHINE_TIMING: Timing = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Settles as the promise does, or fails when the time is over. The promise itself goes on; what
 * becomes of it then concerns nobody here, and its failure is not an unhandled one.
 * Errors: UnavailableError with the code given.
 */
export function withDeadline<T>(promise: Promise<T>, timeoutMs: number, code: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new UnavailableError(code, "No answer in time.", { facts: { timeoutMs } }));
    }, timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
