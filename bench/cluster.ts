// A cluster on one machine: three gateways that know each other through Redis alone, and one gateway
// with the same viewers beside it: what the way through Redis costs, in time and CPU.
import { type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { Audience } from "./load/audience.ts";
import { type Figure, percent, printFigures } from "./load/figures.ts";
import { type Flow, flow } from "./load/flow.ts";
import { atPercentile, merged } from "./load/histograms.ts";
import {
  findProgram,
  freePort,
  goAhead,
  startServer,
  untilListening,
} from "./load/server-process.ts";
import { gatewayProgram, startWeirGateway, type WeirGateway } from "./load/weir-gateway.ts";
import { medianOf } from "./timing.ts";

const GATEWAYS = 3;
const SPEAKERS_PER_RATE = 1.25;

interface Room {
  readonly title: string;
  readonly gateways: readonly WeirGateway[];
  readonly redis: ChildProcess | undefined;
  readonly audiences: readonly Audience[];
  readonly flows: Map<number, Flow[]>;
}

/** @returns a row a figure. Errors: a viewer of any gateway missed a message or got one twice */
export async function run(args: readonly string[]): Promise<readonly Figure[]> {
  goAhead();
  const { values } = parseArgs({
    args: [...args],
    options: {
      viewers: { type: "string", default: "1500" },
      rates: { type: "string", default: "1,20,100" },
      rounds: { type: "string", default: "3" },
    },
  });
  const rates = values.rates.split(",").map(Number);
  const viewers = Number(values.viewers);
  const rooms: Room[] = [];
  try {
    for (const gateways of [1, GATEWAYS]) rooms.push(await open(gateways, viewers, rates));
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      for (const rate of rates) for (const room of rooms) await play(room, rate, round > 0);
    }
    const figures = rooms.flatMap(figuresOf);
    printFigures(figures);
    return figures;
  } finally {
    for (const { audiences, gateways, redis } of rooms) {
      for (const audience of audiences) audience.leave();
      for (const gateway of gateways) gateway.stop();
      redis?.kill("SIGTERM");
    }
  }
}

async function open(count: number, viewers: number, rates: readonly number[]): Promise<Room> {
  const program = gatewayProgram();
  if (program === undefined) throw new Error("there is no build: npm run build");
  const settings: { [name: string]: string } = { WEIR_JWT_SECRET: randomBytes(32).toString("hex") };
  let redis: ChildProcess | undefined;
  if (count > 1) {
    const [started, url] = await startRedis();
    redis = started;
    settings["REDIS_URL"] = url;
  }
  const gateways: WeirGateway[] = [];
  const audiences: Audience[] = [];
  const share = Math.floor(viewers / count);
  for (let index = 0; index < count; index += 1) {
    const gateway = await startWeirGateway(program, { settings });
    gateways.push(gateway);
    const first = index * share;
    const paths = Array.from({ length: share }, (_, at) =>
      gateway.path(`u_${first + at}`, "viewer"),
    );
    const speakers = index === 0 ? Math.ceil(Math.max(...rates) * SPEAKERS_PER_RATE) : 0;
    const { port } = gateway;
    audiences.push(
      await Audience.join({
        port,
        dialect: "weir",
        paths,
        first,
        speakers,
        crowds: 1,
        isPinned: false,
      }),
    );
  }
  const title = count > 1 ? `${count} gateways and Redis` : "one gateway";
  return { title, gateways, redis, audiences, flows: new Map() };
}

async function startRedis(): Promise<[ChildProcess, string]> {
  const program = findProgram("redis-server");
  if (program === undefined) throw new Error("apt-get install redis-server");
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const redis = startServer(program, args);
  await untilListening(port, redis);
  return [redis, `redis://127.0.0.1:${port}`];
}

async function play(room: Room, rate: number, counts: boolean): Promise<void> {
  const { gateways, redis, audiences, flows } = room;
  const pids = [
    ...gateways.map(({ pid }) => pid),
    ...(redis?.pid === undefined ? [] : [redis.pid]),
  ];
  const messages = Math.max(3, 2 * rate);
  const played = await flow({ audiences, pids, rate, messages });
  if (!counts) return;
  const rounds = flows.get(rate) ?? [];
  flows.set(rate, rounds);
  rounds.push(played);
}

function figuresOf({ title, flows }: Room): readonly Figure[] {
  return [...flows].flatMap(([rate, rounds]) => {
    const latency = merged(rounds.map((one) => one.latency));
    const us = rounds.map((one) => one.us);
    const server = medianOf(rounds.map(({ serverBusy }) => serverBusy));
    const spread = `${Math.min(...us).toFixed(2)}–${Math.max(...us).toFixed(2)}`;
    const [p50, p99] = [atPercentile(latency, 50), atPercentile(latency, 99)];
    const at = `${title}, ${rate} a second`;
    return [
      {
        what: `CPU a delivered message: ${at}`,
        value: medianOf(us),
        unit: "µs",
        note: `${spread}; servers ${percent(server)} of a core`,
      },
      {
        what: `p99 from due to read: ${at}`,
        value: p99,
        unit: "ms",
        note: `p50 ${p50.toFixed(1)} ms`,
      },
    ];
  });
}
