// The tables of `npm run bench engine` as docs/performance.md shows them, between its two marks.
import { readFileSync, writeFileSync } from "node:fs";
import type { FootprintRow } from "./footprints.ts";
import type { HostileRow } from "./hostile.ts";
import { describeMachine } from "./record.ts";
import type { RivalRow } from "./rivals.ts";
import type { StageRow } from "./timing.ts";

export interface SizeRow {
  readonly policy: string;
  readonly terms: number;
  readonly patterns: number;
}

export interface EngineFigures {
  readonly sizes: readonly SizeRow[];
  readonly stages: readonly StageRow[];
  readonly rivals: readonly RivalRow[];
  readonly hostile: readonly HostileRow[];
  readonly footprints: readonly FootprintRow[];
}

const DOC = "docs/performance.md";
const BEGIN = "<!-- npm run bench engine docs: begin -->\n";
const END = "<!-- end -->\n";
const HOSTILE_SHOWN = 5;

/** Errors: when the page has no marks. */
export function writeTables(figures: EngineFigures): void {
  const page = readFileSync(DOC, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin === -1 || end === -1) throw new Error(`${DOC} has lost the marks of these tables`);
  writeFileSync(DOC, page.slice(0, begin + BEGIN.length) + tables(figures) + page.slice(end));
}

function tables({ sizes, stages, rivals, hostile, footprints }: EngineFigures): string {
  const { cpu, cores, memoryGib, system, node, load } = describeMachine();
  const day = new Date().toISOString().slice(0, 10);
  const about = sizes
    .map(({ policy, terms, patterns }) => `${policy}: ${count(terms)} terms, ${patterns} regexes`)
    .join("; ");
  const dearest = hostile
    .slice(0, HOSTILE_SHOWN)
    .map(({ us, policy, family, parts, text }) => [
      us.toFixed(0),
      policy,
      family,
      ...["fold", "keywords", "patterns", "detectors", "rest"].map((part) =>
        (parts[part] ?? 0).toFixed(0),
      ),
      `\`${text.slice(0, 16).replaceAll(/[|`\s\\]/g, " ")}\``,
    ]);
  return [
    `${day}, ${cpu}, ${cores} cores, ${memoryGib} GiB, ${system}, Node ${node}, load ${load} when it ended. ${about}.\n`,
    table(
      ["microseconds a message", "policy", "stream", "median", "p90", "p99", "mean"],
      stages.map(({ stage, policy, stream, ...spread }) => [stage, policy, stream, ...us(spread)]),
      3,
    ),
    table(
      ["filter", "median", "p90", "p99", "mean", "recall", "precision", "harmless lines hit"],
      rivals.map(({ filter, recall, precision, falseAlarms, ...spread }) => [
        filter,
        ...us(spread),
        ...[recall, precision, falseAlarms].map(percent),
      ]),
      1,
    ),
    table(
      ["µs", "policy", "kind", "fold", "keywords", "patterns", "detectors", "rest", "begins"],
      dearest,
      0,
    ),
    table(
      ["policy", "parse ms", "compile ms", "heap MiB", "arrays MiB", "process MiB"],
      footprints.map((row) => [
        row.policy,
        `${row.parseMs}`,
        `${row.compileMs}`,
        row.heapMib.toFixed(1),
        row.arraysMib.toFixed(1),
        row.rssMib.toFixed(1),
      ]),
      1,
    ),
  ].join("\n");
}

/** @param texts columns that are words; the others are figures, set right */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: number,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const rule = head.map((_, column) => (column < texts ? "---" : "--:"));
  return line(head) + `|${rule.join("|")}|\n` + rows.map(line).join("");
}

function us({
  median,
  p90,
  p99,
  mean,
}: Pick<StageRow, "median" | "p90" | "p99" | "mean">): string[] {
  return [median.toFixed(2), p90.toFixed(1), p99.toFixed(1), mean.toFixed(1)];
}

function percent(value: number | null): string {
  return value === null ? "-" : `${(value * 100).toFixed(1)} %`;
}

function count(value: number): string {
  return value.toLocaleString("en-GB");
}
