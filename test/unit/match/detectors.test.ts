// All detectors together on the development lines that were written for them.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { statelessProbe } from "../../support/engine.ts";

const FILE = new URL("../../data/dev-detectors.ndjson", import.meta.url);
const CATEGORIES = new Set(["link", "contact", "off_platform"]);

interface Line {
  readonly text: string;
  readonly labels: readonly string[];
}

const lines = readFileSync(FILE, "utf8")
  .trim()
  .split("\n")
  .map((line): Line => JSON.parse(line));
const probe = statelessProbe({ lists: [], rules: [], links: { allow: [] } });

function categoriesOf(text: string): string[] {
  return [...new Set(probe.ask(text).reasons.map(({ category }) => category))];
}

describe("detectors", () => {
  it("find the links, contacts and lures of the development lines", () => {
    const missed = lines.flatMap(({ text, labels }) => {
      const found = categoriesOf(text);
      return labels
        .filter((label) => CATEGORIES.has(label) && !found.includes(label))
        .map(() => text);
    });
    expect(missed).toEqual([]);
  });

  it("find nothing in the harmless ones", () => {
    const harmless = lines.filter(({ labels }) => labels.length === 0).map(({ text }) => text);
    expect(harmless.length).toBeGreaterThan(lines.length / 2);
    expect(harmless.filter((text) => categoriesOf(text).length > 0)).toEqual([]);
  });
});
