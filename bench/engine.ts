// What a verdict costs: microseconds a message, by stage and whole, over recorded chat.
//
// Each message is timed on its own (the clock's own cost is taken off), in rounds in which all
// stages take turns, so that a busy machine is equally unkind to all. Answers are checked: a stage
// that found something else in a later round, or an engine that lets a card pass, is an error.
import { readPolicyFolder } from "../src/app/policy-folder.ts";
import { createEngine } from "../src/engine/engine.ts";
import type { SwappableEngine } from "../src/engine/engine.ts";
import type { JudgeInput, RoomContext, UserContext } from "../src/engine/types.ts";
import type { DetectorText } from "../src/match/detector.ts";
import { DetectorReading } from "../src/match/detector-reading.ts";
import { DETECTORS } from "../src/match/detectors.ts";
import { foldedString } from "../src/match/folded-bytes.ts";
import { KeywordSearch } from "../src/match/keywords.ts";
import { regexDriver } from "../src/match/regex-driver.ts";
import { compilePolicy } from "../src/policy/compile.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import { parsePolicy } from "../src/policy/parse.ts";
import { RateLimit } from "../src/spam/limits.ts";
import { createFolded } from "../src/text/folded.ts";
import { fold } from "../src/text/folder.ts";
import { readStreams } from "./streams.ts";
import type { Stream, StreamMessage } from "./streams.ts";

const ROUNDS = 7;
/** Rounds before the first that counts: the compiler has seen everything by then. */
const WARM_ROUNDS = 3;

export interface EngineRow {
  readonly stage: string;
  readonly stream: string;
  readonly messages: number;
  /** Microseconds a message. */
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly mean: number;
}

/** One way to spend time on a message; `begin` makes it new at the start of each round. */
interface Stage {
  readonly name: string;
  begin(): (message: StreamMessage) => number;
}

/** Errors: when an answer is wrong. */
export async function run(args: readonly string[]): Promise<readonly EngineRow[]> {
  const folder = args[0] ?? "wordlists";
  const { files } = await readPolicyFolder(folder);
  const result = parsePolicy(files);
  if (!result.ok) throw new Error(`the policy in ${folder} has ${result.problems.length} problems`);
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const policy = compilePolicy(result.spec);
  const buildMs = performance.now() - start;
  checkAnswers(policy);
  const streams = readStreams();
  const rows: EngineRow[] = [];
  for (const [index, stream] of streams.entries()) {
    const whole = wholeStages(policy);
    rows.push(...measure(index === 0 ? [...partStages(policy), ...whole] : whole, stream));
  }
  const terms = policy.termConsequence.length;
  const patterns = policy.patternRules.length;
  const grownMib = (process.memoryUsage.rss() - before) / 2 ** 20;
  console.log(
    `${folder}: ${terms} terms, ${patterns} patterns on ${regexDriver().name}, compiled in ` +
      `${buildMs.toFixed(0)} ms, ${grownMib.toFixed(0)} MiB more in all`,
  );
  print(rows);
  return rows;
}

function checkAnswers(policy: CompiledPolicy): void {
  const engine = createEngine(policy, { stateful: false });
  const expected: readonly (readonly [text: string, actions: string])[] = [
    ["この色の在庫はありますか？", "allow"],
    ["緑のMサイズください", "allow"],
    ["is it still available in size M?", "allow"],
    ["死ね", "reject"],
    ["ﾀﾋね　死　ね", "reject"],
    ["what the f u c k", "mask"],
    ["4111 1111 1111 1111", "mask"],
    ["https://evil.example.com/x", "hold"],
  ];
  for (const [text, action] of expected) {
    const verdict = engine.judge(inputOf(engine, text));
    if (verdict.action === action) continue;
    throw new Error(`wrong answer: ${JSON.stringify(text)} gets ${verdict.action}, not ${action}`);
  }
}

function inputOf(engine: SwappableEngine, text: string): JudgeInput {
  const keys = engine.memoryKeys("u", null, null);
  return {
    text,
    at: 0,
    user: { id: "u", role: "viewer", attrs: {}, keys },
    room: { id: "r", key: 0, modes: {}, viewers: 100 },
  };
}

/** The stages by themselves; each folds first where it must, outside of its own time. */
function partStages(policy: CompiledPolicy): Stage[] {
  const folded = createFolded();
  const search = new KeywordSearch(policy.keywords);
  const text: DetectorText & { gates: number; written: string | undefined } = {
    folded,
    gates: 0,
    allowed: policy.allowedDomains,
    written: undefined,
    string() {
      this.written ??= foldedString(folded);
      return this.written;
    },
  };
  const reading = new DetectorReading();
  const detect = (): number => {
    let found = 0;
    reading.begin(text);
    for (const detector of DETECTORS) {
      if (detector.isWorth(text)) reading.run(detector, () => found++);
    }
    return found;
  };
  return [
    timedPart("fold", (message) => {
      fold(message.text, folded);
      return folded.length;
    }),
    timedPart(
      "keywords",
      () => search.search(folded).count,
      (message) => fold(message.text, folded),
    ),
    timedPart(
      "patterns",
      () => policy.patterns.match(folded, search.finds.patterns).length,
      (message) => {
        fold(message.text, folded);
        search.search(folded);
      },
    ),
    timedPart("detectors", detect, (message) => {
      fold(message.text, folded);
      text.gates = search.search(folded).gates;
      text.written = undefined;
    }),
    limitsStage(policy),
  ];
}

