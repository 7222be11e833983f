// Servers under load: started on a core of their own, found ready by their port, ended by their id.
//
// Why a core: the server gets one, the load the rest, and neither is measured waiting for the other.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { constants, cpus, setPriority } from "node:os";
import { delimiter, join } from "node:path";

const READY_MS = 20_000;
/** What Node says when its memory is read. */
const INSPECTOR = /^(Debugger |For help, see: https:\/\/nodejs)/;
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/** Where a program is; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** @param core undefined, one core in the machine, or no `taskset`: wherever the kernel puts it */
export function startServer(
  command: string,
  args: readonly string[],
  { core, env = {} }: { readonly core?: number; readonly env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  const taskset = findProgram("taskset");
  const isPinned = core !== undefined && taskset !== undefined && cpus().length > 1;
  const [program, ...rest] = isPinned
    ? [taskset, "-c", `${core}`, command, ...args]
    : [command, ...args];
  const server = spawn(program ?? command, rest, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"], ...env },
  });
  hurry(server.pid);
  server.stderr?.on("data", (text: Buffer) => {
    const lines = text.toString().split("\n");
    for (const line of lines) if (line !== "" && !INSPECTOR.test(line)) console.error(line);
  });
  return server;
}

/** Ahead of the machine's other work, where that is allowed: servers and load alike. */
function hurry(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_HIGHEST);
  } catch {
    // Not root: as good as it gets.
  }
}

/** Keeps a process that runs already, and all its threads, on the cores, such as `1` or `1-3`. */
export function pin(pid: number, coreList: string): void {
  hurry(pid);
  const taskset = findProgram("taskset");
  if (taskset === undefined || cpus().length < 2) return;
  spawnSync(taskset, ["-a", "-p", "-c", coreList, `${pid}`], { stdio: "ignore" });
}

/** The cores that servers leave to the load. */
export function loadCores(): string {
  return cpus().length > 2 ? `1-${cpus().length - 1}` : "1";
}

/** Errors: the server ended, or nobody listens within 20 s. */
export async function untilListening(port: number, server: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!(await isListening(port))) {
    if (server.exitCode !== null)
      throw new Error(`the server ended: ${server.spawnargs.join(" ")}`);
    if (performance.now() > deadline) throw new Error(`no server: ${server.spawnargs.join(" ")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = address === null || typeof address === "string" ? 0 : address.port;
      probe.close(() => resolve(port));
    });
  });
}
