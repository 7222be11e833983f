// The specification of the console's desk: what the list shows after each event.
import { describe, expect, it } from "vitest";
import type { WireCase } from "../../../src/api/wire.ts";
import {
  advance,
  type DeskEvent,
  type DeskState,
  FIRST,
} from "../../../src/console/queue-state.ts";

function item(id: string, patch: Partial<WireCase> = {}): WireCase {
  return {
    id,
    version: 1,
    status: "open",
    origin: "held",
    room: "r",
    message: { id: `m_${id}`, at: 0, text: "text", user: { id: "u", name: "U", role: "viewer" } },
    reasons: [],
    scores: {},
    priority: 0.5,
    openedAt: 0,
    dueAt: 0,
    onExpiry: "reject",
    policyVersion: "p",
    claimedBy: null,
    context: { before: [], after: [] },
    record: { messages: 0, strikes: 0, sanctions: [] },
    reports: [],
    decision: null,
    ...patch,
  };
}

function after(...events: readonly DeskEvent[]): DeskState {
  return events.reduce(advance, FIRST);
}

const ids = (state: DeskState): readonly string[] => state.cases.map(({ id }) => id);
const loaded: DeskEvent = {
  kind: "loaded",
  view: "open",
  cases: [item("a"), item("b"), item("c")],
};

describe("advance", () => {
  it("chooses the first case of a loaded queue", () => {
    expect(after(loaded)).toMatchObject({ selectedId: "a", isLoading: false });
  });

  it("ignores a page of the view that was left", () => {
    expect(ids(after({ kind: "view", view: "decided" }, loaded))).toEqual([]);
  });

  it("steps through the list and stays at its ends", () => {
    const step = (by: 1 | -1): DeskEvent => ({ kind: "step", by });
    expect(after(loaded, step(1)).selectedId).toBe("b");
    expect(after(loaded, step(-1)).selectedId).toBe("a");
    expect(after(loaded, step(1), step(1), step(1)).selectedId).toBe("c");
  });

  it("puts a new case where its urgency belongs and keeps the choice", () => {
    const state = after(loaded, { kind: "changed", case: item("z", { priority: 0.9 }) });
    expect(ids(state)).toEqual(["z", "a", "b", "c"]);
    expect(state.selectedId).toBe("a");
  });

  it("chooses the next case when the chosen one is decided, the one before at the end", () => {
    const gone = (id: string): DeskEvent => {
      return { kind: "changed", case: item(id, { status: "rejected", version: 2 }) };
    };
    expect(after(loaded, gone("a"))).toMatchObject({ selectedId: "b" });
    expect(after(loaded, { kind: "select", id: "c" }, gone("c"))).toMatchObject({
      selectedId: "b",
    });
    expect(after(loaded, gone("a"), gone("b"), gone("c"))).toMatchObject({ selectedId: null });
  });

  it("does not let an older answer undo a newer one", () => {
    const newer = item("a", { version: 3, claimedBy: { by: "x", name: "X", until: 9 } });
    const state = after(
      loaded,
      { kind: "changed", case: newer },
      { kind: "changed", case: item("a") },
    );
    expect(state.cases.find(({ id }) => id === "a")?.version).toBe(3);
  });

  it("keeps a decided case away though an older list or answer arrives late", () => {
    const decided = item("a", { status: "released", version: 2 });
    const state = after(loaded, { kind: "decided", case: decided, decision: "release" });
    expect(ids(advance(state, loaded))).not.toContain("a");
    expect(ids(advance(state, { kind: "changed", case: item("a") }))).not.toContain("a");
    const takenBack = item("a", { version: 3 });
    expect(ids(advance(state, { kind: "changed", case: takenBack }))).toContain("a");
  });

  it("remembers decisions for undo, newest last, and shows the case again when undone", () => {
    const decided = (id: string): DeskEvent => {
      const released = item(id, { status: "released", version: 2 });
      return { kind: "decided", case: released, decision: "release" };
    };
    const state = after(loaded, decided("a"), decided("b"));
    expect(state.decided.map(({ id }) => id)).toEqual(["a", "b"]);
    const undone = advance(state, { kind: "undone", case: item("b", { version: 3 }) });
    expect(undone).toMatchObject({ decided: [{ id: "a" }], selectedId: "b" });
    expect(ids(undone)).toContain("b");
  });

  it("keeps what it shows when the backoffice cannot be read", () => {
    const state = after(loaded, { kind: "failed", said: { what: "unreachable" } });
    expect(ids(state)).toEqual(["a", "b", "c"]);
    expect(state.error).toEqual({ what: "unreachable" });
  });
});
