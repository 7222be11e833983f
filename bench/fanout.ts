// What a delivered message costs, Weir beside what else could deliver it: CPU, latency, bytes, memory.
//
// One room, everybody in it gets everything, the same sentences from every server. Servers are
// processes of their own on one core and take turns, round by round, so that a busy machine is
// equally unkind to all; the load has the other core and tells how busy it was. What is counted is
// messages, by a mark in each: a frame may hold many. A viewer who misses one is an error, not a result.
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { printRows } from "./fanout-report.ts";
import { Audience } from "./load/audience.ts";
import { type Flow, flow } from "./load/flow.ts";
import { atPercentile, merged } from "./load/histograms.ts";
import { collectGarbage, rssKib } from "./load/process-memory.ts";
import { goAhead } from "./load/server-process.ts";
import { type Cold, warmUp } from "./load/warm-up.ts";
import { OPTIONAL_PEERS, type Peer, PEERS, type RunningPeer } from "./peers/peers.ts";
import { medianOf } from "./timing.ts";

const BASELINE = "uws";
/** The same without what `publish` saves by itself when messages come faster than they leave. */
const STRICT_BASELINE = "uws-send";
/** A user may say one message a second: one more than the rate asks for, and some for the burst. */
const SPEAKERS_PER_RATE = 1.25;
const FEWEST_SPEAKERS = 8;
/** Long enough that how a room gets busy is a small part of it. */
const CELL_SECONDS = 3;
const MOST_DELIVERIES = 1_500_000;
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
  /** The same to uWebSockets.js writing every message to every socket by itself. */
  readonly strictRatio: number | null;
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

interface Contestant {
  readonly peer: Peer;
  readonly running: RunningPeer;
  readonly audience: Audience;
  readonly kibPerConnection: number;
  /** A rate's rounds. */
  readonly cells: Map<number, Flow[]>;
}

/** Prints a table; the record is for bench/record. Errors: when a viewer misses a message. */
export async function run(args: readonly string[]): Promise<readonly FanoutRow[]> {
  goAhead();
  const settings = settingsOf(args);
  const servers: (Cold & { readonly peer: Peer })[] = [];
  const contestants: Contestant[] = [];
  try {
    for (const peer of PEERS) {
      if (!settings.peers.includes(peer.name)) continue;
      const running = await peer.start();
      if (typeof running === "string") console.log(`${peer.name}: left out: ${running}`);
      else servers.push({ peer, running, dialect: peer.dialect });
    }
    await warmUp(servers);
    for (const { peer, running } of servers) {
      contestants.push(await enter(peer, running, settings));
    }
    for (let round = 0; round < settings.rounds; round += 1) {
      console.log(`round ${round + 1} of ${settings.rounds}, load ${loadavg()[0]?.toFixed(1)}`);
      for (const rate of settings.rates) {
        for (const contestant of contestants) await playCell(contestant, rate, settings);
      }
    }
    const rows = rowsOf(contestants);
    printRows(rows, settings);
    return rows;
  } finally {
    for (const { audience } of contestants) audience.leave();
    for (const { running } of servers) running.stop();
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
}

async function memoryKib({ pid, inspectPort }: RunningPeer): Promise<number> {
  // What handshakes left behind is not the connections'.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  if (inspectPort !== undefined) await collectGarbage(inspectPort);
  return rssKib(pid);
}

/** No cell takes minutes to drain. */
function messagesFor(rate: number, viewers: number): number {
  const most = Math.floor(MOST_DELIVERIES / viewers);
  return Math.max(1, Math.min(Math.ceil(CELL_SECONDS * rate), most));
}

async function playCell(contestant: Contestant, rate: number, settings: Settings): Promise<void> {
  const { audience, running, cells, peer } = contestant;
  const messages = messagesFor(rate, settings.viewers);
  const options = { audiences: [audience], pids: [running.pid], rate, messages };
  const played = await flow(options).catch((error: unknown) => {
    throw new Error(`${peer.name} at ${rate} a second`, { cause: error });
  });
  const rounds = cells.get(rate) ?? [];
  cells.set(rate, rounds);
  rounds.push(played);
}

function rowsOf(contestants: readonly Contestant[]): readonly FanoutRow[] {
  return contestants.flatMap(({ peer, cells, kibPerConnection }) =>
    [...cells].map(([rate, rounds]) => {
      const all = rounds.map(({ us }) => us);
      const ratioTo = (name: string): number | null => {
        const base = contestants.find((one) => one.peer.name === name)?.cells.get(rate);
        if (base === undefined) return null;
        return medianOf(all.map((us, round) => us / (base[round]?.us ?? Number.NaN)));
      };
      const middle = (of: (round: Flow) => number): number => medianOf(rounds.map(of));
      const latency = merged(rounds.map((round) => round.latency));
      const lateness = merged(rounds.map((round) => round.lateness));
      const isSaturated = middle(({ drainMs }) => drainMs) > SATURATED_MS;
      return {
        peer: peer.name,
        rate,
        us: medianOf(all),
        lowest: Math.min(...all),
        highest: Math.max(...all),
        ratio: ratioTo(BASELINE),
        strictRatio: ratioTo(STRICT_BASELINE),
        p50: atPercentile(latency, 50),
        p99: atPercentile(latency, 99),
        p999: atPercentile(latency, 99.9),
        bytes: middle(({ bytes }) => bytes),
        frames: middle(({ frames }) => frames),
        reached: isSaturated ? middle(({ reached }) => reached) : null,
        serverBusy: middle(({ serverBusy }) => serverBusy),
        loadBusy: middle(({ loadBusy }) => loadBusy),
        lateP99: atPercentile(lateness, 99),
        kibPerConnection,
      };
    }),
  );
}
