// Limits, duplicates and modes as a sender meets them.
import { describe, expect, it } from "vitest";
import type { Modes } from "../../../src/domain/modes.ts";
import { NOW_MS, statefulProbe, statelessProbe } from "../../support/engine.ts";
import { policySpec } from "../../support/policy.ts";

const LIMITS = policySpec().limits;
const HOUR_MS = 3_600_000;

describe("limits", () => {
  it("refuse a user beyond the burst and tell the wait", () => {
    const probe = statefulProbe({ limits: { ...LIMITS, user: { burst: 2, perSecond: 1 } } });
    expect(probe.ask("a").action).toBe("allow");
    expect(probe.ask("b").action).toBe("allow");
    expect(probe.ask("c")).toMatchObject({
      action: "reject",
      code: "rate_limited",
      retryAfterMs: 1_000,
      reasons: [{ rule: "limit.user" }],
    });
    expect(probe.ask("c", { at: NOW_MS + 1_000 }).action).toBe("allow");
  });

  it.each([
    ["device", { device: "d1" }],
    ["address", { address: "192.0.2.1" }],
  ] as const)("count users of one %s together", (name, asked) => {
    const limits = { ...LIMITS, [name]: { burst: 2, perSecond: 1 } };
    const probe = statefulProbe({ limits });
    probe.ask("a", { user: "u_1", ...asked });
    probe.ask("b", { user: "u_2", ...asked });
    expect(probe.ask("c", { user: "u_3", ...asked })).toMatchObject({
      code: "rate_limited",
      reasons: [{ rule: `limit.${name}` }],
    });
    expect(probe.ask("c", { user: "u_3" }).action).toBe("allow");
  });

  it("count a room's users together", () => {
    const probe = statefulProbe({ limits: { ...LIMITS, room: { perSecond: 3 } } });
    const ask = (i: number): string => probe.ask("hi", { user: `u_${i}` }).action;
    expect([0, 1, 2, 3].map(ask)).toEqual(["allow", "allow", "allow", "reject"]);
    expect(probe.ask("hi", { user: "u_9", room: "r_2" }).action).toBe("allow");
  });

  it("do not run where nothing is remembered", () => {
    const probe = statelessProbe();
    const codes = Array.from({ length: 50 }, () => probe.ask("same").code);
    expect(new Set(codes)).toEqual(new Set([undefined]));
  });
});

describe("duplicates", () => {
  const after = (seconds: number): number => NOW_MS + seconds * 1_000;

  it("refuse one copy more than the policy allows", () => {
    const probe = statefulProbe();
    expect(probe.ask("Buy it!", { at: after(0) }).action).toBe("allow");
    expect(probe.ask("ＢＵＹ  it!", { at: after(2) }).action).toBe("allow");
    expect(probe.ask("buy it!", { at: after(4) })).toMatchObject({
      code: "duplicate",
      retryAfterMs: 26_000,
    });
    expect(probe.ask("buy it!", { at: after(30) }).action).toBe("allow");
  });

  it("take different kana and prices for different messages", () => {
    const probe = statefulProbe();
    for (const [i, text] of ["はい", "いえ", "100", "200", "ばい"].entries()) {
      expect(probe.ask(text, { at: after(i * 2) }).action, text).toBe("allow");
    }
  });

  it("are told as blocked when the words are", () => {
    const probe = statefulProbe();
    const codes = [0, 2, 4, 6].map((s) => probe.ask("死ね", { at: after(s) }).code);
    expect(new Set(codes)).toEqual(new Set(["blocked"]));
  });
});

describe("modes", () => {
  const CASES: readonly (readonly [string, Modes, object, string | undefined])[] = [
    ["closed", { closed: true }, {}, "room_mode"],
    ["closed, to the seller", { closed: true }, { role: "seller" }, undefined],
    ["buyersOnly", { buyersOnly: true }, { attrs: { purchases: 0 } }, "room_mode"],
    ["buyersOnly, to a buyer", { buyersOnly: true }, { attrs: { purchases: 1 } }, undefined],
    [
      "minAccountAgeHours",
      { minAccountAgeHours: 2 },
      { attrs: { accountCreatedAt: NOW_MS - HOUR_MS } },
      "room_mode",
    ],
    [
      "minAccountAgeHours, to an old account",
      { minAccountAgeHours: 2 },
      { attrs: { accountCreatedAt: NOW_MS - 2 * HOUR_MS } },
      undefined,
    ],
    ["minAccountAgeHours, to an unknown age", { minAccountAgeHours: 2 }, {}, "room_mode"],
    [
      "followersOnlyMinutes",
      { followersOnlyMinutes: 10 },
      { attrs: { followerSince: null } },
      "room_mode",
    ],
    [
      "followersOnlyMinutes, to a follower",
      { followersOnlyMinutes: 10 },
      { attrs: { followerSince: NOW_MS - 600_000 } },
      undefined,
    ],
    ["emotesOnly", { emotesOnly: true }, {}, "room_mode"],
  ];

  it.each(CASES)("%s", (_name, modes, asked, code) => {
    expect(statefulProbe().ask("hello", { modes, ...asked }).code).toBe(code);
  });

  it.each(["😀 👨‍👩‍👧 ❤️", ":wave: 🇯🇵", "1️⃣".slice(1) + "👍🏽"])("emotesOnly lets %s pass", (text) => {
    expect(statefulProbe().ask(text, { modes: { emotesOnly: true } }).action).toBe("allow");
  });

  it("linksOff refuses a link that would be held", () => {
    const probe = statefulProbe();
    expect(probe.ask("example.com", { modes: { linksOff: true } }).code).toBe("room_mode");
    expect(probe.ask("example.com").action).toBe("hold");
  });

  it("slowSeconds makes a user wait after what was shown", () => {
    const probe = statefulProbe();
    const modes = { slowSeconds: 10 };
    expect(probe.ask("死ね", { modes }).code).toBe("blocked");
    expect(probe.ask("one", { modes, at: NOW_MS + 1 }).action).toBe("allow");
    expect(probe.ask("two", { modes, at: NOW_MS + 10_000 })).toMatchObject({
      code: "slow_mode",
      retryAfterMs: 1,
    });
    expect(probe.ask("two", { modes, at: NOW_MS + 10_001 }).action).toBe("allow");
    expect(probe.ask("me", { modes, user: "u_2" }).action).toBe("allow");
  });

  it("uniqueMessages refuses what anybody said", () => {
    const probe = statefulProbe();
    const modes = { uniqueMessages: true };
    expect(probe.ask("Hello!", { modes, user: "u_1" }).action).toBe("allow");
    expect(probe.ask("hello!", { modes, user: "u_2" }).code).toBe("duplicate");
    expect(probe.ask("hello!", { modes, user: "u_2", room: "r_2" }).action).toBe("allow");
  });

  it("shield lays the policy's preset over them, the stricter of each", () => {
    const probe = statefulProbe();
    const ask = (modes: Modes, at: number, user: string): number | undefined => {
      probe.ask(`first ${user}`, { modes, at: NOW_MS, user });
      return probe.ask(`second ${user}`, { modes, at, user }).retryAfterMs;
    };
    expect(ask({ shield: true }, NOW_MS + 1_000, "u_1")).toBe(29_000);
    expect(ask({ shield: true, slowSeconds: 60 }, NOW_MS + 1_000, "u_2")).toBe(59_000);
    expect(probe.ask("example.com", { modes: { shield: true }, user: "u_3" }).code).toBe(
      "room_mode",
    );
  });
});
