// What a delivered message costs, Weir beside what else could deliver it: CPU, latency, bytes, memory.
//
// One room, everybody in it gets everything, the same sentences from every server. Servers are
// processes of their own on one core and take turns, round by round, so that a busy machine is
// equally unkind to all; the load has the other core and tells how busy it was. What is counted is
// messages, by a mark in each: a frame may hold many. A viewer who misses one is an error, not a result.
import { parseArgs } from "node:util";
import { build, type Histogram } from "hdr-histogram-js";
import { printRows } from "./fanout-report.ts";
import { Audience } from "./load/audience.ts";
import { cpuNs } from "./load/process-cpu.ts";
import { collectGarbage, rssKib } from "./load/process-memory.ts";
import { OPTIONAL_PEERS, type Peer, PEERS, type RunningPeer } from "./peers/peers.ts";

export const BASELINE = "uws";
/** A user may say one message a second: one more than the rate asks for, and some for the burst. */
const SPEAKERS_PER_RATE = 1.25;
const FEWEST_SPEAKERS = 8;
/** No cell asks for more: at 4 million deliveries a second a cell would take minutes to drain. */
const MOST_DELIVERIES = 1_500_000;
const STILL_MS = 10_000;
/** Messages that arrive so long after the last was due were not delivered in time. */
const SATURATED_MS = 250;

export interface Settings {
  readonly peers: readonly string[];
  readonly rates: readonly number[];
  readonly viewers: number;
  readonly rounds: number;
}

/** One peer at one rate, medians of the rounds. */
export interface FanoutRow {
  readonly peer: string;
  readonly rate: number;
  /** CPU microseconds a delivered message. */
  readonly us: number;
  readonly lowest: number;
  readonly highest: number;
  /** Median of the ratios to bare uWebSockets.js in the same round; null without it. */
  readonly ratio: number | null;
  /** Milliseconds from due to read. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Payload bytes and frames a delivered message. */
  readonly bytes: number;
  readonly frames: number;
  /** Messages a second that reached everybody, when fewer than were sent; null: all in time. */
  readonly reached: number | null;
  /** Shares of one core: the server's, the load's. */
  readonly serverBusy: number;
  readonly loadBusy: number;
  /** Milliseconds the load was late in sending. */
  readonly lateP99: number;
  /** Of the process, with its garbage collected where it is Node. */
  readonly kibPerConnection: number;
}

interface Round {
  readonly us: number;
  readonly bytes: number;
  readonly frames: number;
  readonly reached: number;
  readonly drainMs: number;
  readonly serverBusy: number;
  readonly loadBusy: number;
}

interface Cell {
  readonly rounds: Round[];
  readonly latency: Histogram;
  readonly lateness: Histogram;
}

interface Contestant {
  readonly peer: Peer;
  readonly running: RunningPeer;
  readonly audience: Audience;
  readonly kibPerConnection: number;
  readonly cells: Map<number, Cell>;
}

/** Prints a table; the record is for bench/record. Errors: when a viewer misses a message. */
export async function run(args: readonly string[]): Promise<readonly FanoutRow[]> {
  const settings = settingsOf(args);
  const contestants: Contestant[] = [];
  try {
    for (const peer of PEERS) {
      if (!settings.peers.includes(peer.name)) continue;
      const running = await peer.start();
      if (typeof running === "string") console.log(`${peer.name}: left out: ${running}`);
      else contestants.push(await enter(peer, running, settings));
    }
    // A first round warms everybody up and does not count.
    for (const contestant of contestants) {
      for (const rate of settings.rates) await playCell(contestant, rate, settings);
      contestant.cells.clear();
    }
    for (let round = 0; round < settings.rounds; round += 1) {
      for (const rate of settings.rates) {
        for (const contestant of contestants) await playCell(contestant, rate, settings);
      }
    }
    const rows = rowsOf(contestants);
    printRows(rows, settings);
    return rows;
  } finally {
    for (const { audience, running } of contestants) {
      audience.leave();
      running.stop();
    }
  }
}

function settingsOf(args: readonly string[]): Settings {
  const usual = PEERS.map(({ name }) => name).filter((name) => !OPTIONAL_PEERS.includes(name));
  const { values } = parseArgs({
    args: [...args],
    options: {
      peers: { type: "string", default: usual.join(",") },
      rates: { type: "string", default: "1,20,100,400" },
      viewers: { type: "string", default: "1000" },
      rounds: { type: "string", default: "5" },
    },
  });
  const peers = values.peers.split(",");
  const unknown = peers.find((name) => !PEERS.some((peer) => peer.name === name));
  if (unknown !== undefined) {
    throw new Error(`--peers ${unknown}: one of ${PEERS.map(({ name }) => name).join(", ")}`);
  }
  const rates = values.rates.split(",").map(Number);
  const viewers = Number(values.viewers);
  const least = 2 * Math.ceil(Math.max(...rates) * SPEAKERS_PER_RATE);
  if (viewers < least) throw new Error(`--viewers: at least ${least} at these rates`);
  return { peers, rates, viewers, rounds: Number(values.rounds) };
}

