// The mark that every benched message carries: where one message begins, and when it was due.
//
// It travels in `meta`, which no server reads or changes. A tilde is in nothing else that a server
// writes, and one byte cannot be split between two reads.

/** "~" */
export const MARK = 0x7e;
export const STAMP_DIGITS = 12;

/** @param dueUs of the monotonic clock */
export function stamp(dueUs: number): string {
  return `~${Math.round(dueUs).toString().padStart(STAMP_DIGITS, "0")}`;
}
