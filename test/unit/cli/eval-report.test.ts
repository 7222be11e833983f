// The figures and tables of `weir eval`, against numbers worked out by hand.
import { describe, expect, it } from "vitest";
import { type LabelledText, parseLabelledText } from "../../../src/classifier/labelled.ts";
import type { Found } from "../../../src/cli/eval-finders.ts";
import { createReport, renderReport } from "../../../src/cli/eval-report.ts";
import type { Category } from "../../../src/domain/categories.ts";

function text(labels: readonly Category[], evasion: string | null = null): LabelledText {
  const result = parseLabelledText(JSON.stringify({ text: "x", labels, evasion }));
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function found(rules: readonly Category[], classifier: readonly Category[], score = 0): Found {
  return {
    categories: {
      rules: new Set(rules),
      classifier: new Set(classifier),
      both: new Set([...rules, ...classifier]),
    },
    scores: new Map([["harassment", score]]),
  };
}

/** Four harassing texts, one scam, five harmless ones. */
function filled() {
  const report = createReport();
  report.add(text(["harassment"]), found(["harassment"], ["harassment"], 0.9));
  report.add(text(["harassment"], "leet"), found([], ["harassment"], 0.8));
  report.add(text(["harassment"], "leet"), found(["harassment"], [], 0.3));
  report.add(text(["harassment"], "spaces"), found([], [], 0.1));
  report.add(text(["scam"]), found(["harassment"], [], 0.2));
  report.add(text([]), found(["harassment"], [], 0.4));
  for (let i = 0; i < 4; i += 1) report.add(text([]), found([], [], 0.05));
  return report.result();
}

describe("createReport", () => {
  it("counts each category for each finder", () => {
    const { harassment } = filled().categories;
    expect(harassment?.rules).toEqual({
      texts: 4,
      precision: 2 / 4,
      recall: 2 / 4,
      f1: 4 / 8,
      falsePositivesPer1000: 200,
    });
    expect(harassment?.classifier).toEqual({
      texts: 4,
      precision: 1,
      recall: 2 / 4,
      f1: 4 / 6,
      falsePositivesPer1000: 0,
    });
    expect(harassment?.both).toMatchObject({ precision: 3 / 5, recall: 3 / 4 });
  });

  it("ranks by the classifier's scores", () => {
    // Of 4 x 6 pairs, 0.3 is below one harmless score, 0.1 below 0.2 and 0.4.
    expect(filled().categories.harassment?.auc).toBeCloseTo(21 / 24, 12);
  });

  it("takes a text as found overall when any category is", () => {
    const { overall, texts, harmless } = filled();
    expect([texts, harmless]).toEqual([10, 5]);
    expect(overall.rules).toMatchObject({ texts: 5, precision: 3 / 4, recall: 3 / 5 });
    expect(overall.both).toMatchObject({ recall: 4 / 5, falsePositivesPer1000: 200 });
  });

  it("shows how much of each evasion was found", () => {
    expect(filled().evasions).toEqual({
      leet: { texts: 2, recall: { rules: 0.5, classifier: 0.5, both: 1 } },
      spaces: { texts: 1, recall: { rules: 0, classifier: 0, both: 0 } },
    });
  });

  it("leaves out categories that neither apply nor were found", () => {
    expect(Object.keys(filled().categories)).toEqual(["harassment", "scam"]);
  });

  it("leaves out texts that were annotated for nothing", () => {
    const report = createReport();
    report.add({ ...text([]), labels: new Map() }, found(["spam"], []));
    expect(report.result().texts).toBe(0);
  });

  it("names no more evasions than fit a table", () => {
    const report = createReport();
    for (let i = 0; i < 300; i += 1) report.add(text(["spam"], `trick ${i}`), found([], []));
    const names = Object.keys(report.result().evasions);
    expect(names).toHaveLength(201);
    expect(report.result().evasions["(others)"]?.texts).toBe(100);
  });
});

describe("renderReport", () => {
  it("shows a table for each finder and one for evasions", () => {
    const lines = renderReport(filled()).split("\n");
    expect(lines[0]).toBe("10 texts, 5 of them harmless");
    const row = (name: string, nth: number): string =>
      lines.filter((line) => line.trim().startsWith(name))[nth]?.replaceAll(/ {2,}/gu, " | ") ?? "";
    expect(row("harassment", 0)).toBe(" | harassment | 4 | 50.0 % | 50.0 % | 50.0 % | 200.0");
    expect(row("harassment", 1)).toBe(
      " | harassment | 4 | 100.0 % | 50.0 % | 66.7 % | 0.0 | 0.875",
    );
    expect(row("scam", 0)).toBe(" | scam | 1 | - | 0.0 % | 0.0 % | 0.0");
    expect(row("overall", 2)).toBe(" | overall | 5 | 80.0 % | 80.0 % | 80.0 % | 200.0");
    expect(row("leet", 0)).toBe(" | leet | 2 | 50.0 % | 50.0 % | 100.0 %");
  });
});