async function enter(peer: Peer, running: RunningPeer, settings: Settings): Promise<Contestant> {
  const { viewers, rates } = settings;
  try {
    const before = await memoryKib(running);
    const wanted = Math.max(FEWEST_SPEAKERS, Math.ceil(Math.max(...rates) * SPEAKERS_PER_RATE));
    const audience = await Audience.join({
      port: running.port,
      dialect: peer.dialect,
      paths: Array.from({ length: viewers }, (_, viewer) => running.path(viewer)),
      speakers: wanted,
    });
    const after = await memoryKib(running);
    const kibPerConnection = (after - before) / viewers;
    return { peer, running, audience, kibPerConnection, cells: new Map() };
  } catch (error) {
    running.stop();
    throw error;
  }
}

async function memoryKib({ pid, inspectPort }: RunningPeer): Promise<number> {
  // What handshakes left behind is not the connections'.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  if (inspectPort !== undefined) await collectGarbage(inspectPort);
  return rssKib(pid);
}

/** At 1 a second four messages, else two seconds' worth, as far as it can be delivered. */
function messagesFor(rate: number, viewers: number): number {
  const wanted = rate <= 1 ? 4 * rate : 2 * rate;
  return Math.max(1, Math.min(Math.ceil(wanted), Math.floor(MOST_DELIVERIES / viewers)));
}

async function playCell(contestant: Contestant, rate: number, settings: Settings): Promise<void> {
  const { audience, running, cells, peer } = contestant;
  const messages = messagesFor(rate, settings.viewers);
  const expected = messages * settings.viewers;
  const before = await audience.count();
  const cpuBefore = cpuNs(running.pid);
  const loadBefore = audience.cpuNs();
  const startedAt = performance.now();
  await audience.say(rate, messages);
  const saidAt = performance.now();
  const after = await untilDelivered(audience, before.delivered + expected);
  const endedAt = performance.now();
  const cpu = cpuNs(running.pid) - cpuBefore;
  const load = audience.cpuNs() - loadBefore;
  const delivered = after.delivered - before.delivered;
  if (delivered !== expected || after.fewest - before.fewest !== messages || !after.isEven) {
    const fewest = `fewest ${after.fewest - before.fewest} of ${messages}`;
    const facts = `${after.open} viewers open, ${fewest}, even bytes: ${after.isEven}`;
    throw new Error(`${peer.name} at ${rate}/s: ${delivered} of ${expected} delivered; ${facts}`);
  }
  const { latency, lateness } = await audience.times();
  const cell = cells.get(rate) ?? { rounds: [], latency: build(), lateness: build() };
  cells.set(rate, cell);
  cell.latency.add(latency);
  cell.lateness.add(lateness);
  const wallMs = endedAt - startedAt;
  const toListeners = messages * after.listeners;
  cell.rounds.push({
    us: cpu / 1_000 / delivered,
    bytes: (after.listenerBytes - before.listenerBytes) / toListeners,
    frames: (after.listenerFrames - before.listenerFrames) / toListeners,
    reached: messages / (wallMs / 1_000),
    drainMs: endedAt - saidAt,
    serverBusy: cpu / 1e6 / wallMs,
    loadBusy: load / 1e6 / wallMs,
  });
}

/** Resolves when everything has arrived, or nothing has for ten seconds. */
async function untilDelivered(audience: Audience, expected: number): ReturnType<Audience["count"]> {
  let count = await audience.count();
  let deadline = performance.now() + STILL_MS;
  while (count.delivered < expected && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { delivered } = count;
    count = await audience.count();
    if (count.delivered > delivered) deadline = performance.now() + STILL_MS;
  }
  return count;
}

function rowsOf(contestants: readonly Contestant[]): readonly FanoutRow[] {
  const base = contestants.find(({ peer }) => peer.name === BASELINE);
  return contestants.flatMap(({ peer, cells, kibPerConnection }) =>
    [...cells].map(([rate, { rounds, latency, lateness }]) => {
      const all = rounds.map(({ us }) => us);
      const baseRounds = base?.cells.get(rate)?.rounds ?? [];
      const ratios = all.map((us, round) => us / (baseRounds[round]?.us ?? Number.NaN));
      const isSaturated = medianOf(rounds, ({ drainMs }) => drainMs) > SATURATED_MS;
      const at = (histogram: Histogram, percentile: number): number =>
        histogram.getValueAtPercentile(percentile) / 1_000;
      return {
        peer: peer.name,
        rate,
        us: median(all),
        lowest: Math.min(...all),
        highest: Math.max(...all),
        ratio: base === undefined ? null : median(ratios),
        p50: at(latency, 50),
        p99: at(latency, 99),
        p999: at(latency, 99.9),
        bytes: medianOf(rounds, ({ bytes }) => bytes),
        frames: medianOf(rounds, ({ frames }) => frames),
        reached: isSaturated ? medianOf(rounds, ({ reached }) => reached) : null,
        serverBusy: medianOf(rounds, ({ serverBusy }) => serverBusy),
        loadBusy: medianOf(rounds, ({ loadBusy }) => loadBusy),
        lateP99: at(lateness, 99),
        kibPerConnection,
      };
    }),
  );
}

function medianOf<T>(items: readonly T[], of: (item: T) => number): number {
  return median(items.map(of));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
