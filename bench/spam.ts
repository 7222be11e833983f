// What remembering costs: microseconds a check, bytes a user, and what it adds to a verdict.
//
// Verdicts with and without memory take turns message by message, so that a busy machine is equally
// unkind to both; what is told is the median of the rounds' medians. Answers are checked.
import { readPolicyFolder } from "../src/app/policy-folder.ts";
import { createEngine } from "../src/engine/engine.ts";
import { EngineMemory } from "../src/engine/memory.ts";
import type { JudgeInput, RoomContext, UserContext } from "../src/engine/types.ts";
import { IS_WORD } from "../src/engine/word-text.ts";
import { compilePolicy } from "../src/policy/compile.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import { parsePolicy } from "../src/policy/parse.ts";
import { KeyTable } from "../src/spam/keys.ts";
import { RateLimit } from "../src/spam/limits.ts";
import { createSketch, sketchMessage } from "../src/spam/sketch.ts";
import { createFolded } from "../src/text/folded.ts";
import { fold } from "../src/text/folder.ts";
import { readStreams } from "./streams.ts";
import type { StreamMessage } from "./streams.ts";

const ROUNDS = 7;
const WARM_ROUNDS = 3;
const USERS = 1_000_000;
const CHECKS = 2_000_000;
const AT_MS = 1_760_000_000_000;

export interface SpamRow {
  readonly what: string;
  readonly unit: "us" | "MiB" | "ms";
  readonly value: number;
}

/** Errors: when an answer is wrong. */
export async function run(args: readonly string[]): Promise<readonly SpamRow[]> {
  const { files } = await readPolicyFolder(args[0] ?? "wordlists");
  const result = parsePolicy(files);
  if (!result.ok) throw new Error(`the policy has ${result.problems.length} problems`);
  const policy = compilePolicy(result.spec);
  const messages = readStreams()[0]?.messages ?? [];
  const rows = [
    ...measureKeys(),
    ...measureLimit(),
    ...measureMemory(policy),
    measureSketch(messages),
    ...measureVerdicts(policy, messages),
  ];
  for (const { what, unit, value } of rows) {
    console.log(`${what.padEnd(52)}${value.toFixed(unit === "us" ? 3 : 1).padStart(9)} ${unit}`);
  }
  return rows;
}

function measureKeys(): SpamRow[] {
  const before = bytesInUse();
  const table = new KeyTable(2 ** 20, () => undefined);
  let slowestMs = 0;
  const start = performance.now();
  for (let i = 0; i < USERS; i++) {
    const from = performance.now();
    table.slotOf(`user_${i}`);
    slowestMs = Math.max(slowestMs, performance.now() - from);
  }
  const firstUs = ((performance.now() - start) * 1_000) / USERS;
  const size = bytesInUse() - before;
  for (let i = 0; i < USERS; i += 997) {
    if (table.slotOf(`user_${i}`) !== i) throw new Error("an id lost its slot");
  }
  const full = new KeyTable(2 ** 16, () => undefined);
  for (let i = 0; i < 2 ** 16; i++) full.slotOf(`user_${i}`);
  const again = performance.now();
  for (let i = 0; i < 2 ** 16; i++) full.slotOf(`other_${i}`);
  const reusedUs = ((performance.now() - again) * 1_000) / 2 ** 16;
  return [
    { what: "slot of a new id, a million of them", unit: "us", value: firstUs },
    { what: "slot of a new id, the longest wait", unit: "ms", value: slowestMs },
    { what: "slot of a new id when the table is full", unit: "us", value: reusedUs },
    { what: "slots of a million ids", unit: "MiB", value: size / 2 ** 20 },
  ];
}

function measureLimit(): SpamRow[] {
  const before = bytesInUse();
  const limit = new RateLimit();
  const rate = { burst: 5, perSecond: 1 };
  for (let i = 0; i < USERS; i++) limit.take(i, AT_MS, rate);
  const size = bytesInUse() - before;
  const medians: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let refused = 0;
    const start = performance.now();
    for (let i = 0; i < CHECKS; i++) {
      // Some users speak much more often than others.
      const skewed = (Math.imul(i, 0x9e3779b1) >>> 8) % (i % 3 === 0 ? USERS : 1_000);
      if (limit.take(skewed, AT_MS + round * 60_000 + i / 100, rate) > 0) refused++;
    }
    medians.push(((performance.now() - start) * 1_000) / CHECKS);
    if (refused === 0) throw new Error("nobody was refused");
  }
  return [
    { what: "limit, one check, a million users", unit: "us", value: medianOf(medians) },
    { what: "limit of a million users", unit: "MiB", value: size / 2 ** 20 },
  ];
}

