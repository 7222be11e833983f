// A join storm: how fast one gateway lets viewers in, and what those who chat meanwhile notice.
// Bare uWebSockets.js takes the same storm: what it cannot take, the load could not bring either.
import { parseArgs } from "node:util";
import { Audience } from "./load/audience.ts";
import { type Figure, percent, printFigures } from "./load/figures.ts";
import { type Flow, flow } from "./load/flow.ts";
import { atPercentile, merged } from "./load/histograms.ts";
import { cpuNs } from "./load/process-cpu.ts";
import { goAhead } from "./load/server-process.ts";
import { type Peer, PEERS } from "./peers/peers.ts";

/** Those who are there already, and chat. */
const CHATTING = 300;
const SPEAKERS = 40;
const CHAT_PER_SECOND = 4;
const KNOCKING_AT_ONCE = 400;

/** @returns rows of Weir's and of uWebSockets.js. Errors: a viewer refused, a message missed */
export async function run(args: readonly string[]): Promise<readonly Figure[]> {
  goAhead();
  const { values } = parseArgs({
    args: [...args],
    options: { viewers: { type: "string", default: "10000" } },
  });
  const figures: Figure[] = [];
  for (const peer of PEERS) {
    if (peer.name !== "weir" && peer.name !== "uws") continue;
    figures.push(...(await storm(peer, Number(values.viewers))));
  }
  printFigures(figures);
  return figures;
}

async function storm(peer: Peer, viewers: number): Promise<readonly Figure[]> {
  const running = await peer.start();
  if (typeof running === "string") throw new Error(`${peer.name}: ${running}`);
  const { pid, port } = running;
  const { dialect } = peer;
  const audiences: Audience[] = [];
  const enter = async (first: number, count: number, speakers: number): Promise<Audience> => {
    const paths = Array.from({ length: count }, (_, index) => running.path(first + index));
    const options = { port, dialect, paths, speakers, first, atOnce: KNOCKING_AT_ONCE };
    const audience = await Audience.join(options);
    audiences.push(audience);
    return audience;
  };
  try {
    const chatting = await enter(0, CHATTING, SPEAKERS);
    const chat = { audiences: [chatting], pids: [pid], rate: CHAT_PER_SECOND };
    await flow({ ...chat, messages: CHAT_PER_SECOND });
    const paths = viewers;
    let isOver = false;
    const cpuBefore = cpuNs(pid);
    const begunAt = performance.now();
    let seconds = 0;
    let cpu = 0;
    const storming = enter(CHATTING, paths, 0).then((audience) => {
      // The crowd's own start and the list of paths are not the gateway's.
      seconds = audience.joinedMs / 1_000;
      cpu = cpuNs(pid) - cpuBefore;
      isOver = true;
      return audience;
    });
    const heard: Flow[] = [];
    while (!isOver) heard.push(await flow({ ...chat, messages: CHAT_PER_SECOND }));
    const stormers = await storming;
    const wall = (performance.now() - begunAt) / 1_000;
    const latency = merged(heard.map((one) => one.latency));
    const loadBusy = stormers.cpuNs() / 1e9 / wall;
    const [p50, p99] = [atPercentile(latency, 50), atPercentile(latency, 99)];
    const { open } = await stormers.count();
    const title = peer.title;
    const beside = `${open} of ${viewers} in after ${seconds.toFixed(1)} s; load ${percent(loadBusy)} of its core`;
    return [
      { what: `joins a second: ${title}`, value: viewers / seconds, unit: "", note: beside },
      {
        what: `CPU a join: ${title}`,
        value: cpu / 1e3 / viewers,
        unit: "µs",
        note: "chat included",
      },
      {
        what: `chat meanwhile, p99: ${title}`,
        value: p99,
        unit: "ms",
        note: `p50 ${p50.toFixed(1)} ms`,
      },
    ];
  } finally {
    for (const audience of audiences) audience.leave();
    running.stop();
  }
}
