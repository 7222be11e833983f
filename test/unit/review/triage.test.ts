// When the machine may decide, and what happens while it cannot be asked.
import { describe, expect, it } from "vitest";
import type { Scores } from "../../../src/domain/case.ts";
import type { Category } from "../../../src/domain/categories.ts";
import type { Logger, Metrics } from "../../../src/domain/ports/telemetry.ts";
import type { Reason } from "../../../src/domain/verdict.ts";
import { createTriage, expiryUnscored, machineAnswer } from "../../../src/review/triage.ts";
import type { TriageRules } from "../../../src/review/triage.ts";

const RULES: TriageRules = {
  thresholds: {
    harassment: {
      default: { release: 0.1, hold: 0.5, reject: 0.9 },
      ja: { release: 0.2, hold: 0.6, reject: 0.95 },
    },
    hate: { default: { release: 0.1, hold: 0.4, reject: 0.8 } },
    spam: { default: { release: null, hold: 0.7, reject: null } },
  },
  failOpen: ["spam", "link"],
};

function because(...categories: readonly Category[]): readonly Reason[] {
  return categories.map((category) => ({ rule: "r", category, severity: 2, spans: [] }));
}

function answer(scores: Scores, reasons = because("harassment"), rules = RULES) {
  return machineAnswer("default", reasons, scores, rules);
}

describe("machineAnswer", () => {
  it.each([
    [0.09, "release"],
    [0.1, "release"],
    [0.11, "people"],
    [0.89, "people"],
    [0.9, "reject"],
    [0.91, "reject"],
  ])("for a score of %f: %s", (harassment, kind) => {
    expect(answer({ harassment }).kind).toBe(kind);
  });

  it("measures by the language group of the text", () => {
    const scores = { harassment: 0.92 };
    expect(machineAnswer("ja", because("harassment"), scores, RULES).kind).toBe("people");
    expect(machineAnswer("default", because("harassment"), scores, RULES).kind).toBe("reject");
  });

  it("falls back to the default group", () => {
    expect(machineAnswer("ko", because("hate"), { hate: 0.8 }, RULES).kind).toBe("reject");
  });

  it("names the category with the highest score that rejects", () => {
    expect(answer({ harassment: 0.9, hate: 0.95 })).toEqual({ kind: "reject", category: "hate" });
  });

  it("does not release while another category is doubtful", () => {
    expect(answer({ harassment: 0.05, hate: 0.4 }).kind).toBe("people");
  });

  it("does not release what it has no score for", () => {
    expect(answer({ harassment: 0.05 }, because("harassment", "scam")).kind).toBe("people");
  });

  it("does not release without a release threshold", () => {
    expect(answer({ spam: 0 }, because("spam")).kind).toBe("people");
  });

  it("decides nothing without thresholds", () => {
    const rules: TriageRules = { thresholds: {}, failOpen: [] };
    expect(answer({ harassment: 1 }, because("harassment"), rules).kind).toBe("people");
    expect(answer({ harassment: 0 }, because("harassment"), rules).kind).toBe("people");
  });

  it("does not release a message that was held for no reason", () => {
    expect(answer({ harassment: 0 }, []).kind).toBe("people");
  });
});

describe("expiryUnscored", () => {
  it("releases what was held only for categories that fail open", () => {
    expect(expiryUnscored("reject", because("spam", "link"), RULES)).toBe("release");
  });

  it("leaves to people what was held for any other", () => {
    expect(expiryUnscored("reject", because("spam", "hate"), RULES)).toBe("reject");
    expect(expiryUnscored("requeue", because("self_harm"), RULES)).toBe("requeue");
    expect(expiryUnscored("reject", [], RULES)).toBe("reject");
  });
});

interface Desk {
  nowMs: number;
  isDown: boolean;
  calls: number;
  readonly outcomes: string[];
}

function triageOn(desk: Desk) {
  const metrics: Metrics = {
    count: (_, labels) => desk.outcomes.push(labels?.["outcome"] ?? ""),
    gauge: () => undefined,
    observe: () => undefined,
  };
  const quiet = (): void => undefined;
  const log: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  return createTriage({
    classifier: {
      async score() {
        desk.calls += 1;
        if (desk.isDown) throw new Error("down");
        return { spam: 0.5 };
      },
    },
    clock: { now: () => desk.nowMs },
    log,
    metrics,
  });
}

describe("createTriage", () => {
  it("stops asking after five failures and asks once more after ten seconds", async () => {
    const desk: Desk = { nowMs: 0, isDown: true, calls: 0, outcomes: [] };
    const triage = triageOn(desk);
    for (let n = 0; n < 7; n += 1) expect(await triage.score("text")).toBeNull();
    expect(desk.calls).toBe(5);
    desk.nowMs = 9_999;
    await triage.score("text");
    expect(desk.calls).toBe(5);
    desk.nowMs = 10_000;
    desk.isDown = false;
    expect(await triage.score("text")).toEqual({ spam: 0.5 });
    expect(await triage.score("text")).toEqual({ spam: 0.5 });
    expect(desk.calls).toBe(7);
    expect(desk.outcomes.filter((outcome) => outcome === "skipped")).toHaveLength(3);
  });

  it("forgets failures at the first success", async () => {
    const desk: Desk = { nowMs: 0, isDown: true, calls: 0, outcomes: [] };
    const triage = triageOn(desk);
    for (const isDown of [true, true, true, true, false, true, true]) {
      desk.isDown = isDown;
      await triage.score("text");
    }
    expect(desk.outcomes).not.toContain("skipped");
  });
});
