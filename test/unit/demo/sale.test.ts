// The specification of the simulated sale: lots, bursts, both languages, and the rate that was asked for.
import { describe, expect, it } from "vitest";
import { createSale, type Saying } from "../../../src/demo/sale.ts";

/** Mulberry32, so that a sale can be told again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function told(seconds: number, ratePerSec: number, seed = 1): readonly Saying[] {
  const sale = createSale({ viewers: 10, random: seeded(seed) });
  return Array.from({ length: seconds * 5 }, () => sale.advance(200, ratePerSec)).flat();
}

describe("createSale", () => {
  it("opens a lot at once and another after the first is sold", () => {
    const seller = told(90, 1).filter(({ viewer }) => viewer === -1);
    expect(seller[0]?.text).toMatch(/^▶ /);
    const lots = seller
      .filter(({ text }) => text.startsWith("▶ "))
      .map(({ text }) => text.split(" — ")[0]);
    expect(new Set(lots).size).toBe(3);
    expect(seller.filter(({ text }) => text.startsWith("SOLD"))).toHaveLength(2);
  });

  it("says again every ten seconds what is on the table", () => {
    const lots = told(39, 1).filter(({ viewer, text }) => viewer === -1 && text.startsWith("▶ "));
    expect(lots).toHaveLength(4);
  });

  it("runs at the rate in calm and at five times the rate when a lot opens", () => {
    const sale = createSale({ viewers: 10, random: seeded(2) });
    const first = Array.from({ length: 25 }, () => sale.advance(200, 10)).flat();
    const calm = Array.from({ length: 50 }, () => sale.advance(200, 10)).flat();
    expect(first.length).toBeGreaterThan(230);
    expect(calm.length).toBeGreaterThan(90);
    expect(calm.length).toBeLessThan(130);
  });

  it("says nothing but the seller's lines at rate 0", () => {
    expect(told(30, 0).every(({ viewer }) => viewer === -1)).toBe(true);
  });

  it("speaks Japanese and English, through every viewer, and tells the same sale twice", () => {
    const said = told(120, 5);
    expect(said.some(({ text }) => /[ぁ-ん]/.test(text))).toBe(true);
    expect(said.some(({ text }) => /^[ -~]+$/.test(text))).toBe(true);
    expect(new Set(said.map(({ viewer }) => viewer)).size).toBe(11);
    expect(told(120, 5)).toEqual(said);
  });
});
