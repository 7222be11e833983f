// What waiting costs: from `weir start` to ready, and an idle connection's memory.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Audience } from "./load/audience.ts";
import { collectGarbage, rssKib } from "./load/process-memory.ts";
import { endWithRun, goAhead } from "./load/server-process.ts";
import { removeFolder, temporaryFolder } from "./load/temporary-folder.ts";
import { gatewayProgram } from "./load/weir-gateway.ts";
import { PEERS } from "./peers/peers.ts";

const STARTS = 5;
const CONNECTIONS = 10_000;
/** Opened before the first reading: what the first connections allocate is not theirs alone. */
const WARM = 500;
const SETTLE_MS = 5_000;

interface IdleRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly spread: string;
}

/** @returns a row a figure */
export async function run(): Promise<readonly IdleRow[]> {
  goAhead();
  const program = gatewayProgram();
  if (program === undefined) throw new Error("there is no build: npm run build");
  const starts: number[] = [];
  for (let count = 0; count < STARTS; count += 1) starts.push(await timeStart(program));
  starts.sort((a, b) => a - b);
  const rows: IdleRow[] = [
    {
      what: "start to ready (supervisor, gateway, backoffice)",
      value: starts[Math.floor(STARTS / 2)] ?? 0,
      unit: "s",
      spread: `${starts[0]?.toFixed(2) ?? ""}-${starts.at(-1)?.toFixed(2) ?? ""}`,
    },
    ...(await idleMemory()),
  ];
  for (const { what, value, unit, spread } of rows) {
    console.log(`${what.padEnd(52)} ${value.toFixed(2)} ${unit}  [${spread}]`);
  }
  return rows;
}

async function timeStart(program: string): Promise<number> {
  const data = temporaryFolder();
  const args = [program, "start", "--port", "0", "--console-port", "0", "--data", data];
  const begunAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  endWithRun(child);
  await untilSaid(child, "Ready in");
  const seconds = (performance.now() - begunAt) / 1_000;
  child.kill("SIGTERM");
  await once(child, "exit");
  removeFolder(data);
  return seconds;
}

function untilSaid(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (text: Buffer) => {
      if (text.toString().includes(words)) resolve();
    });
    child.once("exit", () => reject(new Error("weir ended while starting")));
  });
}

/** The same number of viewers in a room of Weir's and of bare uWebSockets.js. */
async function idleMemory(): Promise<readonly IdleRow[]> {
  const rows: IdleRow[] = [];
  for (const name of ["weir", "uws"]) {
    const peer = PEERS.find((one) => one.name === name);
    const running = await peer?.start();
    if (typeof running === "string") throw new Error(`${name}: ${running}`);
    if (peer === undefined || running === undefined) throw new Error(`no such peer: ${name}`);
    const audiences: Audience[] = [];
    const openMore = async (count: number): Promise<number> => {
      const first = audiences.reduce((sum, { size }) => sum + size, 0);
      const paths = Array.from({ length: count }, (_, index) => running.path(first + index));
      const { port } = running;
      const { dialect } = peer;
      audiences.push(await Audience.join({ port, dialect, paths, speakers: 0, first }));
      // Handshakes' garbage is not the connections': it goes before the reading.
      await new Promise((done) => setTimeout(done, SETTLE_MS));
      await collectGarbage(running.inspectPort ?? 0);
      return rssKib(running.pid);
    };
    try {
      const before = await openMore(WARM);
      const after = await openMore(CONNECTIONS - WARM);
      rows.push({
        what: `memory an idle connection (RSS after GC): ${peer.title}`,
        value: (after - before) / (CONNECTIONS - WARM),
        unit: "KiB",
        spread: `${WARM} to ${CONNECTIONS} connections, ${before} to ${after} KiB`,
      });
    } finally {
      for (const audience of audiences) audience.leave();
      running.stop();
    }
  }
  return rows;
}
