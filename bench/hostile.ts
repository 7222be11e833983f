// Hostile texts: what `npm run bench hostile` found to cost most, measured again at every run.
import { readFileSync } from "node:fs";
import { createEngine } from "../src/engine/engine.ts";
import type { JudgeInput } from "../src/engine/types.ts";
import type { CompiledPolicy } from "../src/policy/compile.ts";
import { partsOf } from "./engine-stages.ts";
import type { StreamMessage } from "./streams.ts";
import { clockCostMs, medianOf, round } from "./timing.ts";

/** Texts kept from searches, in UTF-16 units at most `HOSTILE_LENGTH` long. */
export const HOSTILE_FILE = "bench/hostile.json";
/** As long as a chat message may be. */
export const HOSTILE_LENGTH = 500;
const TIMES = 9;
/** Looks before the first that counts: the compiler has seen all texts by then. */
const WARM_TIMES = 15;
/** Ordinary messages judged between two looks at a hostile text, so that nothing stays warm. */
const BETWEEN = 5;

export interface HostileText {
  /** Which kind of text the search began with. */
  readonly family: string;
  readonly text: string;
}

export interface HostileRow extends HostileText {
  readonly policy: string;
  /** Microseconds of a stateless verdict, median of nine. */
  readonly us: number;
  /** Microseconds of its parts; `rest`: spans of patterns, reasons, masking, and what was cold. */
  readonly parts: { readonly [part: string]: number };
}

export function readHostile(): readonly HostileText[] {
  const read: unknown = JSON.parse(readFileSync(HOSTILE_FILE, "utf8"));
  if (!Array.isArray(read)) throw new Error(`${HOSTILE_FILE} is no list`);
  return read.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) throw new Error(`${HOSTILE_FILE}: no object`);
    const { family, text } = { family: "", text: "", ...entry };
    return { family, text };
  });
}

/** Judges by a policy, without memory: microseconds of one verdict. */
export function judgeOf(policy: CompiledPolicy): (text: string) => number {
  const engine = createEngine(policy, { stateful: false });
  const keys = engine.memoryKeys("u", null, null);
  const user = { id: "u", role: "viewer", attrs: {}, keys } as const;
  const room = { id: "r", key: 0, modes: {}, viewers: 100 };
  return (text) => {
    const input: JudgeInput = { text, at: 0, user, room };
    const start = performance.now();
    engine.judge(input);
    return (performance.now() - start) * 1_000;
  };
}

/** Dearest first. */
export function measureHostile(
  policy: CompiledPolicy,
  name: string,
  texts: readonly HostileText[],
  ordinary: readonly StreamMessage[],
): HostileRow[] {
  const judge = judgeOf(policy);
  const parts = partsOf(policy);
  const clockUs = clockCostMs() * 1_000;
  const wholes = texts.map(() => new Array<number>());
  const split = texts.map(() => new Map<string, number[]>());
  let at = 0;
  const between = (): void => {
    for (let i = 0; i < BETWEEN; i++) judge(ordinary[at++ % ordinary.length]?.text ?? "");
  };
  for (let time = -WARM_TIMES; time < TIMES; time++) {
    for (const [index, { text }] of texts.entries()) {
      between();
      const us = judge(text) - clockUs;
      if (time >= 0) wholes[index]?.push(us);
      parts.read(text);
      for (const part of ["fold", "keywords", "patterns", "detectors"] as const) {
        const start = performance.now();
        parts[part]();
        const own = (performance.now() - start) * 1_000 - clockUs;
        const known = split[index]?.get(part) ?? [];
        if (time >= 0) known.push(own);
        split[index]?.set(part, known);
      }
    }
  }
  const rows = texts.map(({ family, text }, index) => {
    const us = round(medianOf(wholes[index] ?? []));
    const parts: { [part: string]: number } = {};
    let rest = us;
    for (const [part, own] of split[index] ?? []) {
      parts[part] = round(medianOf(own));
      rest -= parts[part] ?? 0;
    }
    parts["rest"] = round(Math.max(0, rest));
    return { policy: name, family, us, parts, text };
  });
  return rows.sort((a, b) => b.us - a.us);
}

/** One line of a table: time, parts, the text's beginning. */
export function hostileLine({ policy, family, us, parts, text }: HostileRow): string {
  const split = Object.entries(parts).map(([part, own]) => `${part} ${own.toFixed(0)}`);
  const start = JSON.stringify(text.slice(0, 36));
  return `${us.toFixed(1).padStart(8)}  ${policy.padEnd(9)}${family.padEnd(12)}${split.join(", ")}  ${start}`;
}
