// Counting of failed sign-ins: per pair, per address, per login, in bounded memory.
import { describe, expect, it } from "vitest";
import { API_LIMITS } from "../../../src/api/limits.ts";
import { createSignInLimits } from "../../../src/api/sign-in-limits.ts";
import { testClock } from "../../support/api.ts";

const { signInWindowMs, signInPerLoginAndAddress, signInPerAddress, signInPerLogin } = API_LIMITS;

describe("createSignInLimits", () => {
  it("stops a login from an address at its limit, until the window is over", () => {
    const clock = testClock(0);
    const limits = createSignInLimits(clock);
    for (let count = 0; count < signInPerLoginAndAddress.value; count += 1) {
      expect(limits.begin("a", "1")).toBe(0);
    }
    clock.set(1_000);
    expect(limits.begin("a", "1")).toBe(signInWindowMs.value - 1_000);
    expect(limits.begin("b", "1")).toBe(0);
    expect(limits.begin("a", "2")).toBe(0);
    clock.set(signInWindowMs.value);
    expect(limits.begin("a", "1")).toBe(0);
  });

  it("stops an address that tries many logins, and a login tried from many addresses", () => {
    const limits = createSignInLimits(testClock());
    for (let count = 0; count < signInPerAddress.value; count += 1) {
      expect(limits.begin(`login${count}`, "1")).toBe(0);
    }
    expect(limits.begin("fresh", "1")).toBeGreaterThan(0);
    for (let count = 0; count < signInPerLogin.value; count += 1) {
      expect(limits.begin("victim", `address${count}`)).toBe(0);
    }
    expect(limits.begin("victim", "fresh")).toBeGreaterThan(0);
  });

  it("does not count what succeeds", () => {
    const limits = createSignInLimits(testClock());
    for (let count = 0; count < signInPerAddress.value * 2; count += 1) {
      expect(limits.begin("a", "1")).toBe(0);
      limits.succeed("a", "1");
    }
  });

  it("forgets the oldest when its table is full", () => {
    const limits = createSignInLimits(testClock());
    for (let count = 0; count < signInPerLoginAndAddress.value; count += 1) limits.begin("a", "1");
    expect(limits.begin("a", "1")).toBeGreaterThan(0);
    for (let count = 0; count < API_LIMITS.signInKeys.value; count += 1) {
      limits.begin(`x${count}`, `y${count}`);
    }
    expect(limits.begin("a", "1")).toBe(0);
  });
});
