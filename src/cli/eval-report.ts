// What `weir eval` counts, and how it is shown: tables for people, an object for programs.
import {
  count,
  createTally,
  type Quality,
  quality,
  rocAuc,
  type Tally,
} from "../classifier/evaluation.ts";
import { isHarmless, type LabelledText } from "../classifier/labelled.ts";
import { CATEGORIES, type Category } from "../domain/categories.ts";
import { type Finder, FINDERS, type Found } from "./eval-finders.ts";

type ByFinder<T> = { readonly [f in Finder]: T };

export interface EvalResult {
  readonly texts: number;
  readonly harmless: number;
  /** Anything found in a text to which anything applies. */
  readonly overall: ByFinder<Quality>;
  /** Categories that apply to a text or were found in one. `auc`: of the classifier's scores. */
  readonly categories: {
    readonly [c in Category]?: ByFinder<Quality> & { readonly auc: number | null };
  };
  /** Of the texts with this evasion to which anything applies: how many were found at all. */
  readonly evasions: {
    readonly [name: string]: { readonly texts: number; readonly recall: ByFinder<number> };
  };
}

export interface Report {
  add(item: LabelledText, found: Found): void;
  result(): EvalResult;
}

/** Names of evasions are the file's; a file that names a new one a line is not a table. */
const MOST_EVASIONS = 200;
const OTHER_EVASIONS = "(others)";

function tallies(): ByFinder<Tally> {
  return { rules: createTally(), classifier: createTally(), both: createTally() };
}

export function createReport(): Report {
  const overall = tallies();
  const byCategory = CATEGORIES.map((category) => ({
    category,
    tallies: tallies(),
    scores: new Array<number>(),
    truths: new Array<boolean>(),
  }));
  const evasions = new Map<string, ByFinder<Tally>>();
  const evasionOf = (name: string): ByFinder<Tally> => {
    const key = evasions.has(name) || evasions.size < MOST_EVASIONS ? name : OTHER_EVASIONS;
    const known = evasions.get(key) ?? tallies();
    evasions.set(key, known);
    return known;
  };
  let texts = 0;
  return {
    add(item, found) {
      if (item.labels.size === 0) return;
      texts += 1;
      const harmless = isHarmless(item);
      for (const finder of FINDERS) {
        const categories = found.categories[finder];
        count(overall[finder], categories.size > 0, !harmless, harmless);
        if (item.evasion !== null) {
          count(evasionOf(item.evasion)[finder], categories.size > 0, !harmless, harmless);
        }
        for (const row of byCategory) {
          const applies = item.labels.get(row.category);
          count(row.tallies[finder], categories.has(row.category), applies, harmless);
        }
      }
      for (const { category, scores, truths } of byCategory) {
        const score = found.scores.get(category);
        const applies = item.labels.get(category);
        if (score === undefined || applies === undefined) continue;
        scores.push(score);
        truths.push(applies);
      }
    },
    result() {
      const categories: { -readonly [c in Category]?: EvalResult["categories"][c] } = {};
      for (const row of byCategory) {
        if (!isSeen(row.tallies.both)) continue;
        const auc = rocAuc(row.scores, row.truths);
        const shown = { ...qualities(row.tallies), auc: Number.isNaN(auc) ? null : auc };
        categories[row.category] = shown;
      }
      const { harmless } = overall.both;
      const byEvasion = Object.fromEntries(
        [...evasions].map(([name, of]) => [name, evasionShown(of)]),
      );
      return { texts, harmless, overall: qualities(overall), categories, evasions: byEvasion };
    },
  };
}

function isSeen(tally: Tally): boolean {
  return (
    tally.truePositives + tally.falseNegatives + tally.falsePositives + tally.harmlessFound > 0
  );
}

function qualities(of: ByFinder<Tally>): ByFinder<Quality> {
  return {
    rules: quality(of.rules),
    classifier: quality(of.classifier),
    both: quality(of.both),
  };
}

function evasionShown(of: ByFinder<Tally>): EvalResult["evasions"][string] {
  const { rules, classifier, both } = qualities(of);
  const recall = {
    rules: rules.recall ?? 0,
    classifier: classifier.recall ?? 0,
    both: both.recall ?? 0,
  };
  return { texts: both.texts, recall };
}

/** The tables of `weir eval`, columns aligned by spaces. */
export function renderReport(result: EvalResult): string {
  const title = `${result.texts} texts, ${result.harmless} of them harmless\n`;
  const tables = FINDERS.map((finder) => renderFinder(result, finder));
  const names = Object.entries(result.evasions);
  if (names.length > 0) {
    const rows = names.map(([name, { texts, recall }]) => [
      name,
      String(texts),
      ...FINDERS.map((finder) => percent(recall[finder])),
    ]);
    tables.push(table("found, by evasion", [["", "texts", ...FINDERS], ...rows]));
  }
  return [title, ...tables].join("\n");
}

function renderFinder(result: EvalResult, finder: Finder): string {
  const header = ["", "texts", "precision", "recall", "F1", "false/1000"];
  const hasAuc = finder === "classifier";
  const rows = CATEGORIES.flatMap((category) => {
    const of = result.categories[category];
    if (of === undefined) return [];
    return [[category, ...cells(of[finder]), ...(hasAuc ? [decimal(of.auc)] : [])]];
  });
  const last = ["overall", ...cells(result.overall[finder]), ...(hasAuc ? [""] : [])];
  return table(finder, [[...header, ...(hasAuc ? ["AUC"] : [])], ...rows, last]);
}

function cells(of: Quality): readonly string[] {
  const shares = [of.precision, of.recall, of.f1].map((value) => percent(value));
  const alarms = of.falsePositivesPer1000;
  return [String(of.texts), ...shares, alarms === null ? "-" : alarms.toFixed(1)];
}

function percent(value: number | null): string {
  return value === null ? "-" : `${(value * 100).toFixed(1)} %`;
}

function decimal(value: number | null): string {
  return value === null ? "-" : value.toFixed(3);
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  const first = Math.max(...rows.map(([name]) => name?.length ?? 0), 16);
  const lines = rows.map(([name = "", ...rest]) => {
    const line = `  ${name.padEnd(first)}${rest.map((cell) => cell.padStart(11)).join("")}`;
    return line.trimEnd();
  });
  return `${title}\n${lines.join("\n")}\n`;
}
