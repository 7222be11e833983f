// Ids and their slots: stable, bounded, given away oldest first.
import { describe, expect, it } from "vitest";
import { KeyTable } from "../../../src/spam/keys.ts";

describe("KeyTable.slotOf", () => {
  it("gives an id the same slot again", () => {
    const table = new KeyTable(10, () => undefined);
    const slot = table.slotOf("a");
    table.slotOf("b");
    expect(table.slotOf("a")).toBe(slot);
  });

  it("stays within its capacity and says whose slot goes", () => {
    const reused: number[] = [];
    const table = new KeyTable(3, (slot) => reused.push(slot));
    for (const id of ["a", "b", "c"]) table.slotOf(id);
    expect(reused).toEqual([]);
    expect(table.slotOf("d")).toBeLessThan(3);
    expect(reused).toHaveLength(1);
    expect(table.size).toBe(3);
  });

  it("keeps who was used since the last round", () => {
    const table = new KeyTable(3, () => undefined);
    for (const id of ["a", "b", "c"]) table.slotOf(id);
    table.slotOf("d");
    const kept = table.slotOf("b");
    table.slotOf("e");
    expect(table.slotOf("b")).toBe(kept);
  });
});
