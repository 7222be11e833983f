// `npm run bench hostile`: looks for the text of 500 characters whose verdict takes longest.
//
// A seeded search: it begins with kinds of text that make some part work (hostile-seeds.ts), changes
// the dearest of each kind, and keeps what is dearer still. The changes are the same in every run;
// what is kept depends on the clock. The dearest go to bench/hostile.json, for every later bench.
import { writeFileSync } from "node:fs";
import { createRandom } from "../src/classifier/random.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import {
  HOSTILE_FILE,
  HOSTILE_LENGTH,
  hostileLine,
  judgeOf,
  measureHostile,
  readHostile,
} from "./hostile.ts";
import type { HostileRow, HostileText } from "./hostile.ts";
import { ALPHABET, familiesOf, GAPS } from "./hostile-seeds.ts";
import type { Families, Random } from "./hostile-seeds.ts";
import { compiled, GOAL_SIZE, readStarter, sized } from "./policies.ts";
import { readStreams } from "./streams.ts";
import type { StreamMessage } from "./streams.ts";

const SEED = 5;
const TRIES = 12_000;
/** Kept of each kind while searching. */
const KEPT_PER_FAMILY = 6;
/** Kept of each policy in the end. */
const KEPT = 40;

interface Candidate extends HostileText {
  readonly us: number;
}

/** @param args tries a policy; default 12,000 */
export async function run(args: readonly string[]): Promise<readonly HostileRow[]> {
  const tries = Number(args[0] ?? TRIES);
  const starter = await readStarter("wordlists");
  const ordinary = readStreams()[0]?.messages ?? [];
  const policies = [
    ["starter", compiled(starter)],
    ["10k+500", sized(starter, GOAL_SIZE)],
  ] as const;
  const rows: HostileRow[] = [];
  for (const [name, policy] of policies) {
    // What was dear before stays while it is: a mend that does not last is seen.
    const found = unique([...search(policy, ordinary, tries), ...readHostile()]);
    rows.push(...measureHostile(policy, name, found, ordinary).slice(0, KEPT));
  }
  rows.sort((a, b) => b.us - a.us);
  for (const row of rows.slice(0, 24)) console.log(hostileLine(row));
  const kept = unique(rows).map(({ text, family }) => ({ family, text }));
  writeFileSync(HOSTILE_FILE, `${asciiJson(kept)}\n`);
  return rows;
}

function unique(texts: readonly HostileText[]): HostileText[] {
  return [...new Map(texts.map((hostile) => [hostile.text, hostile])).values()];
}

function search(
  policy: CompiledPolicy,
  ordinary: readonly StreamMessage[],
  tries: number,
): readonly HostileText[] {
  const random = createRandom(SEED);
  const families = familiesOf(policy, random);
  const judge = judgeOf(policy);
  for (const { text } of ordinary) judge(text);
  const kept = new Map<string, Candidate[]>();
  const offer = (family: string, text: string): void => {
    const own = kept.get(family) ?? [];
    kept.set(family, own);
    const least = own.length < KEPT_PER_FAMILY ? 0 : (own.at(-1)?.us ?? 0);
    if (own.some((other) => other.text === text)) return;
    const us = costOf(judge, text, least);
    if (us <= least) return;
    own.push({ family, text, us });
    own.sort((a, b) => b.us - a.us);
    own.length = Math.min(own.length, KEPT_PER_FAMILY);
  };
  const names = [...families.keys()];
  for (let i = 0; i < tries; i++) {
    // A fifth are new texts; the rest change the dearest, those of dear kinds more often.
    const family = names[i % names.length] ?? "";
    if (i < names.length * 12 || random() < 0.2) offer(family, fresh(families, family, random));
    else {
      const parent = pickParent(kept, family, random);
      if (parent !== undefined) offer(parent.family, changed(parent.text, families, random));
    }
  }
  return [...kept.values()].flat();
}

/** Least of four looks; of fewer when the first ones tell that it is cheap. */
function costOf(judge: (text: string) => number, text: string, least: number): number {
  judge(text);
  let us = judge(text);
  for (let i = 0; i < 3 && us > least; i++) us = Math.min(us, judge(text));
  return us;
}

function pickParent(
  kept: ReadonlyMap<string, readonly Candidate[]>,
  family: string,
  random: Random,
): Candidate | undefined {
  if (random() < 0.5) {
    const best = [...kept.values()].flatMap((own) => own.slice(0, 1));
    best.sort((a, b) => b.us - a.us);
    return best[Math.floor(random() * random() * best.length)];
  }
  const own = kept.get(family) ?? [];
  return own[Math.floor(random() * own.length)];
}

function pick(items: readonly string[], random: Random): string {
  return items[Math.floor(random() * items.length)] ?? "";
}

/** One to six pieces repeated, or as many as there is room for, with or without a gap between. */
function fresh(families: Families, family: string, random: Random): string {
  const own = families.get(family) ?? [];
  const gap = random() < 0.5 ? "" : pick(GAPS, random);
  const few = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(own, random));
  const isFew = random() < 0.6;
  let text = "";
  for (let i = 0; text.length < HOSTILE_LENGTH && i < HOSTILE_LENGTH; i++) {
    text += (isFew ? (few[i % few.length] ?? "") : pick(own, random)) + gap;
  }
  return fitted(text);
}

function changed(text: string, families: Families, random: Random): string {
  const at = Math.floor(random() * text.length);
  const length = 1 + Math.floor(random() * random() * 60);
  const part = text.slice(at, at + length);
  const head = text.slice(0, at);
  const tail = text.slice(at + length);
  const own = families.get(pick([...families.keys()], random)) ?? [];
  switch (Math.floor(random() * 9)) {
    case 0:
      return fitted(head + pick(own, random) + tail);
    case 1:
      return fitted(part.length < 2 ? text + text : part.repeat(HOSTILE_LENGTH));
    case 2:
      return fitted(head + part + part + tail);
    case 3:
      return fitted(head + part + part + part + part + tail);
    case 4: {
      const gap = pick(GAPS, random);
      return fitted(head + Array.from(part).join(gap) + tail);
    }
    case 5:
      return fitted(head + pick(ALPHABET, random) + text.slice(at + 1));
    case 6: {
      const [from, to] = [pick(Array.from(text), random), pick([...ALPHABET, ...GAPS], random)];
      return fitted(text.replaceAll(from, to));
    }
    case 7:
      return fitted((head + tail).padEnd(HOSTILE_LENGTH, pick(own, random)));
    default:
      return fitted(head + (random() < 0.5 ? part.toUpperCase() : part.normalize("NFD")) + tail);
  }
}

function fitted(text: string): string {
  const full = text.length > 0 ? text.padEnd(HOSTILE_LENGTH, text) : "a";
  return full.slice(0, HOSTILE_LENGTH);
}

/** Invisible characters and lone surrogates stay readable, and the file stays text. */
function asciiJson(texts: readonly HostileText[]): string {
  return JSON.stringify(texts, null, 1).replace(
    /[^\n\u0020-\u007e\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
