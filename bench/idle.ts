// What waiting costs: from `weir start` to ready, and the gateway's memory an idle connection.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { handshake } from "./load/handshake.ts";
import { WebSocket } from "ws";
import { freePort, gatewayProgram, startWeirGateway } from "./load/weir-gateway.ts";

const STARTS = 5;
const CONNECTIONS = 9_000;
/** Opened before the first reading: what the first connections allocate is not theirs alone. */
const WARM = 500;
const AT_ONCE = 50;
const SETTLE_MS = 5_000;

interface IdleRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly spread: string;
}

/** @returns a row a figure */
export async function run(): Promise<readonly IdleRow[]> {
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
    await idleMemory(program),
  ];
  for (const { what, value, unit, spread } of rows) {
    console.log(`${what.padEnd(52)} ${value.toFixed(2)} ${unit}  [${spread}]`);
  }
  return rows;
}

async function timeStart(program: string): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), "weir-bench-"));
  const args = [program, "start", "--port", "0", "--console-port", "0", "--data", data];
  const begunAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  await untilSaid(child, "Ready in");
  const seconds = (performance.now() - begunAt) / 1_000;
  child.kill("SIGTERM");
  await once(child, "exit");
  rmSync(data, { recursive: true, force: true });
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

async function idleMemory(program: string): Promise<IdleRow> {
  const inspectPort = await freePort();
  const gateway = await startWeirGateway(program, [`--inspect=127.0.0.1:${inspectPort}`]);
  const sockets: Socket[] = [];
  const openTo = async (count: number): Promise<number> => {
    while (sockets.length < count) {
      const batch = Array.from({ length: AT_ONCE }, (_, index) => {
        return openIdle(gateway.port, gateway.path(`u_${sockets.length + index}`, "viewer"));
      });
      sockets.push(...(await Promise.all(batch)));
    }
    // Handshakes' garbage is not the connections': it goes before the reading.
    await new Promise((done) => setTimeout(done, SETTLE_MS));
    await collectGarbage(inspectPort);
    return rssKib(gateway.pid);
  };
  const before = await openTo(WARM);
  const after = await openTo(CONNECTIONS);
  for (const socket of sockets) socket.destroy();
  gateway.stop();
  return {
    what: "gateway's memory an idle connection (RSS after GC)",
    value: (after - before) / (CONNECTIONS - WARM),
    unit: "KiB",
    spread: `${WARM} to ${CONNECTIONS} connections, ${before} to ${after} KiB`,
  };
}

/** Resolves with the welcome's first bytes. */
function openIdle(port: number, path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(handshake(path)));
    socket.once("data", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Through Node's inspector, so that the gateway runs as it is. */
async function collectGarbage(inspectPort: number): Promise<void> {
  const targets = await fetch(`http://127.0.0.1:${inspectPort}/json`);
  // Node's own list: one target, the process.
  const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[];
  const inspector = new WebSocket(target?.webSocketDebuggerUrl ?? "");
  await once(inspector, "open");
  inspector.send(JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" }));
  await once(inspector, "message");
  inspector.close();
}

function rssKib(pid: number): number {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1] ?? 0);
}
