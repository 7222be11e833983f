// Which sanctions bar whom from what, and which are news.
import { describe, expect, it } from "vitest";
import { SanctionIndex } from "../../../src/gateway/sanctions.ts";
import { MemoryLogger } from "../../support/gateway.ts";
import { gatewaySanction } from "../../support/gateway-builders.ts";
import type { Sanction } from "../../../src/domain/sanction.ts";

function indexOf(...sanctions: readonly Sanction[]): SanctionIndex {
  const index = new SanctionIndex(new MemoryLogger());
  for (const sanction of sanctions) index.apply(sanction.id, sanction, 0);
  return index;
}

describe("SanctionIndex", () => {
  it.each([
    [9_999, { code: "muted", retryAfterMs: 1 }],
    [10_000, undefined],
  ])("a timeout until 10,000 at %i", (nowMs, bar) => {
    expect(indexOf(gatewaySanction()).bar("u_1", "shop", nowMs)).toEqual(bar);
  });

  it("a sanction of one room does not bar from another, one of everywhere does", () => {
    expect(indexOf(gatewaySanction()).bar("u_1", "other", 0)).toBeUndefined();
    const everywhere = indexOf(gatewaySanction({ room: null }));
    expect(everywhere.bar("u_1", "other", 0)?.code).toBe("muted");
  });

  it("the severest bar counts, and of several waits the longest", () => {
    const index = indexOf(
      gatewaySanction({ id: "s_1", kind: "warning", until: null, acknowledge: true }),
      gatewaySanction({ id: "s_2", until: 5_000 }),
      gatewaySanction({ id: "s_3", until: 8_000 }),
    );
    expect(index.bar("u_1", "shop", 1_000)).toEqual({ code: "muted", retryAfterMs: 7_000 });
    index.apply("s_4", gatewaySanction({ id: "s_4", kind: "ban", until: null }), 0);
    expect(index.bar("u_1", "shop", 0)).toEqual({ code: "banned", retryAfterMs: 0 });
  });

  it("a shadow bars nobody", () => {
    const index = indexOf(gatewaySanction({ kind: "shadow", until: null }));
    expect(index.bar("u_1", "shop", 0)).toBeUndefined();
    expect(index.isShadowed("u_1", "shop", 0)).toBe(true);
  });

  it("the same again is no news, another end is", () => {
    const index = new SanctionIndex(new MemoryLogger());
    expect(index.apply("s_1", gatewaySanction(), 0)).toBeDefined();
    expect(index.apply("s_1", gatewaySanction(), 0)).toBeUndefined();
    expect(index.apply("s_1", gatewaySanction({ until: 20_000 }), 0)).toBeDefined();
  });

  it("lifted or acknowledged is over", () => {
    const warning = gatewaySanction({ kind: "warning", until: null, acknowledge: true });
    const index = indexOf(warning);
    expect(index.bar("u_1", "shop", 0)?.code).toBe("warning_pending");
    expect(index.apply("s_1", { ...warning, acknowledgedAt: 5 }, 5)).toBeUndefined();
    expect(index.bar("u_1", "shop", 5)).toBeUndefined();
    const muted = indexOf(gatewaySanction());
    muted.apply("s_1", null, 0);
    expect(muted.bar("u_1", "shop", 0)).toBeUndefined();
  });

  it("a warning that asks for nothing is told while it is new, and bars nothing", () => {
    const index = new SanctionIndex(new MemoryLogger());
    const warning = gatewaySanction({ kind: "warning", until: null, createdAt: 1_000 });
    expect(index.apply("s_1", warning, 2_000)).toEqual(warning);
    expect(index.bar("u_1", "shop", 2_000)).toBeUndefined();
    expect(index.apply("s_1", warning, 61_000)).toBeUndefined();
  });

  it("swept forgets what is over", () => {
    const index = indexOf(gatewaySanction());
    index.sweep(9_999);
    expect(index.get("s_1")).toBeDefined();
    index.sweep(10_000);
    expect(index.get("s_1")).toBeUndefined();
  });
});
