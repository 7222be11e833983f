// Review items at the border.
import { describe, expect, it } from "vitest";
import { decodeReviewItem } from "../../../src/review/queue-item.ts";
import { aHeldItem } from "../../support/store-builders.ts";

describe("decodeReviewItem", () => {
  it("takes an item as JSON and as text, unknown fields too", () => {
    const item = { ...aHeldItem("m_1"), later: { added: 1 } };
    expect(decodeReviewItem(item)).toEqual(item);
    expect(decodeReviewItem(JSON.stringify(item))).toEqual(item);
  });

  it.each([
    ["text that is no JSON", "{secret", "(text)"],
    ["nothing", null, ""],
    ["another kind", { kind: "secret" }, "kind"],
    ["an empty id", { ...aHeldItem(""), id: "" }, "id"],
    ["a wrong severity", withReason({ severity: 5 }), "reasons.0.severity"],
    ["a strange category", withReason({ category: "secret" }), "reasons.0.category"],
  ])("refuses %s, naming the field and not its value", (_, value, field) => {
    try {
      decodeReviewItem(value);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "bad_review_item", facts: { field } });
      expect(String(error)).not.toContain("secret");
    }
  });
});

function withReason(change: { readonly [key: string]: unknown }): unknown {
  const reason = { rule: "r", category: "spam", severity: 1, spans: [], ...change };
  return { ...aHeldItem("m_1"), reasons: [reason] };
}
