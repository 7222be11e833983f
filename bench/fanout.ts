// What a delivered message costs: CPU time of the server process, Weir against what it stands on.
//
// One room of 1,000 viewers, one message a frame, the same bytes from every server. The servers are
// processes of their own and run in turns, so that a busy machine is equally unkind to all; the
// table has medians. A round in which a viewer misses a frame is an error, not a result.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { cpuNs } from "./load/process-cpu.ts";
import { Senders } from "./load/senders.ts";
import type { ViewersOrder, ViewersReport } from "./load/viewers.ts";
import { gatewayProgram, startWeirGateway } from "./load/weir-gateway.ts";

const SENDERS = 8;
const SETTLE_MS = 10_000;
const BASELINE = "uWebSockets.js publish";

interface Settings {
  readonly viewers: number;
  readonly rounds: number;
  readonly messages: number;
  readonly perSecond: number;
}

export interface FanoutRow {
  readonly server: string;
  /** Median CPU microseconds a delivered message. */
  readonly us: number;
  readonly lowest: number;
  readonly highest: number;
  /** Median of the ratios to raw uWebSockets.js in the same round. */
  readonly ratio: number;
  readonly payloadBytes: number;
}

interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly senders: Senders;
  readonly viewers: ChildProcess;
  readonly us: number[];
  payloadBytes: number;
  stop(): void;
}

/** Prints a table; the record is for bench/record. Errors: when a viewer misses a message. */
export async function run(args: readonly string[]): Promise<readonly FanoutRow[]> {
  const settings = settingsOf(args);
  const contestants: Contestant[] = [];
  try {
    const program = gatewayProgram();
    if (program !== undefined) {
      contestants.push(await enterWeir(program, settings));
      await playRound(contestants, settings);
    } else {
      console.log("weir: no build (npm run build); its row is left out");
    }
    const size = Math.round(contestants[0]?.payloadBytes ?? 260);
    const bare = { transport: "weir transport alone", uws: BASELINE, ws: "ws, send in a loop" };
    for (const [kind, name] of Object.entries(bare)) {
      contestants.push(await enterBare(kind, name, size, settings));
    }
    await playRound(contestants, settings);
    for (const contestant of contestants) contestant.us.length = 0;
    for (let round = 0; round < settings.rounds; round++) await playRound(contestants, settings);
    const rows = rowsOf(contestants);
    print(rows, settings);
    return rows;
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

function settingsOf(args: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      viewers: { type: "string", default: "1000" },
      rounds: { type: "string", default: "5" },
      messages: { type: "string", default: "150" },
      rate: { type: "string", default: "50" },
    },
  });
  return {
    viewers: Number(values.viewers),
    rounds: Number(values.rounds),
    messages: Number(values.messages),
    perSecond: Number(values.rate),
  };
}

async function enterWeir(program: string, settings: Settings): Promise<Contestant> {
  const gateway = await startWeirGateway(program);
  const entered = await enter("weir gateway", gateway.port, gateway.pid, settings, (role, n) =>
    gateway.path(`u_${role}${n}`, role),
  );
  return {
    ...entered,
    stop() {
      entered.stop();
      gateway.stop();
    },
  };
}

async function enterBare(
  kind: string,
  name: string,
  size: number,
  settings: Settings,
): Promise<Contestant> {
  const server = forkLoad("fanout-server", [kind, String(size)]);
  const [told]: { port: number }[] = await once(server, "message");
  const port = told?.port ?? 0;
  const entered = await enter(name, port, server.pid ?? 0, settings, () => "/");
  return {
    ...entered,
    stop() {
      entered.stop();
      server.disconnect();
    },
  };
}

async function enter(
  name: string,
  port: number,
  pid: number,
  settings: Settings,
  pathOf: (role: "viewer" | "seller", n: number) => string,
): Promise<Contestant> {
  const paths = (role: "viewer" | "seller", count: number): readonly string[] =>
    Array.from({ length: count }, (_, n) => pathOf(role, n));
  const viewers = forkLoad("viewers", []);
  await order(viewers, { what: "connect", port, paths: paths("viewer", settings.viewers) });
  const senders = await Senders.open(port, paths("seller", SENDERS));
  const stop = (): void => {
    senders.close();
    viewers.disconnect();
  };
  return { name, pid, senders, viewers, us: [], payloadBytes: 0, stop };
}

async function playRound(contestants: readonly Contestant[], settings: Settings): Promise<void> {
  for (const contestant of contestants) await playOne(contestant, settings);
}

async function playOne(contestant: Contestant, settings: Settings): Promise<void> {
  const { viewers, senders, pid, name } = contestant;
  const before = await order(viewers, { what: "count" });
  const cpuBefore = cpuNs(pid);
  await senders.send(settings.messages, settings.perSecond);
  const expected = settings.messages * settings.viewers;
  let deadline = performance.now() + SETTLE_MS;
  let after = await order(viewers, { what: "count" });
  while (after.frames - before.frames < expected && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { frames } = after;
    after = await order(viewers, { what: "count" });
    // `ws` falls behind on a slow machine; only one that stands still has lost something.
    if (after.frames > frames) deadline = performance.now() + SETTLE_MS;
  }
  const cpuAfter = cpuNs(pid);
  const delivered = after.frames - before.frames;
  if (delivered !== expected || after.fewest - before.fewest !== settings.messages) {
    const { open, fewest } = after;
    const facts = `${open} viewers open, fewest ${fewest - before.fewest} of ${settings.messages}`;
    throw new Error(`${name}: ${delivered} frames delivered, ${expected} expected; ${facts}`);
  }
  contestant.us.push((cpuAfter - cpuBefore) / 1_000 / delivered);
  contestant.payloadBytes = (after.payloadBytes - before.payloadBytes) / delivered;
}

function forkLoad(program: string, args: readonly string[]): ChildProcess {
  return fork(new URL(`./load/${program}.js`, import.meta.url), [...args]);
}

async function order(viewers: ChildProcess, what: ViewersOrder): Promise<ViewersReport> {
  viewers.send(what);
  const [report]: ViewersReport[] = await once(viewers, "message");
  if (report === undefined) throw new Error("the viewers are gone");
  return report;
}

function rowsOf(contestants: readonly Contestant[]): readonly FanoutRow[] {
  const base = contestants.find(({ name }) => name === BASELINE)?.us ?? [];
  return contestants.map(({ name, us, payloadBytes }) => ({
    server: name,
    us: median(us),
    lowest: Math.min(...us),
    highest: Math.max(...us),
    ratio: median(us.map((one, round) => one / (base[round] ?? Number.NaN))),
    payloadBytes: Math.round(payloadBytes),
  }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function print(rows: readonly FanoutRow[], settings: Settings): void {
  const { viewers, rounds, messages } = settings;
  console.log(`fanout: ${viewers} viewers, ${rounds} rounds of ${messages} messages`);
  console.table(
    rows.map((row) => ({
      server: row.server,
      "us/delivered": row.us.toFixed(3),
      range: `${row.lowest.toFixed(3)}-${row.highest.toFixed(3)}`,
      "x raw": row.ratio.toFixed(2),
      bytes: row.payloadBytes,
    })),
  );
}
