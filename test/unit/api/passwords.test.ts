// Password hashes: form, check, and the bound on how many are computed at once.
import { describe, expect, it } from "vitest";
import { API_LIMITS } from "../../../src/api/limits.ts";
import { checkPassword, hashPassword } from "../../../src/api/passwords.ts";

const CHEAP = { logN: 4, r: 8, p: 1 };

describe("hashPassword", () => {
  it("carries its parameters and a salt of its own", async () => {
    const [first, second] = [await hashPassword("secret"), await hashPassword("secret")];
    expect(first).toMatch(/^scrypt\$15,8,3\$[\w-]{22}\$[\w-]{43}$/u);
    expect(second).not.toBe(first);
  });
});

describe("checkPassword", () => {
  it("takes the password that was hashed, whatever parameters were used", async () => {
    expect(await checkPassword("secret", await hashPassword("secret", CHEAP))).toBe(true);
    expect(await checkPassword("secret", await hashPassword("secret"))).toBe(true);
  });

  it("takes composed and decomposed letters for the same", async () => {
    const hash = await hashPassword("が", CHEAP);
    expect(await checkPassword("か\u3099", hash)).toBe(true);
  });

  it.each(["Secret", "secret ", ""])("refuses %j", async (other) => {
    expect(await checkPassword(other, await hashPassword("secret", CHEAP))).toBe(false);
  });

  it.each(["", "secret", "scrypt$99,8,1$x$y", "$2b$10$abc"])(
    "refuses everything for the hash %j",
    async (hash) => {
      expect(await checkPassword("secret", hash)).toBe(false);
    },
  );

  it("refuses an unknown login", async () => {
    expect(await checkPassword("secret", undefined)).toBe(false);
  });

  it("turns away who comes when the line is full, and serves the others", async () => {
    const hash = await hashPassword("secret", CHEAP);
    const places = API_LIMITS.hashesAtOnce.value + API_LIMITS.hashesWaiting.value;
    const all = Array.from({ length: places + 1 }, () => checkPassword("secret", hash));
    const results = await Promise.allSettled(all);
    expect(results.slice(0, -1).every((one) => one.status === "fulfilled" && one.value)).toBe(true);
    expect(results.at(-1)).toMatchObject({ reason: { code: "sign_in_busy", retryable: true } });
    expect(await checkPassword("secret", hash)).toBe(true);
  });
});
