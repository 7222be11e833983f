// How benches time a message: the clock's own cost taken off, rounds in which all stages take turns,
// answers compared between rounds.
import type { Stream, StreamMessage } from "./streams.ts";

const ROUNDS = 7;
/** Rounds before the first that counts: the compiler has seen everything by then. */
const WARM_ROUNDS = 3;

export interface Timed {
  readonly ms: number;
  /** The same for the same message in every round, or something is wrong. */
  readonly answer: number;
}

/** One way to spend time on a message; `begin` makes it new at the start of each round. */
export interface Stage {
  readonly name: string;
  readonly policy: string;
  begin(): (message: StreamMessage) => Timed;
}

/** Microseconds a message. */
export interface Spread {
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly mean: number;
}

export interface StageRow extends Spread {
  readonly stage: string;
  readonly policy: string;
  readonly stream: string;
  readonly messages: number;
}

/** Errors: when a stage answers differently in another round. */
export function measure(stages: readonly Stage[], stream: Stream): StageRow[] {
  const samples = new Map<Stage, number[]>();
  const sums = new Map<Stage, number>();
  const clockMs = clockCostMs();
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    for (const stage of stages) {
      const own = samples.get(stage) ?? [];
      const judge = stage.begin();
      let checksum = 0;
      for (const message of stream.messages) {
        const { ms, answer } = judge(message);
        checksum += answer;
        if (round >= 0) own.push(Math.max(0, ms - clockMs) * 1_000);
      }
      const sum = sums.get(stage) ?? checksum;
      if (sum !== checksum) throw new Error(`${stage.name} answered differently in another round`);
      sums.set(stage, sum);
      samples.set(stage, own);
    }
  }
  const { name, messages } = stream;
  return stages.map((stage) => ({
    stage: stage.name,
    policy: stage.policy,
    stream: name,
    messages: messages.length,
    ...spreadOf(samples.get(stage) ?? []),
  }));
}

/** @param samples sorted by this */
function spreadOf(samples: number[]): Spread {
  samples.sort((a, b) => a - b);
  const at = (share: number): number => round(samples[Math.floor(samples.length * share)] ?? 0);
  const mean = round(samples.reduce((sum, us) => sum + us, 0) / Math.max(1, samples.length));
  return { median: at(0.5), p90: at(0.9), p99: at(0.99), mean };
}

export function medianOf(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Median of what asking for the time twice takes. */
export function clockCostMs(): number {
  const costs = Array.from({ length: 20_001 }, () => {
    const start = performance.now();
    return performance.now() - start;
  });
  return medianOf(costs);
}
