// Rows of the outbox: what is written can be read, what is not ours is refused.
import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/domain/message.ts";
import { caseSummary, decodeEffect, effectRows } from "../../../src/review/effects.ts";
import type { EffectBody } from "../../../src/review/effects.ts";
import { aCase } from "../../support/store-builders.ts";

const BODIES: readonly EffectBody[] = [
  { kind: "publish" },
  { kind: "withdraw" },
  { kind: "outcome", status: "rejected" },
  { kind: "outcome", status: "expired" },
  { kind: "sanction", sanctionId: "s_1" },
  { kind: "live", type: "case.opened", room: "shop-42", data: { id: "k_1" } },
];

describe("effectRows", () => {
  it("numbers the effects of a version", () => {
    const ids = effectRows("k_1", 3, BODIES, 7).map((row) => row.id);
    expect(ids).toEqual(["k_1.3.0", "k_1.3.1", "k_1.3.2", "k_1.3.3", "k_1.3.4", "k_1.3.5"]);
  });
});

describe("decodeEffect", () => {
  it.each(BODIES)("reads back %o", (body) => {
    const [row] = effectRows("k_1", 1, [body], 7);
    expect(decodeEffect(row?.body ?? null)).toEqual(body);
  });

  it.each<Json>([
    null,
    "publish",
    [],
    {},
    { kind: "explode" },
    { kind: "outcome", status: "released" },
    { kind: "sanction" },
    { kind: "live", type: "case.opened" },
  ])("refuses %o", (body) => {
    expect(decodeEffect(body)).toBeUndefined();
  });
});

describe("caseSummary", () => {
  it("holds no text of the message", () => {
    const item = aCase();
    expect(JSON.stringify(caseSummary(item))).not.toContain(item.message.text);
  });
});
