// What remembers: the same stream gives the same verdicts, whatever clock, policy swap or size.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engine.ts";
import { EngineMemory } from "../../src/engine/memory.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { KeyTable } from "../../src/spam/keys.ts";
import { RateLimit } from "../../src/spam/limits.ts";
import { similarity } from "../../src/spam/sketch.ts";
import { probeOf } from "../support/engine.ts";
import { policySpec } from "../support/policy.ts";
import { sketchOf } from "../support/spam.ts";

const START_MS = 1_760_000_000_000;
const TEXTS = [
  "死",
  "ね",
  "f",
  "uck",
  "090",
  "1234",
  "5678",
  "買います!",
  "example.com half price for everybody today",
  "my friend sells the same bag for half the price in another live",
  "隣の配信の方がぜんぶ安いですよ、みんな来てください",
];

/** Ms from one message to the next; now and then the clock is set. */
const step = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-500, -86_400_000, 86_400_000) },
);
const message = fc.record({
  text: fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: "grapheme", maxLength: 60 })),
  step,
  user: fc.integer({ min: 0, max: 5 }),
  room: fc.integer({ min: 0, max: 1 }),
  role: fc.constantFrom("viewer" as const, "viewer" as const, "seller" as const),
  swaps: fc.boolean(),
});
const stream = fc.array(message, { maxLength: 60 });

const policies = [
  compilePolicy(policySpec()),
  compilePolicy(policySpec({ version: "other", lists: [] })),
] as const;
const SMALL = { users: 3, devices: 2, addresses: 2, rooms: 1, speakers: 2, clusters: 2 };

describe("judge", () => {
  it.each([
    ["with room for all", undefined],
    ["with room for hardly anybody", SMALL],
  ])("gives the same verdicts to the same stream, policy swaps and all, %s", (_how, capacity) => {
    fc.assert(
      fc.property(stream, (messages) => {
        const replay = (): unknown[] => {
          const engine = createEngine(policies[0], { memory: new EngineMemory(capacity) });
          const probe = probeOf(engine);
          let at = START_MS;
          return messages.map(({ text, step: ms, user, room, role, swaps }, i) => {
            at += ms;
            if (swaps) engine.swap(policies[i % 2 === 0 ? 0 : 1]);
            return probe.ask(text, { at, user: `u_${user}`, room: `r_${room}`, role });
          });
        };
        expect(replay()).toEqual(replay());
      }),
      { numRuns: 60 },
    );
  });

  it("points into the present message, joined or not", () => {
    fc.assert(
      fc.property(stream, (messages) => {
        const probe = probeOf(createEngine(policies[0]));
        let at = START_MS;
        for (const { text, step: ms, user, room } of messages) {
          at += ms;
          const { reasons } = probe.ask(text, { at, user: `u_${user}`, room: `r_${room}` });
          for (const [start, end] of reasons.flatMap(({ spans }) => spans)) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("RateLimit", () => {
  it("never lets a key send more than its burst and rate, while the clock goes on", () => {
    const rates = fc.record({
      burst: fc.integer({ min: 1, max: 20 }),
      perSecond: fc.double({ min: 0.1, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(rates, fc.array(fc.integer({ min: 0, max: 2_000 })), (rate, steps) => {
        const limit = new RateLimit();
        let at = START_MS;
        let sent = 0;
        for (const ms of steps) {
          at += ms;
          if (limit.take(0, at, rate) === 0) sent++;
        }
        const most = rate.burst + ((at - START_MS) / 1_000) * rate.perSecond;
        expect(sent).toBeLessThanOrEqual(most + 1e-3);
      }),
    );
  });

  it("lets nobody wait longer than for one message, whatever the clock does", () => {
    const clock = fc.integer({ min: 0, max: 2 * START_MS });
    fc.assert(
      fc.property(fc.array(clock), (times) => {
        const limit = new RateLimit();
        for (const at of times) {
          expect(limit.take(0, at, { burst: 3, perSecond: 2 })).toBeLessThanOrEqual(500);
        }
      }),
    );
  });
});

describe("KeyTable", () => {
  it("gives every id one slot, and no two ids the same, while there is room", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 400 }), (ids) => {
        const table = new KeyTable(400, () => undefined);
        const slots = ids.map((id) => table.slotOf(id));
        expect(new Set(slots).size).toBe(ids.length);
        expect(ids.map((id) => table.slotOf(id))).toEqual(slots);
      }),
    );
  });

  it("stays consistent when ids come and go", () => {
    const ids = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 300 });
    fc.assert(
      fc.property(ids, (asked) => {
        const table = new KeyTable(16, () => undefined);
        for (const id of asked) {
          const slot = table.slotOf(`u_${id}`);
          expect(slot).toBeLessThan(16);
          expect(table.slotOf(`u_${id}`)).toBe(slot);
        }
        expect(table.size).toBeLessThanOrEqual(16);
      }),
    );
  });
});

describe("similarity", () => {
  it("is the same both ways, from 0 to 1, and 1 for a text and itself", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 500 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [sketchOf(a), sketchOf(b)];
        const alike = similarity(left.words, 0, right.words, 0);
        expect(alike).toBe(similarity(right.words, 0, left.words, 0));
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
        if (left.letters > 0) expect(similarity(left.words, 0, left.words, 0)).toBe(1);
      }),
    );
  });
});
