// The order in which cases are looked at.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Severity } from "../../../src/domain/categories.ts";
import { priorityOf, raised } from "../../../src/review/priority.ts";
import type { PriorityFacts } from "../../../src/review/priority.ts";

function facts(change: Partial<PriorityFacts> & { readonly severity?: Severity } = {}) {
  const { severity = 2, ...rest } = change;
  return {
    band: 2,
    reasons: [{ rule: "r", category: "spam" as const, severity, spans: [] }],
    scores: {},
    viewers: 100,
    waitedMs: 0,
    ttlMs: 120_000,
    ...rest,
  };
}

describe("priorityOf", () => {
  it.each<[string, Partial<PriorityFacts> & { readonly severity?: Severity }]>([
    ["a severer reason", { severity: 3 }],
    ["a higher score", { scores: { hate: 0.9 } }],
    ["a larger room", { viewers: 5_000 }],
    ["a longer wait", { waitedMs: 60_000 }],
  ])("puts %s first", (_, change) => {
    expect(priorityOf(facts(change))).toBeGreaterThan(priorityOf(facts()));
  });

  it("never lets a case overtake a higher band of the policy", () => {
    const most = { severity: 4, viewers: 1e9, waitedMs: 1e9, scores: { hate: 1 } } as const;
    for (const band of [0, 1, 2, 3]) {
      const least = facts({ band: band + 1, severity: 1, viewers: 0 });
      expect(priorityOf(facts({ band, ...most }))).toBeLessThan(priorityOf(least));
    }
  });

  it("stays between 0 and 1 whatever comes", () => {
    const any = fc.double({ noNaN: false });
    fc.assert(
      fc.property(any, any, any, any, any, (band, viewers, waitedMs, ttlMs, hate) => {
        const given = facts({ band: Number.isNaN(band) ? 0 : band, viewers, waitedMs, ttlMs });
        const priority = priorityOf({ ...given, scores: { hate } });
        return priority >= 0 && priority < 1;
      }),
    );
  });
});

describe("raised", () => {
  it("comes nearer to 1 and never reaches it", () => {
    let priority = 0;
    for (let n = 0; n < 50; n += 1) {
      expect(raised(priority, 0.25)).toBeGreaterThan(priority);
      priority = raised(priority, 0.25);
    }
    expect(priority).toBeLessThan(1);
  });
});
