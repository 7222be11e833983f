// Ids that sort by time: a prefix, the millisecond, a counter, and randomness enough to be unguessable.
import { randomFillSync } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const pool = new Uint8Array(1_024);
let used = pool.length;

/** @param prefix `m`, `k`, `s`, ... @returns `<prefix>_` and 20 characters: 9 of time, 11 (55 bits) of chance. */
export function makeId(prefix: string, nowMs: number): string {
  if (used + 11 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let time = nowMs;
  let head = "";
  for (let digit = 0; digit < 9; digit += 1) {
    head = ALPHABET.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = "";
  for (let digit = 0; digit < 11; digit += 1) tail += ALPHABET.charAt((pool[used++] ?? 0) & 31);
  return `${prefix}_${head}${tail}`;
}
