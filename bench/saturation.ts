// How large a busy room one gateway carries, and how late messages are at 70 % of that.
//
// Cost is set by writes, and a busy room is written to at most twenty times a second, so it is
// viewers that saturate a core, not messages: the room grows until it is not served in time.
import { parseArgs } from "node:util";
import { Audience } from "./load/audience.ts";
import { type Figure, percent, printFigures } from "./load/figures.ts";
import { type Flow, flow } from "./load/flow.ts";
import { atPercentile, merged } from "./load/histograms.ts";
import { goAhead } from "./load/server-process.ts";
import { PEERS, type RunningPeer } from "./peers/peers.ts";

const SHARE = 0.7;
const SPEAKERS_PER_RATE = 1.25;
/** Later than this and the room is not served in time. */
const LATE_MS = 250;
const STRETCH_SECONDS = 2;
const STRETCHES = 4;
const MOST_VIEWERS = 16_000;

/** @returns a row a figure. Errors: a message missed */
export async function run(args: readonly string[]): Promise<readonly Figure[]> {
  goAhead();
  const { values } = parseArgs({
    args: [...args],
    options: {
      rate: { type: "string", default: "100" },
      from: { type: "string", default: "2000" },
      step: { type: "string", default: "1000" },
    },
  });
  const rate = Number(values.rate);
  const step = Number(values.step);
  const { viewers, at } = await grow(rate, Number(values.from), step);
  const target = Math.floor(viewers * SHARE);
  const held = await withRoom(async (running, join) => {
    const audience = await join(0, target, rate);
    await stretch(running, [audience], rate);
    const flows: Flow[] = [];
    for (let round = 0; round < STRETCHES; round += 1) {
      flows.push(await stretch(running, [audience], rate));
    }
    return flows;
  });
  const latency = merged(held.map((one) => one.latency));
  const p99s = held.map((one) => atPercentile(one.latency, 99).toFixed(0)).join(", ");
  const busy = held.map((one) => percent(one.serverBusy)).join(", ");
  const p99 = atPercentile(latency, 99);
  const figures: readonly Figure[] = [
    {
      what: `viewers that one core serves in time at ${rate} messages a second`,
      value: viewers,
      unit: "",
      note: `server ${percent(at.serverBusy)}, load ${percent(at.loadBusy)} of a core each; steps of ${step}`,
    },
    {
      what: "delivered messages a second then",
      value: viewers * rate,
      unit: "",
      note: `${at.us.toFixed(2)} µs each`,
    },
    {
      what: `p99 with ${target} viewers (70 %)`,
      value: p99,
      unit: "ms",
      note: `each stretch ${p99s} ms; p50 ${atPercentile(latency, 50).toFixed(0)} ms; server ${busy}`,
    },
  ];
  printFigures(figures);
  return figures;
}

type Join = (first: number, count: number, rate: number) => Promise<Audience>;

/** The largest room that is served in time, and how it was. */
function grow(
  rate: number,
  from: number,
  step: number,
): Promise<{ readonly viewers: number; readonly at: Flow }> {
  return withRoom(async (running, join) => {
    const audiences = [await join(0, from, rate)];
    await stretch(running, audiences, rate);
    let viewers = from;
    let at = await stretch(running, audiences, rate);
    if (isLate(at)) throw new Error(`--from: ${from} viewers are too many already`);
    while (viewers < MOST_VIEWERS) {
      audiences.push(await join(viewers, step, 0));
      const next = await stretch(running, audiences, rate);
      if (isLate(next)) break;
      viewers += step;
      at = next;
    }
    return { viewers, at };
  });
}

function isLate({ drainMs, latency }: Flow): boolean {
  return drainMs > LATE_MS || atPercentile(latency, 99) > LATE_MS;
}

function stretch(
  { pid }: RunningPeer,
  audiences: readonly Audience[],
  rate: number,
): Promise<Flow> {
  return flow({ audiences, pids: [pid], rate, messages: rate * STRETCH_SECONDS });
}

async function withRoom<T>(use: (running: RunningPeer, join: Join) => Promise<T>): Promise<T> {
  const peer = PEERS.find(({ name }) => name === "weir");
  const running = await peer?.start();
  if (typeof running === "string") throw new Error(running);
  if (peer === undefined || running === undefined) throw new Error("no such peer: weir");
  const audiences: Audience[] = [];
  const join: Join = async (first, count, rate) => {
    const audience = await Audience.join({
      port: running.port,
      dialect: peer.dialect,
      paths: Array.from({ length: count }, (_, index) => running.path(first + index)),
      speakers: Math.ceil(rate * SPEAKERS_PER_RATE),
      first,
      crowds: rate > 0 ? 2 : 1,
    });
    audiences.push(audience);
    return audience;
  };
  try {
    return await use(running, join);
  } finally {
    for (const audience of audiences) audience.leave();
    running.stop();
  }
}
