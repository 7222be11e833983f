// Console accounts: what is stored, and what is refused.
import { describe, expect, it } from "vitest";
import { createAccount } from "../../../src/api/accounts.ts";
import type { Account } from "../../../src/domain/ports/store.ts";

function accounts() {
  const kept = new Map<string, Account>();
  return {
    kept,
    findAccount: async (login: string) => kept.get(login),
    putAccount: async (account: Account) => {
      kept.set(account.login, account);
    },
  };
}
const ORDER = { login: "mika", password: "long enough", role: "moderator", rooms: "*" } as const;

describe("createAccount", () => {
  it("stores the login folded and the password hashed", async () => {
    const store = accounts();
    const result = await createAccount(store, { ...ORDER, login: " Ｍika " }, 7);
    expect(result).toMatchObject({
      ok: true,
      account: { login: "mika", name: "mika", role: "moderator", lang: "en", createdAt: 7 },
    });
    expect(store.kept.get("mika")?.passwordHash).toMatch(/^scrypt\$/u);
  });

  it("leaves an account of that login as it is", async () => {
    const store = accounts();
    await createAccount(store, ORDER, 7);
    const before = store.kept.get("mika");
    const second = await createAccount(store, { ...ORDER, login: "MIKA", role: "admin" }, 8);
    expect(second).toMatchObject({ ok: false, code: "login_taken" });
    expect(store.kept.get("mika")).toBe(before);
  });

  it.each([
    [{ login: "" }, "bad_login"],
    [{ login: "a b" }, "bad_login"],
    [{ login: "x".repeat(81) }, "bad_login"],
    [{ password: "x".repeat(9) }, "bad_password"],
    [{ password: "x".repeat(201) }, "bad_password"],
    [{ name: "" }, "bad_name"],
    [{ name: "x".repeat(81) }, "bad_name"],
    [{ rooms: Array.from({ length: 1_001 }, () => "r") }, "bad_rooms"],
  ])("refuses %j", async (change, code) => {
    const store = accounts();
    expect(await createAccount(store, { ...ORDER, ...change }, 7)).toMatchObject({ code });
    expect(store.kept.size).toBe(0);
  });

  it.each([
    { login: "x".repeat(80) },
    { password: "x".repeat(10) },
    { password: "x".repeat(200) },
    { name: "x".repeat(80) },
  ])("takes the limit itself: %j", async (change) => {
    expect(await createAccount(accounts(), { ...ORDER, ...change }, 7)).toMatchObject({ ok: true });
  });
});
