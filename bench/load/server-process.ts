// Servers under load: started on a core of their own, found ready by their port, ended by their id.
//
// Why a core: the server gets one, the load the rest, and neither is measured waiting for the other.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { cpus } from "node:os";
import { delimiter, join } from "node:path";

const READY_MS = 20_000;
/** What Node says when its memory is read. */
const INSPECTOR = /^(Debugger |For help, see: https:\/\/nodejs)/;
const AHEAD_NICE = -15;
/** Nobody's child outlives the run, however it ends. */
const running = new Set<ChildProcess>();
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
  endWithRun(server);
  server.stderr?.on("data", (text: Buffer) => {
    const lines = text.toString().split("\n");
    for (const line of lines) if (line !== "" && !INSPECTOR.test(line)) console.error(line);
  });
  return server;
}

export function endWithRun(server: ChildProcess): void {
  running.add(server);
  server.once("exit", () => running.delete(server));
}

process.once("exit", () => {
  for (const server of running) server.kill("SIGTERM");
});

/**
 * Puts this process and all it starts ahead of the machine's other work, where that is allowed, until
 * it ends: on a busy machine it is otherwise the neighbours that are measured. A server that waits
 * for its core also finds several messages at once, and looks cheaper than it is.
 */
export function goAhead(): void {
  const tell = (nice: number): void => {
    try {
      // Sessions share the machine as groups first; within one, priorities count.
      writeFileSync("/proc/self/autogroup", `${nice}`);
    } catch {
      // Not root, or no groups: as good as it gets.
    }
  };
  tell(AHEAD_NICE);
  process.once("exit", () => tell(0));
}

/** Keeps a process that runs already, and all its threads, on the cores, such as `1` or `1-3`. */
export function pin(pid: number, coreList: string): void {
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
