// Whatever is sent: a verdict, with spans inside the text, in order, at character boundaries.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { regexDriver } from "../../src/match/regex-driver.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { foundTexts, probeOf, statelessProbe } from "../support/engine.ts";
import { policySpec } from "../support/policy.ts";

const PARTS = [
  "fuck",
  "死ね",
  "ass",
  "ﾀﾋね",
  "example.com",
  "090-1234-5678",
  "4111 1111 1111 1111",
  "LINE ID: abc123",
  "me@example.com",
  "ライン追加",
  "○",
  "*",
  "\u200b",
  "\ufe0f",
  "゛",
  "\ud83d",
  "👨‍👩‍👧",
  "㍿",
  " ",
  "。",
];

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
  fc
    .array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ maxLength: 3 })), { maxLength: 20 })
    .map((parts) => parts.join("")),
);

/** A high surrogate before and a low one after: the index is inside a character. */
function splitsPair(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

describe("judge", () => {
  const probe = statelessProbe();

  it("answers any text with spans inside it, rising, apart, on character boundaries", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { spans } of probe.ask(text).reasons) {
          let last = -1;
          for (const [start, end] of spans) {
            expect(start).toBeGreaterThan(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(splitsPair(text, start) || splitsPair(text, end)).toBe(false);
            last = end;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("answers the same whatever it was asked before", () => {
    fc.assert(
      fc.property(anyText, anyText, (before, text) => {
        const alone = statelessProbe().ask(text);
        probe.ask(before);
        expect(probe.ask(text)).toEqual(alone);
      }),
      { numRuns: 200 },
    );
  });

  it("finds no mail address in what stands behind the text", () => {
    probe.ask("LINE ID: abc123 me@example.com and more behind it");
    const { reasons } = probe.ask("/。ライン追加me");
    for (const { spans } of reasons) {
      for (const [, end] of spans) expect(end).toBeLessThanOrEqual(9);
    }
  });

  it("masks to a text in which nothing is masked any more", () => {
    const only = statelessProbe({ rules: [] });
    fc.assert(
      fc.property(anyText, (text) => {
        const verdict = only.ask(text);
        if (verdict.action !== "mask") return;
        const again = only.ask(verdict.maskedText ?? "");
        const cards = again.reasons.filter(({ rule }) => rule === "detector.card");
        expect(cards).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("finds a term through invisible noise, and points at what was written for it", () => {
    const noise = fc
      .array(fc.constantFrom("200b", "200d", "2060", "00ad", "202a", "feff"), { maxLength: 3 })
      .map((codes) => codes.map((code) => String.fromCharCode(Number.parseInt(code, 16))).join(""));
    const terms = fc.constantFrom("fuck", "死ね", "氏ね", "スーパーコピー");
    const around = fc.constantFrom("", " ", "、", "!! ", "😀");
    fc.assert(
      fc.property(
        terms,
        fc.array(noise, { minLength: 8, maxLength: 8 }),
        around,
        around,
        (term, noises, before, after) => {
          const written = Array.from(term)
            .map((letter, i) => (i === 0 ? letter : `${noises[i] ?? ""}${letter}`))
            .join("");
          const text = before + written + after;
          expect(foundTexts(text, probe.ask(text))).toContain(written);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("answers the same on both regex engines", () => {
    const [native, script] = (["re2", "re2js"] as const).map((kind) =>
      probeOf(createEngine(compilePolicy(policySpec(), regexDriver(kind)), { stateful: false })),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(native?.ask(text)).toEqual(script?.ask(text));
      }),
      { numRuns: 300 },
    );
  });

  it("gives the same verdicts to the same stream", () => {
    const stream = fc.array(
      fc.record({
        text: fc.constantFrom("a", "b", "買います!", "死ね", "example.com"),
        at: fc.integer({ min: 0, max: 60_000 }),
        user: fc.constantFrom("u_1", "u_2"),
      }),
      { maxLength: 40 },
    );
    const policy = compilePolicy(policySpec());
    fc.assert(
      fc.property(stream, (messages) => {
        const replay = (): unknown[] => {
          const fresh = probeOf(createEngine(policy));
          return messages.map(({ text, at, user }) => fresh.ask(text, { at, user }));
        };
        expect(replay()).toEqual(replay());
      }),
      { numRuns: 50 },
    );
  });
});
