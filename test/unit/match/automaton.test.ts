// The automaton finds what a naive search finds, however many keys there are.
import { describe, expect, it } from "vitest";
import { BEGINS_WORD, buildAutomaton, createHits, scan } from "../../../src/match/automaton.ts";

/** @param begins keys that count only where a word begins: behind an "x" or at the beginning */
function find(keys: readonly string[], text: string, begins = new Set<string>()): string[] {
  const values = keys.map((key, at) => at * 2 + (begins.has(key) ? BEGINS_WORD : 0));
  const automaton = buildAutomaton(keys, values);
  const hits = createHits();
  const units = Uint16Array.from(Array.from(text, (_, i) => text.charCodeAt(i)));
  const isInner = Uint8Array.from(Array.from(text, (_, i) => (isBegin(text, i) ? 0 : 1)));
  scan(automaton, { units, isInner, length: units.length }, hits);
  const found: string[] = [];
  for (let i = 0; i < hits.count; i++) {
    found.push(`${keys[(hits.keys[i] ?? 0) >> 1]}@${hits.ends[i]}`);
  }
  return found.toSorted();
}

function isBegin(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === "x";
}

function naive(keys: readonly string[], text: string): string[] {
  const found: string[] = [];
  for (const key of keys) {
    for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + 1)) {
      found.push(`${key}@${at + key.length}`);
    }
  }
  return found.toSorted();
}

describe("scan", () => {
  it.each([
    ["suffixes of each other", ["he", "she", "his", "hers"], "ushers his"],
    ["one inside another", ["a", "aa", "aaa"], "aaaa"],
    ["scripts mixed", ["死ね", "ね", "n級品"], "死ねねn級品"],
    ["a failed long prefix", ["abcd", "bc"], "abce"],
    ["nothing", ["x"], "abc"],
  ])("finds keys that are %s", (_what, keys, text) => {
    expect(find(keys, text)).toEqual(naive(keys, text));
  });

  it("finds the same as a naive search among 2,000 keys", () => {
    const keys = new Set<string>();
    for (let i = 0; keys.size < 2_000; i++) {
      const number = Math.imul(i + 1, 0x9e3779b1) >>> 0;
      keys.add(number.toString(6).slice(0, 2 + (i % 6)));
    }
    const text = Array.from({ length: 500 }, (_, i) => (Math.imul(i, 7_919) >>> 3) % 6).join("");
    expect(find([...keys], text)).toEqual(naive([...keys], text));
  });

  it.each(["abx", "abcdex", "abらイx7", "らイ死"])(
    "finds each key of %s where it counts: anywhere, or where a word begins",
    (letters) => {
      const random = (at: number): number => Math.imul(at + 1, 0x9e3779b1) >>> 0;
      for (let round = 0; round < 300; round++) {
        const write = (at: number, length: number): string =>
          Array.from({ length }, (_, i) =>
            letters.charAt((random(at * 31 + i) >>> 5) % letters.length),
          ).join("");
        const keys = [
          ...new Set(Array.from({ length: 24 }, (_, k) => write(round * 24 + k, 1 + (k % 6)))),
        ];
        const begins = new Set(keys.filter((_, k) => (random(round + k) & 4) !== 0));
        const text = write(round + 9_999, 60);
        const wanted = naive(keys, text).filter((hit) => {
          const [key = "", end = 0] = hit.split("@");
          return !begins.has(key) || isBegin(text, Number(end) - key.length);
        });
        expect(find(keys, text, begins)).toEqual(wanted);
      }
    },
  );
});
