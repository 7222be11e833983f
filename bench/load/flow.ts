// One stretch of chat at a constant rate: what it cost the servers, and that everybody got all of it.
import type { Histogram } from "hdr-histogram-js";
import type { Audience, Count } from "./audience.ts";
import { merged } from "./histograms.ts";
import { cpuNs } from "./process-cpu.ts";

const STILL_MS = 10_000;
const POLL_MS = 20;
/** A message that comes twice may do so after the last. */
const AGAIN_MS = 100;

export interface Flow {
  readonly delivered: number;
  /** CPU microseconds of the servers a delivered message. */
  readonly us: number;
  /** Payload bytes and frames a delivered message, of those who only listen. */
  readonly bytes: number;
  readonly frames: number;
  /** Messages a second that reached everybody, from the first due to the last read. */
  readonly reached: number;
  /** From the last sent to the last read. */
  readonly drainMs: number;
  /** Shares of one core. */
  readonly serverBusy: number;
  readonly loadBusy: number;
  /** Microseconds from due to read. */
  readonly latency: Histogram;
  /** Microseconds from due to sent. */
  readonly lateness: Histogram;
}

export interface FlowOptions {
  /** The first of them speaks; all are in one room. */
  readonly audiences: readonly Audience[];
  readonly pids: readonly number[];
  readonly rate: number;
  readonly messages: number;
  /** When nothing has come for so long, nothing will. */
  readonly stillMs?: number;
}

/** Errors: when a viewer missed a message or got one twice. */
export async function flow(options: FlowOptions): Promise<Flow> {
  const { audiences, pids, rate, messages, stillMs = STILL_MS } = options;
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuNs(pid), 0);
  const load = (): number => audiences.reduce((sum, audience) => sum + audience.cpuNs(), 0);
  const before = await Promise.all(audiences.map((audience) => audience.count()));
  const [cpuBefore, loadBefore] = [cpu(), load()];
  const startedAt = performance.now();
  await audiences[0]?.say(rate, messages);
  const saidAt = performance.now();
  const after = await Promise.all(
    audiences.map((audience, index) => {
      const { delivered = 0 } = before[index] ?? {};
      return untilDelivered(audience, delivered + messages * audience.size, stillMs);
    }),
  );
  const wallMs = performance.now() - startedAt;
  const [cpuSpent, loadSpent] = [cpu() - cpuBefore, load() - loadBefore];
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  const last = await Promise.all(audiences.map((audience) => audience.count()));
  const saidSum = (last[0]?.saidSum ?? 0) - (before[0]?.saidSum ?? 0);
  let delivered = 0;
  let [listeners, bytes, frames] = [0, 0, 0];
  for (const [index, { size }] of audiences.entries()) {
    const [from, to, end] = [before[index], after[index], last[index]];
    if (from === undefined || to === undefined || end === undefined) continue;
    check(from, end, { size, messages, saidSum });
    delivered += to.delivered - from.delivered;
    listeners += to.listeners;
    bytes += to.listenerBytes - from.listenerBytes;
    frames += to.listenerFrames - from.listenerFrames;
  }
  const times = await Promise.all(audiences.map((audience) => audience.times()));
  return {
    delivered,
    us: cpuSpent / 1_000 / delivered,
    bytes: bytes / messages / listeners,
    frames: frames / messages / listeners,
    reached: messages / (wallMs / 1_000),
    drainMs: startedAt + wallMs - saidAt,
    serverBusy: cpuSpent / 1e6 / wallMs,
    loadBusy: loadSpent / 1e6 / wallMs,
    latency: merged(times.map(({ latency }) => latency)),
    lateness: merged(times.map(({ lateness }) => lateness)),
  };
}

interface Expected {
  readonly size: number;
  readonly messages: number;
  readonly saidSum: number;
}

function check(from: Count, to: Count, { size, messages, saidSum }: Expected): void {
  const [delivered, fewest] = [to.delivered - from.delivered, to.fewest - from.fewest];
  const areSaid = to.stampSums.every(
    (sum, index) => sum - (from.stampSums[index] ?? 0) === saidSum,
  );
  if (delivered === messages * size && fewest === messages && to.isEven && areSaid) return;
  const facts = `${to.open} of ${size} viewers open, fewest ${fewest} of ${messages}`;
  const even = to.isEven ? "" : ", not the same bytes for all";
  const said = areSaid ? "" : ", not the messages that were said";
  throw new Error(`${delivered} of ${messages * size} delivered; ${facts}${even}${said}`);
}

/** Resolves when everything has arrived, or nothing has for so long. */
async function untilDelivered(
  audience: Audience,
  expected: number,
  stillMs: number,
): Promise<Count> {
  let count = await audience.count();
  let deadline = performance.now() + stillMs;
  while (count.delivered < expected && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const { delivered } = count;
    count = await audience.count();
    if (count.delivered > delivered) deadline = performance.now() + stillMs;
  }
  return count;
}