function measureMemory(policy: CompiledPolicy): SpamRow[] {
  const before = bytesInUse();
  const memory = new EngineMemory();
  const engine = createEngine(policy, { memory });
  const room = { id: "r", key: engine.roomKey("r"), modes: {}, viewers: 1 };
  let slowestMs = 0;
  for (let i = 0; i < USERS; i++) {
    const id = `user_${i}`;
    const start = performance.now();
    const keys = engine.memoryKeys(id, `device_${i >> 1}`, `2001:db8::${i >> 2}`);
    const user: UserContext = { id, role: "viewer", attrs: {}, keys };
    engine.judge({
      text: `good morning everybody, I am number ${i}`,
      at: AT_MS + i * 3,
      user,
      room,
    });
    slowestMs = Math.max(slowestMs, performance.now() - start);
  }
  const size = (bytesInUse() - before) / 2 ** 20;
  const last = engine.memoryKeys(`user_${USERS - 1}`, null, null);
  if (memory.messagesOf(last.user) !== 1) throw new Error("somebody was forgotten");
  return [
    { what: "all that is remembered of a million who spoke", unit: "MiB", value: size },
    { what: "the longest a message took meanwhile", unit: "ms", value: slowestMs },
  ];
}

function measureSketch(messages: readonly StreamMessage[]): SpamRow {
  const folded = createFolded();
  const sketch = createSketch();
  const medians: number[] = [];
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    let spent = 0;
    for (const { text } of messages) {
      fold(text, folded);
      const start = performance.now();
      sketchMessage(folded, IS_WORD, 1, sketch);
      spent += performance.now() - start;
    }
    if (round >= 0) medians.push((spent * 1_000) / messages.length);
  }
  return {
    what: "sketch, mean of the stream, the clock included",
    unit: "us",
    value: medianOf(medians),
  };
}

/** Both engines judge each message, in turns of first and second. */
function measureVerdicts(policy: CompiledPolicy, messages: readonly StreamMessage[]): SpamRow[] {
  const medians: [number[], number[]] = [[], []];
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    const sides = [false, true].map((stateful) => sideOf(policy, stateful));
    messages.forEach((message, i) => {
      for (const turn of [i & 1, (i & 1) ^ 1]) sides[turn]?.judge(message);
    });
    if (round < 0) continue;
    sides.forEach(({ spent }, side) => medians[side]?.push(medianOf(spent)));
  }
  const [without, withMemory] = medians.map(medianOf);
  return [
    { what: "verdict without memory, median", unit: "us", value: without ?? 0 },
    { what: "verdict with memory, median", unit: "us", value: withMemory ?? 0 },
  ];
}

interface Side {
  readonly spent: number[];
  judge(message: StreamMessage): void;
}

function sideOf(policy: CompiledPolicy, stateful: boolean): Side {
  const engine = createEngine(policy, { stateful });
  const users = new Map<string, UserContext>();
  const rooms = new Map<string, RoomContext>();
  const spent: number[] = [];
  return {
    spent,
    judge({ text, at, user: id, room: name }) {
      let user = users.get(id);
      if (user === undefined) {
        user = { id, role: "viewer", attrs: {}, keys: engine.memoryKeys(id, null, null) };
        users.set(id, user);
      }
      let room = rooms.get(name);
      if (room === undefined) {
        room = { id: name, key: engine.roomKey(name), modes: {}, viewers: 100 };
        rooms.set(name, room);
      }
      const input: JudgeInput = { text, at, user, room };
      const start = performance.now();
      engine.judge(input);
      spent.push((performance.now() - start) * 1_000);
    },
  };
}

/** Heap and typed arrays; the collector is asked first where it may be (`--expose-gc`). */
function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
