// The automaton finds what a naive search finds, however many keys there are.
import { describe, expect, it } from "vitest";
import { buildAutomaton, createHits, scan } from "../../../src/match/automaton.ts";

function find(keys: readonly string[], text: string): string[] {
  const automaton = buildAutomaton(keys);
  const hits = createHits();
  const units = Uint16Array.from(Array.from(text, (_, i) => text.charCodeAt(i)));
  scan(automaton, units, units.length, hits);
  const found: string[] = [];
  for (let i = 0; i < hits.count; i++) found.push(`${keys[hits.keys[i] ?? 0]}@${hits.ends[i]}`);
  return found.toSorted();
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
});
