// Defaults and bounds of a sanction.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { DEFAULT_TIMEOUT_SECONDS, makeSanction } from "../../../src/enforcement/make-sanction.ts";
import type { SanctionFacts } from "../../../src/enforcement/make-sanction.ts";
import { STORE_TIME } from "../../support/store-builders.ts";

function made(change: Partial<SanctionFacts> = {}) {
  const facts: SanctionFacts = {
    id: "s_1",
    userId: "u_9",
    room: "shop-42",
    kind: "timeout",
    seconds: 60,
    reason: "",
    category: null,
    acknowledge: true,
    by: "mod-1",
    caseId: null,
    ...change,
  };
  return makeSanction(facts, STORE_TIME);
}
const MOST = LIMITS.sanctionSeconds.value;

describe("makeSanction", () => {
  it.each([
    [0, 1],
    [1, 1],
    [MOST - 1, MOST - 1],
    [MOST, MOST],
    [MOST + 1, MOST],
  ])("makes a timeout of %i seconds last %i", (seconds, lasts) => {
    expect(made({ seconds }).until).toBe(STORE_TIME + lasts * 1_000);
  });

  it("gives a timeout without a length the default", () => {
    expect(made({ seconds: null }).until).toBe(STORE_TIME + DEFAULT_TIMEOUT_SECONDS * 1_000);
  });

  it.each(["ban", "shadow", "warning"] as const)("gives a %s without a length no end", (kind) => {
    expect(made({ kind, seconds: null }).until).toBeNull();
  });

  it("lets only a warning ask for an acknowledgement", () => {
    expect(made({ kind: "warning" }).acknowledge).toBe(true);
    expect(made({ kind: "ban" }).acknowledge).toBe(false);
  });

  it("never lets a warning end by itself", () => {
    expect(made({ kind: "warning", seconds: 60 }).until).toBeNull();
  });
});
