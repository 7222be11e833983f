// The profanity filters that people take from npm, each with its default English list, beside ours:
// what a message costs, and what is found in labelled English lines.
import { existsSync, readFileSync } from "node:fs";
import { Profanity } from "@2toad/profanity";
import { AllProfanity } from "allprofanity";
import BadWordsNext from "bad-words-next";
import en from "bad-words-next/lib/en";
import { Filter } from "glin-profanity";
import leoProfanity from "leo-profanity";
import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";
import { parseLabelledText } from "../src/classifier/labelled.ts";
import type { LabelledText } from "../src/classifier/labelled.ts";
import type { Category } from "../src/domain/categories.ts";
import type { Verdict } from "../src/domain/verdict.ts";
import { createEngine } from "../src/engine/engine.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import type { Stream } from "./streams.ts";
import { measure, round } from "./timing.ts";
import type { Spread, Stage } from "./timing.ts";

/** What a list of bad words could know; scams, links and numbers are not its business. */
const KNOWABLE: ReadonlySet<Category> = new Set([
  "harassment",
  "hate",
  "sexual",
  "profanity",
  "violence",
]);
const LABELLED = "test/data/dev-en.ndjson";
/** One message in so many: the slowest filter takes a quarter of a millisecond for each. */
const EVERY = 8;

export interface RivalRow extends Spread {
  readonly filter: string;
  /** Of the abusive English lines that a word list could know; null without the lines. */
  readonly recall: number | null;
  /** Of what was found among those and the harmless lines. */
  readonly precision: number | null;
  /** Of the harmless English lines. */
  readonly falseAlarms: number | null;
}

interface Rival {
  readonly name: string;
  isFound(text: string): boolean;
  /** Found for whatever reason; the others know but one. */
  isActedOn?(text: string): boolean;
}

function rivals(): readonly Rival[] {
  const obscenity = new RegExpMatcher({
    ...englishDataset.build(),
    ...englishRecommendedTransformers,
  });
  const badWords = new BadWordsNext({ data: en });
  const all = new AllProfanity({ languages: ["english"], silent: true });
  const glin = new Filter({ languages: ["english"] });
  const glinDisguised = new Filter({
    languages: ["english"],
    detectLeetspeak: true,
    allowObfuscatedMatch: true,
  });
  const toad = new Profanity({ languages: ["en"] });
  return [
    { name: "obscenity", isFound: (text) => obscenity.hasMatch(text) },
    { name: "bad-words-next", isFound: (text) => badWords.check(text) },
    { name: "allprofanity", isFound: (text) => all.check(text) },
    { name: "glin-profanity", isFound: (text) => glin.isProfane(text) },
    { name: "glin-profanity, leet", isFound: (text) => glinDisguised.isProfane(text) },
    { name: "@2toad/profanity", isFound: (text) => toad.exists(text) },
    { name: "leo-profanity", isFound: (text) => leoProfanity.check(text) },
  ];
}

/**
 * Ours finds when a message is acted on because of one of the categories that the others know; a
 * harmless line that is acted on for any other reason is a false alarm all the same.
 */
function weir(policy: CompiledPolicy): Rival {
  const engine = createEngine(policy, { stateful: false });
  const keys = engine.memoryKeys("u", null, null);
  const user = { id: "u", role: "viewer", attrs: {}, keys } as const;
  const room = { id: "r", key: 0, modes: {}, viewers: 100 };
  const judge = (text: string): Verdict => engine.judge({ text, at: 0, user, room });
  return {
    name: "weir",
    isActedOn: (text) => judge(text).action !== "allow",
    isFound(text) {
      const { action, reasons } = judge(text);
      return action !== "allow" && reasons.some(({ category }) => KNOWABLE.has(category));
    },
  };
}

/** All in turns over the same messages; each finds by itself what it calls bad. */
export function measureRivals(policy: CompiledPolicy, stream: Stream): RivalRow[] {
  const all = [weir(policy), ...rivals()];
  const messages = stream.messages.filter((_, index) => index % EVERY === 0);
  const timedRows = measure(all.map(stageOf), { name: stream.name, messages });
  const lines = readLines();
  return all.map((rival, index) => {
    const { median = 0, p90 = 0, p99 = 0, mean = 0 } = timedRows[index] ?? {};
    return { filter: rival.name, ...qualityOf(rival, lines), median, p90, p99, mean };
  });
}

function stageOf(rival: Rival): Stage {
  return {
    name: rival.name,
    policy: "",
    begin: () => (message) => {
      const start = performance.now();
      const isFound = rival.isFound(message.text);
      return { ms: performance.now() - start, answer: isFound ? 1 : 0 };
    },
  };
}

function readLines(): readonly LabelledText[] {
  if (!existsSync(LABELLED)) return [];
  const lines = readFileSync(LABELLED, "utf8").trim().split("\n");
  return lines.flatMap((line) => {
    const result = parseLabelledText(line);
    return result.ok ? [result.value] : [];
  });
}

function qualityOf(
  rival: Rival,
  lines: readonly LabelledText[],
): Pick<RivalRow, "recall" | "precision" | "falseAlarms"> {
  const sums = { abusive: 0, harmless: 0, found: 0, alarms: 0 };
  for (const { text, labels } of lines) {
    const applying = [...labels].filter(([, applies]) => applies).map(([category]) => category);
    const isAbusive = applying.some((category) => KNOWABLE.has(category));
    // A scam without a bad word in it is neither right nor wrong to find.
    if (!isAbusive && applying.length > 0) continue;
    const isFound = isAbusive ? rival.isFound(text) : isAlarm(rival, text);
    sums[isAbusive ? "abusive" : "harmless"]++;
    if (isFound) sums[isAbusive ? "found" : "alarms"]++;
  }
  if (sums.abusive === 0) return { recall: null, precision: null, falseAlarms: null };
  const { abusive, harmless, found, alarms } = sums;
  return {
    recall: round(found / abusive),
    precision: found + alarms === 0 ? null : round(found / (found + alarms)),
    falseAlarms: Math.round((1_000 * alarms) / Math.max(1, harmless)) / 1_000,
  };
}

function isAlarm(rival: Rival, text: string): boolean {
  return rival.isActedOn === undefined ? rival.isFound(text) : rival.isActedOn(text);
}

export function printRivals(rows: readonly RivalRow[]): void {
  const share = (value: number | null): string =>
    (value === null ? "-" : `${(value * 100).toFixed(1)} %`).padStart(10);
  console.log(
    `\n${"filter, English".padEnd(24)}  median     p90     p99    mean    recall precision  harmless`,
  );
  for (const row of rows) {
    const { filter, median, p90, p99, mean, recall, precision, falseAlarms } = row;
    const figures = [median, p90, p99, mean].map((us) => us.toFixed(2).padStart(8)).join("");
    const shares = [recall, precision, falseAlarms].map(share).join("");
    console.log(`${filter.padEnd(24)}${figures}${shares}`);
  }
}
