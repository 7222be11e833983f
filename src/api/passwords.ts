// Hashes and checks passwords: scrypt, its parameters in the string, a few at a time.
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { UnavailableError } from "../domain/errors.ts";
import { API_LIMITS } from "./limits.ts";

export interface ScryptCost {
  /** Log2 of N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and three passes. Source: OWASP password storage cheat sheet. */
const COST: ScryptCost = { logN: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const FORM = /^scrypt\$(\d{1,2}),(\d{1,2}),(\d{1,2})\$([\w-]{8,64})\$([\w-]{20,128})$/u;
/** Hash of nothing: checked when a login is unknown, so that the answer takes as long. */
const NOBODY = `scrypt$${COST.logN},${COST.r},${COST.p}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** @returns `scrypt$logN,r,p$salt$key`. Cost: about 0.2 s of a pool thread. */
export async function hashPassword(password: string, cost: ScryptCost = COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, KEY_BYTES, cost);
  const numbers = `${cost.logN},${cost.r},${cost.p}`;
  return `scrypt$${numbers}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

/**
 * @param hash from hashPassword; undefined when the login is unknown: false, after the same work.
 * Errors: UnavailableError `sign_in_busy` when too many wait already.
 */
export async function checkPassword(password: string, hash: string | undefined): Promise<boolean> {
  const match = FORM.exec(hash ?? NOBODY);
  if (match === null) return false;
  const [, logN = "", r = "", p = "", salt = "", key = ""] = match;
  const expected = Buffer.from(key, "base64url");
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, "base64url"), expected.length, cost);
  return timingSafeEqual(given, expected) && hash !== undefined;
}

let active = 0;
const waiting: (() => void)[] = [];

async function derive(
  password: string,
  salt: Buffer,
  length: number,
  cost: ScryptCost,
): Promise<Buffer> {
  if (active >= API_LIMITS.hashesAtOnce.value) {
    if (waiting.length >= API_LIMITS.hashesWaiting.value) {
      throw new UnavailableError("sign_in_busy", "Too many sign-ins at once; try again.");
    }
    // The place is handed over by whoever leaves, so nobody can slip in between.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    active += 1;
  }
  try {
    return await runScrypt(password, salt, length, cost);
  } finally {
    const next = waiting.shift();
    if (next === undefined) active -= 1;
    else next();
  }
}

function runScrypt(
  password: string,
  salt: Buffer,
  length: number,
  cost: ScryptCost,
): Promise<Buffer> {
  const N = 2 ** cost.logN;
  const options = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r };
  return new Promise((resolve, reject) => {
    // Composed and decomposed forms of a letter must be the same password.
    scrypt(password.normalize("NFKC"), salt, length, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
