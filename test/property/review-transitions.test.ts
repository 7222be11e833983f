// Whatever is done to a case, in whatever order, it stays consistent and its room shows what it says.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Case } from "../../src/domain/case.ts";
import { effectRows } from "../../src/review/effects.ts";
import { isShown, transition } from "../../src/review/transitions.ts";
import type { CaseCommand, PastDecision } from "../../src/review/transitions.ts";
import { aCase } from "../support/store-builders.ts";

const person = fc.constantFrom("mod-1", "mod-2", "mod-3");
const command = fc.oneof(
  fc.record({
    kind: fc.constant("decide" as const),
    decision: fc.constantFrom("release" as const, "reject" as const),
    byKind: fc.constantFrom("moderator" as const, "machine" as const),
    by: person,
    category: fc.constant(null),
    note: fc.constant(null),
    seenVersion: fc.integer({ min: 0, max: 12 }),
  }),
  fc.record({ kind: fc.constant("undo" as const), by: person }),
  fc.record({ kind: fc.constant("expire" as const) }),
  fc.record({
    kind: fc.constant("report" as const),
    report: fc.record({
      by: fc.constantFrom("u_1", "u_2", "u_3", "u_4"),
      category: fc.constant(null),
      note: fc.constant(""),
      at: fc.constant(0),
    }),
  }),
);
const scenario = fc.record({
  origin: fc.constantFrom("held" as const, "report" as const),
  onExpiry: fc.constantFrom("release" as const, "reject" as const, "requeue" as const),
  steps: fc.array(fc.tuple(command, fc.integer({ min: 0, max: 100_000 })), { maxLength: 20 }),
});

interface World {
  item: Case;
  history: PastDecision[];
  nowMs: number;
  isInRoom: boolean;
  readonly effectIds: Set<string>;
}

/** Runs the command as commit.ts does, and the room as its log would be. */
function step(world: World, asked: CaseCommand): void {
  const before = world.item;
  const result = transition(before, asked, { nowMs: world.nowMs, history: world.history });
  if (!result.ok) return;
  const { case: after, decision, effects } = result.change;
  expect(after.version).toBe(before.version + 1);
  expect(after.id).toBe(before.id);
  expect(after.message).toBe(before.message);
  if (decision !== null) world.history.push({ version: after.version, decision });
  for (const { id } of effectRows(after.id, after.version, effects, world.nowMs)) {
    expect(world.effectIds.has(id)).toBe(false);
    world.effectIds.add(id);
  }
  for (const effect of effects) {
    if (effect.kind === "publish") {
      expect(world.isInRoom).toBe(false);
      world.isInRoom = true;
    } else if (effect.kind === "withdraw") {
      expect(world.isInRoom).toBe(true);
      world.isInRoom = false;
    }
  }
  world.item = after;
}

describe("transition", () => {
  it("keeps status, decision, version, history and room in step", () => {
    fc.assert(
      fc.property(scenario, ({ origin, onExpiry, steps }) => {
        const item = aCase({ origin, onExpiry });
        const world: World = {
          item,
          history: [],
          nowMs: item.openedAt,
          isInRoom: isShown(item),
          effectIds: new Set(),
        };
        for (const [asked, passedMs] of steps) {
          world.nowMs += passedMs;
          step(world, asked);
          expect(world.item.status === "open").toBe(world.item.decision === null);
          expect(world.isInRoom).toBe(isShown(world.item));
          expect(world.item.priority).toBeLessThan(1);
          const newest = world.history.at(-1)?.decision;
          if (world.item.decision !== null) expect(world.item.decision).toEqual(newest);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("takes the same order twice and has effect once", () => {
    fc.assert(
      fc.property(scenario, command, ({ origin, onExpiry, steps }, last) => {
        const item = aCase({ origin, onExpiry });
        const world: World = {
          item,
          history: [],
          nowMs: item.openedAt,
          isInRoom: isShown(item),
          effectIds: new Set(),
        };
        for (const [asked] of steps) step(world, asked);
        step(world, last);
        const after = world.item;
        step(world, last);
        expect(world.item).toBe(after);
      }),
      { numRuns: 500 },
    );
  });
});
