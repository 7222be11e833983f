// The engine: phases together, what they lead to, and who is exempt.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { compilePolicy } from "../../../src/policy/compile.ts";
import { foundTexts, NOW_MS, statefulProbe, statelessProbe } from "../../support/engine.ts";
import {
  HOLD_TERMS,
  policyActions,
  policyList,
  policyRule,
  policySpec,
  policyTerm,
} from "../../support/policy.ts";

describe("Engine.judge", () => {
  it("lets an ordinary message pass with no reason", () => {
    expect(statelessProbe().ask("緑のMサイズください")).toEqual({
      action: "allow",
      reasons: [],
      policyVersion: "test-policy",
    });
  });

  it("takes the action of category and severity, with spans of the original", () => {
    const text = "おい、ｼ…😀死　ね";
    const verdict = statelessProbe().ask(text);
    expect(verdict).toMatchObject({
      action: "reject",
      code: "blocked",
      reasons: [{ rule: "harassment", category: "harassment", severity: 3 }],
    });
    expect(foundTexts(text, verdict)).toEqual(["死　ね"]);
  });

  it("reports what is only counted", () => {
    expect(statelessProbe().ask("バカ")).toMatchObject({
      action: "allow",
      reasons: [{ rule: "harassment", severity: 1 }],
    });
  });

  it("masks every grapheme of what is masked, and nothing else", () => {
    const verdict = statelessProbe().ask("oh ｆu\u0301ck 👨‍👩‍👧 it");
    expect(verdict).toMatchObject({ action: "mask", maskedText: "oh **** 👨‍👩‍👧 it" });
  });

  it("masks a card's digits", () => {
    const verdict = statelessProbe().ask("card 4111 1111 1111 1111 ok");
    expect(verdict).toMatchObject({
      action: "mask",
      maskedText: "card **** **** **** **** ok",
      reasons: [{ rule: "detector.card", category: "contact", severity: 4 }],
    });
  });

  it("takes the severest action of several, its reason first", () => {
    const verdict = statelessProbe().ask("shit, 死ね, ライン追加");
    expect(verdict.action).toBe("reject");
    expect(verdict.reasons.map(({ rule }) => rule)).toEqual([
      "harassment",
      "off-platform-contact",
      "profanity",
    ]);
    expect(verdict).not.toHaveProperty("maskedText");
  });

  it("merges spans of one list that touch", () => {
    const lists = [policyList("l", "spam", ["abc", "bcd", "xyz"])];
    const [reason] = statelessProbe({ lists }).ask("abcd xyz").reasons;
    expect(reason?.spans).toEqual([
      [0, 4],
      [5, 8],
    ]);
  });

  it("lets a list's own action and hold terms win", () => {
    const hold = { priority: 4, ttlSeconds: 60, onExpiry: "requeue" as const };
    const lists = [policyList("own", "harassment", ["zzz"], { action: "hold", hold })];
    expect(statelessProbe({ lists }).ask("zzz")).toMatchObject({ action: "hold", hold });
  });

  it("holds on the terms of the severest holding reason", () => {
    const first = { ...HOLD_TERMS, priority: 1 };
    const lists = [
      policyList("mild", "scam", [policyTerm("aaa", { severity: 2 })], {
        hold: { ...HOLD_TERMS, priority: 4 },
      }),
      policyList("grave", "scam", [policyTerm("bbb", { severity: 4 })], { hold: first }),
    ];
    expect(statelessProbe({ lists }).ask("aaa bbb").hold).toEqual(first);
  });

  it("shadows when the policy says so", () => {
    const probe = statelessProbe({ actions: policyActions({ harassment: "shadow" }) });
    expect(probe.ask("死ね").action).toBe("shadow");
  });

  it.each([
    [LIMITS.textLength.value - 1, "allow"],
    [LIMITS.textLength.value, "allow"],
    [LIMITS.textLength.value + 1, "reject"],
  ])("answers a text of %i units with %s", (length, action) => {
    const alphabet = "abcdefghijklmnopqrstuvwxyz";
    const text = Array.from(
      { length },
      (_, i) => alphabet[(Math.imul(i + 1, 0x9e3779b1) >>> 9) % 26],
    ).join("");
    const verdict = statelessProbe({ lists: [] }).ask(text);
    expect(verdict.action).toBe(action);
    expect(verdict.code).toBe(action === "reject" ? "too_long" : undefined);
  });

  describe("for a seller or moderator", () => {
    it.each(["seller", "moderator", "admin"] as const)("lets a link of the %s pass", (role) => {
      expect(statelessProbe().ask("https://example.com/x", { role }).reasons).toEqual([]);
    });

    it("judges harassment all the same", () => {
      expect(statelessProbe().ask("死ね", { role: "seller" }).action).toBe("reject");
    });

    it("masks contacts all the same", () => {
      expect(statelessProbe().ask("090-1234-5678", { role: "seller" }).action).toBe("mask");
    });

    it("keeps no limits", () => {
      const probe = statefulProbe();
      const verdicts = Array.from({ length: 20 }, () => probe.ask("hi", { role: "seller" }));
      expect(new Set(verdicts.map(({ action }) => action))).toEqual(new Set(["allow"]));
    });
  });

  describe("on rules", () => {
    const rule = policyRule("r", {
      category: "spam",
      pattern: "buy now",
      when: { signals: [{ signal: "user.accountAgeHours", op: "lt", value: 24 }] },
    });

    it("asks for all of their conditions", () => {
      const probe = statelessProbe({ rules: [rule] });
      const hour = 3_600_000;
      const young = { accountCreatedAt: NOW_MS - 23 * hour };
      const old = { accountCreatedAt: NOW_MS - 24 * hour };
      expect(probe.ask("BUY NOW", { attrs: young }).action).toBe("hold");
      expect(probe.ask("BUY NOW", { attrs: old }).action).toBe("allow");
    });

    it("takes an unknown signal as untrue", () => {
      expect(statelessProbe({ rules: [rule] }).ask("buy now").action).toBe("allow");
    });

    it("does not apply where `unless` holds", () => {
      const probe = statelessProbe();
      expect(probe.ask("line追加").action).toBe("hold");
      expect(probe.ask("line追加", { role: "seller" }).action).toBe("allow");
    });

    it("decides by conditions alone when there is no pattern", () => {
      const signals = [
        { signal: "text.capsShare", op: "gte", value: 0.9 },
        { signal: "text.length", op: "gt", value: 5 },
      ] as const;
      const rules = [policyRule("caps", { category: "spam", when: { signals } })];
      const probe = statelessProbe({ rules });
      expect(probe.ask("LOUD TEXT")).toMatchObject({ action: "hold", reasons: [{ spans: [] }] });
      expect(probe.ask("Quiet text").action).toBe("allow");
      expect(probe.ask("LOUD").action).toBe("allow");
    });

    it.each([
      ["text.links", "https://evil.example.com https://b.example.org", 2],
      ["text.emoji", "😀😀❤️", 3],
      ["text.mentions", "@aki hello ＠beni", 2],
      ["room.viewers", "x", 10],
    ] as const)("knows %s", (signal, text, value) => {
      const rules = [
        policyRule("s", { category: "scam", when: { signals: [{ signal, op: "eq", value }] } }),
      ];
      const verdict = statelessProbe({ rules }).ask(text);
      expect(verdict.reasons.map(({ rule: id }) => id)).toContain("s");
    });
  });

  it("swaps policies between two messages and keeps its memory", () => {
    const probe = statefulProbe({ limits: tight(1) });
    expect(probe.ask("死ね").action).toBe("reject");
    probe.engine.swap(compilePolicy(policySpec({ version: "v2", lists: [], limits: tight(1) })));
    expect(probe.engine.policyVersion).toBe("v2");
    expect(probe.ask("死ね")).toMatchObject({ code: "rate_limited", policyVersion: "v2" });
    expect(probe.ask("死ね", { at: NOW_MS + 1_000 }).action).toBe("allow");
  });
});

function tight(burst: number): ReturnType<typeof policySpec>["limits"] {
  return { ...policySpec().limits, user: { burst, perSecond: 1 } };
}
