// Pieces of split words: what is joined, in which order, and what ends it.
import { describe, expect, it } from "vitest";
import { FRAGMENT_PARTS, FRAGMENT_UNITS, Fragments } from "../../../src/spam/fragments.ts";
import type { Fragment, Said } from "../../../src/spam/fragments.ts";

const WINDOW_MS = 20_000;

function said(atMs: number, room = 1): Said {
  return { room, atMs, windowMs: WINDOW_MS };
}

function send(fragments: Fragments, text: string, where: Said): void {
  const units = Uint16Array.from(text, (letter) => letter.charCodeAt(0));
  fragments.remember(0, units, units.length, text.length, where);
}

function joined(fragments: Fragments, separator = "|"): string {
  return fragments.join(0, separator, []);
}

describe("Fragments", () => {
  it("joins pieces in order, and tells where and when each was", () => {
    const fragments = new Fragments();
    send(fragments, "ab", said(1_000));
    send(fragments, "c", said(3_500));
    const parts: Fragment[] = [];
    expect(fragments.join(0, " ", parts)).toBe("ab c ");
    expect(parts).toEqual([
      { start: 0, end: 2, at: 1_000, length: 2 },
      { start: 3, end: 4, at: 3_500, length: 1 },
    ]);
  });

  it("has nothing of who said nothing", () => {
    expect(new Fragments().has(-1, said(0))).toBe(false);
    expect(new Fragments().has(0, said(0))).toBe(false);
    expect(new Fragments().has(5_000, said(0))).toBe(false);
  });

  it.each([
    [WINDOW_MS - 1, true],
    [WINDOW_MS, false],
    [1 - WINDOW_MS, true],
    [-WINDOW_MS, false],
  ])("waits for the next piece for the window: %i ms, %s", (ms, isThere) => {
    const fragments = new Fragments();
    send(fragments, "a", said(100_000));
    expect(fragments.has(0, said(100_000 + ms))).toBe(isThere);
  });

  it("begins anew after the window and in another room", () => {
    const fragments = new Fragments();
    send(fragments, "a", said(0));
    send(fragments, "b", said(WINDOW_MS));
    expect(joined(fragments)).toBe("b|");
    send(fragments, "c", said(WINDOW_MS, 2));
    expect(joined(fragments)).toBe("c|");
    expect(fragments.has(0, said(WINDOW_MS, 1))).toBe(false);
  });

  it("is ended by a long message", () => {
    const fragments = new Fragments();
    send(fragments, "a", said(0));
    send(fragments, "a long message about something else", said(1));
    expect(fragments.has(0, said(2))).toBe(false);
  });

  it("drops the oldest pieces beyond its units", () => {
    const fragments = new Fragments();
    for (const letter of "abcd") send(fragments, letter.repeat(20), said(0));
    const text = joined(fragments, "");
    expect(text).toBe(`${"b".repeat(20)}${"c".repeat(20)}${"d".repeat(20)}`);
    expect(text.length).toBeLessThanOrEqual(FRAGMENT_UNITS);
  });

  it("drops the oldest beyond its number of pieces", () => {
    const fragments = new Fragments();
    for (let i = 0; i <= FRAGMENT_PARTS; i++) send(fragments, String.fromCharCode(97 + i), said(i));
    expect(joined(fragments, "")).toBe("bcdefghijklm");
  });

  it("forgets for a record's new owner", () => {
    const fragments = new Fragments();
    send(fragments, "a", said(0));
    fragments.reset(0);
    expect(fragments.has(0, said(1))).toBe(false);
  });
});
