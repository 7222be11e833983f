// What a verdict costs: by stage and whole, on recorded chat and on hostile texts, by the starter
// policy and by one of the size that the goals name, beside the filters from npm; what policies take
// to build and to keep.
//
// Each message is timed on its own (the clock's own cost is taken off), in rounds in which all
// stages take turns, so that a busy machine is equally unkind to all. Answers are checked: a stage
// that found something else in a later round, or an engine that lets a card pass, is an error.
import { createEngine } from "../src/engine/engine.ts";
import { regexDriver } from "../src/match/regex-driver.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import { writeTables } from "./engine-report.ts";
import type { SizeRow } from "./engine-report.ts";
import { partStages, wholeStages } from "./engine-stages.ts";
import { measureFootprint, printFootprints } from "./footprints.ts";
import type { FootprintRow } from "./footprints.ts";
import { hostileLine, measureHostile, readHostile } from "./hostile.ts";
import type { HostileRow } from "./hostile.ts";
import { compiled, GOAL_SIZE, readStarter, sized, sizeOf } from "./policies.ts";
import { measureRivals, printRivals } from "./rivals.ts";
import type { RivalRow } from "./rivals.ts";
import { readStreams } from "./streams.ts";
import type { Stream } from "./streams.ts";
import { measure } from "./timing.ts";
import type { StageRow } from "./timing.ts";

/** Shown; all are in the record. */
const HOSTILE_SHOWN = 10;

type Row = SizeRow | StageRow | RivalRow | HostileRow | FootprintRow;
type Policies = readonly (readonly [name: string, policy: CompiledPolicy])[];

/**
 * @param args `docs`: the tables of docs/performance.md are written anew.
 * Errors: when an answer is wrong.
 */
export async function run(args: readonly string[]): Promise<readonly Row[]> {
  const folder = "wordlists";
  const files = await readStarter(folder);
  const starter = compiled(files);
  const policies: Policies = [
    ["starter", starter],
    ["10k+500", sized(files, GOAL_SIZE)],
  ];
  const sizes = policies.map(([policy, { spec }]) => ({ policy, ...sizeOf(spec) }));
  for (const { policy, terms, patterns } of sizes) {
    console.log(`${policy}: ${terms} terms, ${patterns} regexes on ${regexDriver().name}`);
  }
  const streams = readStreams();
  const [main] = streams;
  if (main === undefined) throw new Error("there is no stream");
  checkAnswers(starter, BY_STARTER);
  for (const [, policy] of policies) checkAnswers(policy, ALWAYS);
  const stages = streams.flatMap((stream) => measureStages(policies, stream, stream === main));
  printStages(stages);
  const rivals = measureRivals(starter, main);
  printRivals(rivals);
  const hostile = measureAllHostile(policies, main);
  const footprints = await measureFootprints(folder);
  if (args.includes("docs")) writeTables({ sizes, stages, rivals, hostile, footprints });
  return [...sizes, ...stages, ...rivals, ...hostile, ...footprints];
}

function measureStages(policies: Policies, stream: Stream, withParts: boolean): StageRow[] {
  const stages = policies.flatMap(([name, policy]) =>
    withParts
      ? [...partStages(policy, name), ...wholeStages(policy, name)]
      : wholeStages(policy, name),
  );
  return measure(stages, stream);
}

function measureAllHostile(policies: Policies, { messages }: Stream): HostileRow[] {
  const texts = readHostile();
  const rows = policies
    .flatMap(([name, policy]) => measureHostile(policy, name, texts, messages))
    .toSorted((a, b) => b.us - a.us);
  console.log(`\nhostile texts of 500 characters, the worst of ${texts.length}, us a verdict`);
  for (const row of rows.slice(0, HOSTILE_SHOWN)) console.log(hostileLine(row));
  return rows;
}

async function measureFootprints(folder: string): Promise<FootprintRow[]> {
  const rows = [
    await measureFootprint("starter", folder, undefined),
    await measureFootprint("10,000 terms, 500 regexes", folder, GOAL_SIZE),
    await measureFootprint("100,000 terms", folder, { terms: 100_000, patterns: 0 }),
  ];
  printFootprints(rows);
  return rows;
}

type Expected = readonly (readonly [text: string, action: string])[];

/** Whatever lists a policy has. */
const ALWAYS: Expected = [
  ["この色の在庫はありますか？", "allow"],
  ["緑のMサイズください", "allow"],
  ["is it still available in size M?", "allow"],
  ["4111 1111 1111 1111", "mask"],
  ["https://evil.example.com/x", "hold"],
];
const BY_STARTER: Expected = [
  ["死ね", "reject"],
  ["ﾀﾋね　死　ね", "reject"],
  ["what the f u c k", "mask"],
];

function checkAnswers(policy: CompiledPolicy, expected: Expected): void {
  const action = actionsOf(policy);
  for (const [text, right] of expected) {
    const got = action(text);
    if (got === right) continue;
    throw new Error(`wrong answer: ${JSON.stringify(text)} gets ${got}, not ${right}`);
  }
}

function actionsOf(policy: CompiledPolicy): (text: string) => string {
  const engine = createEngine(policy, { stateful: false });
  const keys = engine.memoryKeys("u", null, null);
  const user = { id: "u", role: "viewer", attrs: {}, keys } as const;
  const room = { id: "r", key: 0, modes: {}, viewers: 100 };
  return (text) => engine.judge({ text, at: 0, user, room }).action;
}

function printStages(rows: readonly StageRow[]): void {
  const head = `${"us a message".padEnd(18)}${"policy".padEnd(9)}${"stream".padEnd(16)}`;
  console.log(`\n${head}  median     p90     p99    mean`);
  for (const { stage, policy, stream, median, p90, p99, mean } of rows) {
    const figures = [median, p90, p99, mean].map((us) => us.toFixed(2).padStart(8)).join("");
    console.log(`${stage.padEnd(18)}${policy.padEnd(9)}${stream.padEnd(16)}${figures}`);
  }
}
