// Which messages a room knows by id, and by what their senders called them.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { KnownMessages } from "../../../src/gateway/known-messages.ts";
import { aClearing, aDeletion, aShown } from "../../support/gateway-builders.ts";

describe("KnownMessages", () => {
  it("knows who wrote a message and whether it was withdrawn", () => {
    const known = new KnownMessages();
    known.note(aShown(1));
    known.note(aShown(2));
    known.note(aDeletion(2, 1));
    expect(known.get("m_1")).toMatchObject({ userId: "u_1", seq: 1, isWithdrawn: true });
    expect(known.get("m_2")).toMatchObject({ isWithdrawn: false });
    known.note(aClearing(2, "u_1"));
    expect(known.get("m_2")).toMatchObject({ isWithdrawn: true });
  });

  it("finds what a client sent under an id, for five minutes", () => {
    const known = new KnownMessages();
    known.note(aShown(1, { clientId: "c1", at: 0 }));
    expect(known.sentAs("u_1", "c1", LIMITS.idempotencyMs.value)).toMatchObject({ id: "m_1" });
    expect(known.sentAs("u_1", "c1", LIMITS.idempotencyMs.value + 1)).toBeUndefined();
    expect(known.sentAs("u_2", "c1", 0)).toBeUndefined();
  });

  it("forgets the oldest beyond its limit, by either name", () => {
    const known = new KnownMessages();
    const most = LIMITS.knownMessages.value;
    for (let seq = 1; seq <= most; seq += 1) known.note(aShown(seq, { clientId: `c${seq}` }));
    expect(known.get("m_1")).toBeDefined();
    known.note(aShown(most + 1));
    expect(known.get("m_1")).toBeUndefined();
    expect(known.sentAs("u_1", "c1", 0)).toBeUndefined();
    expect(known.get("m_2")).toBeDefined();
  });
});
