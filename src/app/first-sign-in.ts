// Console accounts made at the start: the demo's, or an administrator where there is none yet.
import { randomBytes } from "node:crypto";
import { createAccount } from "../api/accounts.ts";
import { hashPassword } from "../api/passwords.ts";
import type { Store } from "../domain/ports/store.ts";

const DEMO_LOGIN = "demo";
const FIRST_LOGIN = "admin";

/** The demo's account gets this run's password, whatever it had before. */
export async function setDemoPassword(
  store: Store,
  password: string,
  nowMs: number,
): Promise<void> {
  const known = await store.findAccount(DEMO_LOGIN);
  if (known !== undefined) {
    await store.putAccount({ ...known, passwordHash: await hashPassword(password) });
    return;
  }
  const order = { login: DEMO_LOGIN, password, name: "Demo moderator", role: "admin" } as const;
  await createAccount(store, { ...order, rooms: "*" }, nowMs);
}

/** @returns the line that tells the first administrator's password, once; undefined later. */
export async function makeFirstAccount(store: Store, nowMs: number): Promise<string | undefined> {
  if ((await store.countAccounts()) > 0) return undefined;
  const password = randomBytes(12).toString("base64url");
  const order = { login: FIRST_LOGIN, password, role: "admin", rooms: "*" } as const;
  const result = await createAccount(store, order, nowMs);
  if (!result.ok) return undefined;
  return `First console sign-in  ${FIRST_LOGIN}  /  ${password}   (shown this once)`;
}