function timedPart(
  name: string,
  part: (message: StreamMessage) => number,
  prepare: (message: StreamMessage) => void = () => undefined,
): Stage {
  return {
    name,
    begin: () => (message) => {
      prepare(message);
      const start = performance.now();
      checksum += part(message);
      return performance.now() - start;
    },
  };
}

/** Sum of what stages found in this round; the same in every round, or something is wrong. */
let checksum = 0;

function limitsStage(policy: CompiledPolicy): Stage {
  const { user, room } = policy.spec.limits;
  const roomRate = { burst: room.perSecond, perSecond: room.perSecond };
  return {
    name: "limits",
    begin() {
      const [users, rooms] = [new RateLimit(), new RateLimit()];
      const slots = new Map<string, number>();
      return (message) => {
        const slot = slots.get(message.user) ?? slots.size;
        slots.set(message.user, slot);
        const start = performance.now();
        checksum += users.take(slot, message.at, user) + rooms.take(0, message.at, roomRate);
        return performance.now() - start;
      };
    },
  };
}

function wholeStages(policy: CompiledPolicy): Stage[] {
  return [false, true].map((stateful) => ({
    name: stateful ? "whole, stateful" : "whole, stateless",
    begin() {
      const engine = createEngine(policy, { stateful });
      const users = new Map<string, UserContext>();
      const rooms = new Map<string, RoomContext>();
      return (message) => {
        const { text, at } = message;
        const input = { text, at, ...contextOf(engine, message, users, rooms) };
        const start = performance.now();
        const verdict = engine.judge(input);
        const spent = performance.now() - start;
        checksum += verdict.action.length + verdict.reasons.length;
        return spent;
      };
    },
  }));
}

/** As a session has them: built once a user and room. */
function contextOf(
  engine: SwappableEngine,
  message: StreamMessage,
  users: Map<string, UserContext>,
  rooms: Map<string, RoomContext>,
): { readonly user: UserContext; readonly room: RoomContext } {
  let user = users.get(message.user);
  if (user === undefined) {
    const keys = engine.memoryKeys(message.user, null, null);
    user = { id: message.user, role: "viewer", attrs: {}, keys };
    users.set(message.user, user);
  }
  let room = rooms.get(message.room);
  if (room === undefined) {
    room = { id: message.room, key: engine.roomKey(message.room), modes: {}, viewers: 100 };
    rooms.set(message.room, room);
  }
  return { user, room };
}

function measure(stages: readonly Stage[], stream: Stream): EngineRow[] {
  const samples = new Map<Stage, number[]>();
  const sums = new Map<Stage, number>();
  const clockMs = clockCostMs();
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    for (const stage of stages) {
      const own = samples.get(stage) ?? [];
      const judge = stage.begin();
      checksum = 0;
      for (const message of stream.messages) {
        const ms = judge(message) - clockMs;
        if (round >= 0) own.push(Math.max(0, ms) * 1_000);
      }
      const sum = sums.get(stage) ?? checksum;
      if (sum !== checksum) throw new Error(`${stage.name} answered differently in another round`);
      sums.set(stage, sum);
      samples.set(stage, own);
    }
  }
  return stages.map((stage) => rowOf(stage.name, stream, samples.get(stage) ?? []));
}

function rowOf(stage: string, stream: Stream, samples: number[]): EngineRow {
  samples.sort((a, b) => a - b);
  const at = (share: number): number => round(samples[Math.floor(samples.length * share)] ?? 0);
  const mean = round(samples.reduce((sum, us) => sum + us, 0) / Math.max(1, samples.length));
  const { name, messages } = stream;
  const spread = { median: at(0.5), p90: at(0.9), p99: at(0.99), mean };
  return { stage, stream: name, messages: messages.length, ...spread };
}

function round(us: number): number {
  return Math.round(us * 100) / 100;
}

/** Median of what asking for the time twice takes. */
function clockCostMs(): number {
  const costs = Array.from({ length: 20_001 }, () => {
    const start = performance.now();
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  return costs[10_000] ?? 0;
}

function print(rows: readonly EngineRow[]): void {
  console.log(
    `\n${"us a message".padEnd(20)}${"stream".padEnd(17)}  median     p90     p99    mean`,
  );
  for (const { stage, stream, median, p90, p99, mean } of rows) {
    const figures = [median, p90, p99, mean].map((us) => us.toFixed(2).padStart(8)).join("");
    console.log(`${stage.padEnd(20)}${stream.padEnd(17)}${figures}`);
  }
}
