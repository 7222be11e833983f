// Records of who spoke lately: stable, bounded, given away one at a time.
import { describe, expect, it } from "vitest";
import { Speakers } from "../../../src/spam/speakers.ts";

describe("Speakers", () => {
  it("knows nobody who did not speak", () => {
    const speakers = new Speakers(10, () => undefined);
    expect([0, 7, 100_000].map((slot) => speakers.find(slot))).toEqual([-1, -1, -1]);
  });

  it("gives a speaker the same record again", () => {
    const speakers = new Speakers(10, () => undefined);
    const record = speakers.claim(100_000);
    speakers.claim(3);
    expect(speakers.claim(100_000)).toBe(record);
    expect(speakers.find(100_000)).toBe(record);
  });

  it("stays within its capacity and says whose record goes", () => {
    const forgotten: number[] = [];
    const speakers = new Speakers(3, (record) => forgotten.push(record));
    for (const slot of [10, 11, 12, 13]) expect(speakers.claim(slot)).toBeLessThan(3);
    expect(forgotten).toHaveLength(1);
    expect([10, 11, 12].filter((slot) => speakers.find(slot) === -1)).toHaveLength(1);
  });

  it("spares who spoke since the last round", () => {
    const speakers = new Speakers(3, () => undefined);
    for (const slot of [1, 2, 3, 4]) speakers.claim(slot);
    const kept = speakers.claim(2);
    speakers.claim(5);
    expect(speakers.find(2)).toBe(kept);
  });

  it("forgets a slot that has a new owner, and its record may serve again", () => {
    const forgotten: number[] = [];
    const speakers = new Speakers(3, (record) => forgotten.push(record));
    const record = speakers.claim(1);
    speakers.forget(1);
    speakers.forget(2);
    expect(forgotten).toEqual([record]);
    expect(speakers.find(1)).toBe(-1);
    for (const slot of [5, 6, 7]) expect(speakers.claim(slot)).toBeLessThan(3);
  });
});
