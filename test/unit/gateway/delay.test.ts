// Delayed messages: order, withdrawal, bounds.
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.ts";
import { DelayLine } from "../../../src/gateway/delay.ts";
import { aShown } from "../../support/gateway-builders.ts";

function lineOf(...waits: readonly number[]): DelayLine {
  const line = new DelayLine();
  for (const [at, waitsSince] of waits.entries()) {
    line.add({ kind: "message", ordered: aShown(at + 1), waitsSince });
  }
  return line;
}

const seqsOf = (delayed: ReturnType<DelayLine["due"]>) =>
  delayed.map((one) => (one.kind === "message" ? one.ordered.seq : one.frame.seq));

describe("DelayLine", () => {
  it("tells of everything that begins to wait", () => {
    let added = 0;
    const line = new DelayLine(() => (added += 1));
    line.add({ kind: "message", ordered: aShown(1), waitsSince: 0 });
    line.add({ kind: "message", ordered: aShown(2), waitsSince: 0 });
    line.due(1_000, 500);
    expect(added).toBe(2);
  });

  it.each([
    [2_999, []],
    [3_000, [1]],
    [4_000, [1, 2]],
  ])("at %i gives what has waited three seconds", (nowMs, seqs) => {
    expect(seqsOf(lineOf(0, 1_000).due(nowMs, 3_000))).toEqual(seqs);
  });

  it("never lets one overtake another, whatever the times say", () => {
    expect(seqsOf(lineOf(5_000, 1_000).due(4_000, 3_000))).toEqual([]);
  });

  it("puts a tombstone with the number in the place of what is withdrawn", () => {
    const line = lineOf(0, 0);
    expect(line.withdraw("m_1", "seller")).toBe(true);
    expect(line.due(9_000, 0)).toMatchObject([
      { kind: "withdrawn", frame: { op: "deleted", messageId: "m_1", by: "seller", seq: 1 } },
      { kind: "message" },
    ]);
  });

  it("says when a message is not waiting", () => {
    expect(lineOf(0).withdraw("m_9", "seller")).toBe(false);
  });

  it("clears a user's messages", () => {
    const line = lineOf(0, 0);
    line.clearUser("u_1");
    expect(line.due(0, 0).map(({ kind }) => kind)).toEqual(["withdrawn", "withdrawn"]);
  });

  it("gives the oldest early rather than hold more than it may", () => {
    const most = LIMITS.delayedEvents.value;
    const line = lineOf(...Array.from({ length: most + 2 }, () => 0));
    expect(seqsOf(line.due(0, 10_000))).toEqual([1, 2]);
    expect(line.length).toBe(most);
  });
});
