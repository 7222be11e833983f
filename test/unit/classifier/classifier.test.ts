// The classifier behind its port, and the model that ships.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelFile, packageRoot } from "../../../src/app/paths.ts";
import { createClassifier } from "../../../src/classifier/classifier.ts";
import { rocAuc } from "../../../src/classifier/evaluation.ts";
import { parseLabelledText } from "../../../src/classifier/labelled.ts";
import { ModelError } from "../../../src/classifier/model-format.ts";
import type { Category } from "../../../src/domain/categories.ts";

const PATH = modelFile();
const BYTES = readFileSync(PATH);

/** Lines that no training file holds, nor a variant of one. */
const HELD_OUT = readFileSync(join(packageRoot(), "test/data/heldout/commerce.ndjson"), "utf8")
  .trim()
  .split("\n")
  .map((line) => {
    const result = parseLabelledText(line);
    if (!result.ok) throw new Error(result.message);
    return result.value;
  });

async function aucOf(category: Category, lang: string): Promise<number> {
  const classifier = createClassifier(BYTES);
  const scores: number[] = [];
  const labels: boolean[] = [];
  for (const item of HELD_OUT.filter((candidate) => candidate.lang === lang)) {
    scores.push((await classifier.score(item.text))[category] ?? Number.NaN);
    labels.push(item.labels.get(category) === true);
  }
  return rocAuc(scores, labels);
}

describe("createClassifier", () => {
  it("scores the six categories that it knows", async () => {
    const scores = await createClassifier(BYTES).score("hello");
    expect(Object.keys(scores)).toEqual([
      "harassment",
      "hate",
      "sexual",
      "violence",
      "self_harm",
      "spam",
    ]);
  });

  it("gives each caller scores of its own", async () => {
    const classifier = createClassifier(BYTES);
    const first = await classifier.score("you stupid pig");
    const kept = { ...first };
    await classifier.score("lovely dress");
    expect(first).toEqual(kept);
  });

  it("refuses bytes that are not a model", () => {
    expect(() => createClassifier(new Uint8Array(100))).toThrow(ModelError);
  });
});

describe("the model that ships", () => {
  it("is 2 MB at most", () => {
    expect(statSync(PATH).size).toBeLessThanOrEqual(2_000_000);
  });

  // The figures of docs/model-card.md, less a margin for the few lines behind each.
  it.each([
    ["harassment", "en", 0.9],
    ["harassment", "ja", 0.87],
    ["hate", "en", 0.9],
    ["sexual", "ja", 0.8],
    ["self_harm", "en", 0.95],
    ["self_harm", "ja", 0.8],
    ["spam", "ja", 0.85],
  ] as const)(
    "ranks %s in %s live commerce with an AUC above %f",
    async (category, lang, least) => {
      expect(await aucOf(category, lang)).toBeGreaterThan(least);
    },
  );
});
