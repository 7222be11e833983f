// 100,000 viewers in one room of one machine: held, with chat flowing, no error.
//
// A process may open 20,000 files here, so it takes several gateways on one port, and several crowds.
import { parseArgs } from "node:util";
import { Audience } from "./load/audience.ts";
import { type Figure, percent, printFigures } from "./load/figures.ts";
import { flow } from "./load/flow.ts";
import { atPercentile } from "./load/histograms.ts";
import { descendants, openFiles, rssKib } from "./load/process-memory.ts";
import { goAhead } from "./load/server-process.ts";
import { gatewayProgram, startWeirGateway } from "./load/weir-gateway.ts";

const VIEWERS_A_SHARD = 15_000;
const SPEAKERS = 50;
const KNOCKING_AT_ONCE = 200;
const SETTLE_MS = 3_000;

/** @returns a row a figure. Errors: a viewer refused or lost, a message missed */
export async function run(args: readonly string[]): Promise<readonly Figure[]> {
  goAhead();
  const { values } = parseArgs({
    args: [...args],
    options: {
      viewers: { type: "string", default: "100000" },
      rate: { type: "string", default: "0.5" },
      messages: { type: "string", default: "10" },
    },
  });
  const [viewers, rate, messages] = [values.viewers, values.rate, values.messages].map(Number);
  if (viewers === undefined || rate === undefined || messages === undefined) return [];
  const program = gatewayProgram();
  if (program === undefined) throw new Error("there is no build: npm run build");
  const shards = Math.max(2, Math.ceil(viewers / VIEWERS_A_SHARD));
  const gateway = await startWeirGateway(program, { shards });
  const pids = descendants(gateway.pid);
  const memory = (): number => pids.reduce((sum, pid) => sum + rssKib(pid), 0);
  let audience: Audience | undefined;
  try {
    const before = memory();
    const paths = Array.from({ length: viewers }, (_, index) =>
      gateway.path(`u_${index}`, "viewer"),
    );
    audience = await Audience.join({
      port: gateway.port,
      dialect: "weir",
      paths,
      speakers: SPEAKERS,
      atOnce: KNOCKING_AT_ONCE,
      isPinned: false,
    });
    const seconds = audience.joinedMs / 1_000;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const after = memory();
    const files = pids.map(openFiles).toSorted((a, b) => a - b);
    const chat = await flow({ audiences: [audience], pids, rate, messages });
    const { open } = await audience.count();
    const [p50, p99] = [atPercentile(chat.latency, 50), atPercentile(chat.latency, 99)];
    const busy = `servers ${percent(chat.serverBusy)}, load ${percent(chat.loadBusy)} of a core`;
    const spread = `files open ${files.slice(-shards).join(", ")}`;
    const figures: readonly Figure[] = [
      { what: "connections held", value: open, unit: "", note: `${shards} shards; ${spread}` },
      { what: "until all were in", value: seconds, unit: "s", note: `${KNOCKING_AT_ONCE} at once` },
      {
        what: "joins a second, all shards and the load on two cores",
        value: viewers / seconds,
        unit: "",
        note: "",
      },
      {
        what: "memory a connection, all processes, RSS without GC",
        value: (after - before) / viewers,
        unit: "KiB",
        note: `${before} to ${after} KiB`,
      },
      {
        what: "messages delivered",
        value: chat.delivered,
        unit: "",
        note: `${messages} at ${rate} a second, none missed; ${busy}`,
      },
      { what: "CPU a delivered message", value: chat.us, unit: "µs", note: "" },
      { what: "chat p99", value: p99, unit: "ms", note: `p50 ${p50.toFixed(0)} ms` },
    ];
    printFigures(figures);
    return figures;
  } finally {
    audience?.leave();
    gateway.stop();
  }
}
