// The ring of a room: what it keeps, what it covers, what it answers.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import type { OrderedEvent } from "../../../src/domain/room-event.ts";
import { History } from "../../../src/gateway/history.ts";
import { aClearing, aDeletion, aShown } from "../../support/gateway-builders.ts";

const MOST = LIMITS.historyMessages.value;
const seqs = (events: readonly OrderedEvent[]) => events.map(({ seq }) => seq);

function filled(count: number): History {
  const history = new History({ epoch: "e1", seq: 0, events: [] });
  for (let seq = 1; seq <= count; seq += 1) history.push(aShown(seq));
  return history;
}

describe("History", () => {
  it("answers the newest messages, oldest first, up to a number", () => {
    expect(seqs(filled(10).newest(3, 8))).toEqual([6, 7, 8]);
  });

  it("answers what came behind a number", () => {
    expect(seqs(filled(5).after(3, 5))).toEqual([4, 5]);
  });

  it.each([
    [MOST - 1, 0],
    [MOST, 0],
    [MOST + 1, 1],
  ])("after %i messages covers from %i on", (count, floor) => {
    const history = filled(count);
    expect(history.covers("e1", floor)).toBe(true);
    expect(history.covers("e1", floor - 1)).toBe(false);
    expect(history.covers("e2", floor)).toBe(false);
  });

  it("takes out what is withdrawn and keeps the withdrawal", () => {
    const history = filled(3);
    history.push(aDeletion(3, 2));
    expect(history.find("m_2")).toBeUndefined();
    expect(history.after(0, 3).map(({ event }) => event.kind)).toEqual([
      "message",
      "message",
      "deleted",
    ]);
  });

  it("tells a withdrawal of an older message to who saw it", () => {
    const history = filled(3);
    history.push(aDeletion(3, 1));
    expect(history.after(3, 3)).toMatchObject([{ event: { kind: "deleted" } }]);
  });

  it("takes out everything of a user who is cleared", () => {
    const history = filled(2);
    history.push(aShown(3, { user: { id: "u_2", name: "Ben", role: "viewer" } }));
    history.push(aClearing(3, "u_1"));
    expect(seqs(history.newest(9, 9))).toEqual([3]);
  });

  it("keeps a bounded number of withdrawals", () => {
    const history = filled(1);
    for (let n = 0; n < 3 * MOST; n += 1) history.push(aDeletion(1, 500 + n));
    expect(history.events.length).toBeLessThanOrEqual(2 * MOST);
  });

  it("covers from the first message of the head that it began with", () => {
    const head = { epoch: "e1", seq: 9, events: [aShown(8), aShown(9)] };
    const history = new History(head);
    expect([history.covers("e1", 7), history.covers("e1", 6)]).toEqual([true, false]);
  });

  it("covers nothing older than a head without events", () => {
    const history = new History({ epoch: "e1", seq: 9, events: [] });
    expect([history.covers("e1", 9), history.covers("e1", 8)]).toEqual([true, false]);
  });
});
