// Two shards against one: how much a room delivers that one core cannot serve.
//
// The load needs cores too. On a machine with two of them both servers and load are short of them,
// so the shares of the cores are told beside the figure: they say what was short.
import { parseArgs } from "node:util";
import { Audience } from "./load/audience.ts";
import { type Figure, percent, printFigures } from "./load/figures.ts";
import { type Flow, flow } from "./load/flow.ts";
import { descendants } from "./load/process-memory.ts";
import { goAhead } from "./load/server-process.ts";
import { gatewayProgram, startWeirGateway, type WeirGateway } from "./load/weir-gateway.ts";
import { medianOf } from "./timing.ts";

const SPEAKERS_PER_RATE = 1.25;

interface Running {
  readonly shards: number;
  readonly gateway: WeirGateway;
  readonly audience: Audience;
  readonly pids: readonly number[];
  readonly flows: Flow[];
}

/** @returns a row a figure. Errors: a message missed */
export async function run(args: readonly string[]): Promise<readonly Figure[]> {
  goAhead();
  const { values } = parseArgs({
    args: [...args],
    options: {
      viewers: { type: "string", default: "9000" },
      rate: { type: "string", default: "60" },
      messages: { type: "string", default: "120" },
      rounds: { type: "string", default: "3" },
    },
  });
  const [viewers, rate, messages] = [values.viewers, values.rate, values.messages].map(Number);
  if (viewers === undefined || rate === undefined || messages === undefined) return [];
  const running: Running[] = [];
  try {
    for (const shards of [1, 2]) running.push(await enter(shards, viewers, rate));
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      for (const { audience, pids, flows } of running) {
        const played = await flow({ audiences: [audience], pids, rate, messages });
        // The first round warms up.
        if (round > 0) flows.push(played);
      }
    }
    const figures = figuresOf(running, viewers);
    printFigures(figures);
    return figures;
  } finally {
    for (const { audience, gateway } of running) {
      audience.leave();
      gateway.stop();
    }
  }
}

async function enter(shards: number, viewers: number, rate: number): Promise<Running> {
  const program = gatewayProgram();
  if (program === undefined) throw new Error("there is no build: npm run build");
  const gateway = await startWeirGateway(program, { shards });
  const audience = await Audience.join({
    port: gateway.port,
    dialect: "weir",
    paths: Array.from({ length: viewers }, (_, index) => gateway.path(`u_${index}`, "viewer")),
    speakers: Math.ceil(rate * SPEAKERS_PER_RATE),
    isPinned: false,
  });
  const pids = [gateway.pid, ...descendants(gateway.pid)];
  return { shards, gateway, audience, pids, flows: [] };
}

function figuresOf(running: readonly Running[], viewers: number): readonly Figure[] {
  const figures: Figure[] = [];
  const medians: number[] = [];
  for (const { shards, flows } of running) {
    const rates = flows.map(({ reached }) => reached * viewers);
    const [lowest, highest] = [Math.min(...rates), Math.max(...rates)];
    const server = medianOf(flows.map(({ serverBusy }) => serverBusy));
    const load = medianOf(flows.map(({ loadBusy }) => loadBusy));
    const us = medianOf(flows.map((one) => one.us));
    const beside = `servers ${percent(server)}, load ${percent(load)} of a core; ${us.toFixed(2)} µs each`;
    const note = `${lowest.toFixed(0)}–${highest.toFixed(0)}; ${beside}`;
    medians.push(medianOf(rates));
    const what = `delivered messages a second, ${shards} shard${shards > 1 ? "s" : ""}`;
    figures.push({ what, value: medianOf(rates), unit: "", note });
  }
  const [one = Number.NaN, two = Number.NaN] = medians;
  figures.push({ what: "two shards against one", value: two / one, unit: "×", note: "" });
  return figures;
}
