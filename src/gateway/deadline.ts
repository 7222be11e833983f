// A wait with an end: what is asked of another process may never answer.
import { UnavailableError } from "../domain/errors.ts";

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
