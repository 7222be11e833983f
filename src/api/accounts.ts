// Console accounts: who may sign in, made by the command line, the demo and the first start.
import { randomBytes } from "node:crypto";
import { LIMITS } from "../domain/limits.ts";
import type { Role, RoomId } from "../domain/message.ts";
import type { Account, StoreSession } from "../domain/ports/store.ts";
import { API_LIMITS } from "./limits.ts";
import { hashPassword } from "./passwords.ts";

export interface AccountOrder {
  readonly login: string;
  readonly password: string;
  /** Default: the login. */
  readonly name?: string | undefined;
  /** Viewers and services have no use for a console. */
  readonly role: Exclude<Role, "viewer" | "service">;
  readonly rooms: "*" | readonly RoomId[];
  readonly lang?: "en" | "ja" | undefined;
}

export type AccountResult =
  | { readonly ok: true; readonly account: Account }
  | {
      readonly ok: false;
      readonly code: "login_taken" | "bad_login" | "bad_password" | "bad_name" | "bad_rooms";
      readonly message: string;
    };

/** Logins are compared in this form. */
export function foldLogin(login: string): string {
  return login.normalize("NFKC").trim().toLowerCase();
}

/** Stores a new account; an existing login is left as it is. Cost: one password hash. */
export async function createAccount(
  store: Pick<StoreSession, "findAccount" | "putAccount">,
  order: AccountOrder,
  nowMs: number,
): Promise<AccountResult> {
  const login = foldLogin(order.login);
  const refusal = problemOf(login, order);
  if (refusal !== undefined) return refusal;
  if ((await store.findAccount(login)) !== undefined) {
    return { ok: false, code: "login_taken", message: `${login}: this login is taken` };
  }
  const account: Account = {
    id: `a_${randomBytes(12).toString("hex")}`,
    login,
    name: order.name ?? login,
    role: order.role,
    rooms: order.rooms,
    passwordHash: await hashPassword(order.password),
    lang: order.lang ?? "en",
    createdAt: nowMs,
  };
  await store.putAccount(account);
  return { ok: true, account };
}

function problemOf(login: string, order: AccountOrder): AccountResult | undefined {
  const { loginLength, passwordMin, passwordMax, tokenRooms } = API_LIMITS;
  if (!/^[\p{L}\p{N}._@+-]+$/u.test(login) || login.length > loginLength.value) {
    const allowed = `1 to ${loginLength.value} letters, digits and . _ @ + -`;
    return { ok: false, code: "bad_login", message: `login: ${allowed}` };
  }
  const { length } = order.password;
  if (length < passwordMin.value || length > passwordMax.value) {
    const allowed = `${passwordMin.value} to ${passwordMax.value} characters`;
    return { ok: false, code: "bad_password", message: `password: ${allowed}` };
  }
  if (
    order.name !== undefined &&
    (order.name === "" || order.name.length > LIMITS.nameLength.value)
  ) {
    const allowed = `1 to ${LIMITS.nameLength.value} characters`;
    return { ok: false, code: "bad_name", message: `name: ${allowed}` };
  }
  if (order.rooms !== "*" && order.rooms.length > tokenRooms.value) {
    return { ok: false, code: "bad_rooms", message: `rooms: at most ${tokenRooms.value}` };
  }
  return undefined;
}
