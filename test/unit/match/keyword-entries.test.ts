// What a hit tells of its key: literals at once, or entries, however many literals there are.
import { describe, expect, it } from "vitest";
import {
  ENTRY_OF_LITERALS,
  ENTRY_TARGET,
  entryOfKey,
  EntryTable,
  KEY,
  kindOfEntry,
  literalsOfKey,
} from "../../../src/match/keyword-entries.ts";
import { targetsEnd, targetsStart } from "../../../src/match/keyword-literals.ts";
import { formOf } from "../../../src/match/term-forms.ts";

/** More than the literals that a hit can name: 2 Mi places. */
const MANY = 2 ** 21 + 1;

function targetsOf(literals: Int32Array, at: number): readonly number[] {
  return [...literals.subarray(targetsStart(literals, at), targetsEnd(literals, at))];
}

describe("EntryTable", () => {
  it("leads from a key of literals alone to them, each target once", () => {
    const table = new EntryTable();
    for (const target of [3, 3, 8, -2]) table.addLiteral("line", formOf("line"), 0, target, 0);
    const { hits, literals } = table.finish();
    const [hit = 0] = hits;
    expect(hit & KEY.LITERALS).not.toBe(0);
    expect(targetsOf(literals, literalsOfKey(hit))).toEqual([3, 8, -2]);
  });

  it("leads to literals behind millions of others by an entry", () => {
    const table = new EntryTable();
    const often = formOf("often");
    for (let target = 0; target < MANY; target++) table.addLiteral("often", often, 0, target, 0);
    table.addLiteral("rare", formOf("rare"), 0, 7, 0);
    const entries = table.finish();
    const [, hit = 0] = entries.hits;
    expect(hit & KEY.LITERALS).toBe(0);
    const entry = entryOfKey(hit);
    expect(kindOfEntry(entries, entry)).toBe(ENTRY_OF_LITERALS);
    const at = entries.entries[entry + ENTRY_TARGET] ?? -1;
    expect(targetsOf(entries.literals, at)).toEqual([7]);
  });
});
