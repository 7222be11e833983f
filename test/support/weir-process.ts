// A real `weir start` for tests: the built command line in a process of its own, with its own data folder.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { policyFolder } from "./small-policy.ts";
import { TEST_SECRET } from "./tokens.ts";

export const CLI = resolve(import.meta.dirname, "../../dist/cli/main.js");
/** For `policy`: nothing is said of a policy, as a new user starts it. */
export const SHIPPED = "shipped";
/** A policy that was not compiled with Weir takes some fifteen seconds, more beside others. */
const START_MS = 120_000;
/** PROTOCOL: a graceful stop takes 5 s at most. */
const STOP_MS = 5_000;

export interface WeirOptions {
  readonly args?: readonly string[];
  readonly env?: { readonly [name: string]: string };
  /** A folder, or SHIPPED; without it a small policy. */
  readonly policy?: string;
  /** Kept between two starts of the same service. */
  readonly dataDir?: string;
  readonly port?: number;
  readonly consolePort?: number;
}

export interface WeirProcess {
  readonly pid: number;
  readonly port: number;
  readonly consolePort: number;
  readonly dataDir: string;
  /** What it printed for the person at the terminal. */
  readonly stdout: string;
  readonly stderr: () => string;
  /** Children of the supervisor by name, from the kernel's process table. */
  childPids(): readonly number[];
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL to the supervisor alone. */
  kill(): Promise<void>;
}

export async function startWeir(options: WeirOptions = {}): Promise<WeirProcess> {
  const port = options.port ?? (await freePort());
  const consolePort = options.consolePort ?? (await freePort());
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "weir-test-"));
  const child = spawn(
    process.execPath,
    [
      CLI,
      "start",
      "--port",
      `${port}`,
      "--console-port",
      `${consolePort}`,
      "--data",
      dataDir,
      ...(options.args ?? []),
    ],
    {
      cwd: dataDir,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: dataDir,
        WEIR_JWT_SECRET: new TextDecoder().decode(TEST_SECRET),
        WEIR_MAX_CONNECTIONS_PER_ADDRESS: "0",
        WEIR_MAX_HANDSHAKES_PER_ADDRESS: "0",
        ...policySetting(options.policy),
        ...options.env,
      },
    },
  );
  const output = { stdout: "", stderr: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
    // For whoever looks into a failing test.
    if (process.env["WEIR_TEST_LOG"] !== undefined) process.stderr.write(text);
  });
  child.stdout.setEncoding("utf8");
  await untilReady(child, output);
  const pid = child.pid ?? 0;
  return {
    pid,
    port,
    consolePort,
    dataDir,
    stdout: output.stdout,
    stderr: () => output.stderr,
    childPids: () => childrenOf(pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill("SIGTERM");
      await once(child, "exit");
      return child.exitCode;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** SIGTERM. @returns its exit code. Errors: when it takes longer than it may. */
export async function stopInTime(weir: WeirProcess): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`still there after ${STOP_MS} ms`);
    timer = setTimeout(() => reject(error), STOP_MS);
  });
  try {
    return await Promise.race([weir.stop(), late]);
  } finally {
    clearTimeout(timer);
  }
}

let small: string | undefined;

function policySetting(policy?: string): { readonly [name: string]: string } {
  if (policy === SHIPPED) return {};
  small ??= policyFolder();
  return { WEIR_POLICY: policy ?? small };
}

function untilReady(
  child: ChildProcess,
  output: { stdout: string; stderr: string },
): Promise<void> {
  return new Promise((resolvePromise, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`not ready in ${START_MS} ms\n${output.stdout}\n${output.stderr}`));
    }, START_MS);
    child.stdout?.on("data", (text: string) => {
      output.stdout += text;
      if (!/^Ready in /m.test(output.stdout)) return;
      clearTimeout(timer);
      resolvePromise();
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code}\n${output.stdout}\n${output.stderr}`));
    });
  });
}

/** A call that is expected to fail: its exit code and what it said. It runs in its data folder. */
export async function failToStart(
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
  dataDir = mkdtempSync(join(tmpdir(), "weir-test-")),
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: dataDir,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: dataDir,
      WEIR_DATA_DIR: dataDir,
      ...policySetting(),
      ...env,
    },
    timeout: START_MS,
    killSignal: "SIGKILL",
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  await once(child, "close");
  return { code: child.exitCode, stderr };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text
    .trim()
    .split(" ")
    .filter((item) => item !== "")
    .map(Number);
}

/** The role of a child, from the order in its environment: `gateway-1`, `backoffice`, `demo`. */
export function childNamed(weir: WeirProcess, name: string): number {
  const found = weir.childPids().find((pid) => {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
    return environment.includes(`"name":"${name}"`);
  });
  if (found === undefined) throw new Error(`no child ${name}`);
  return found;
}

/** Resolves when the process is gone from the table. */
export async function untilGone(pid: number, deadlineMs = 10_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (isAlive(pid)) {
    if (Date.now() > end) throw new Error(`${pid} is still there`);
    await new Promise((resolveWait) => setTimeout(resolveWait, 25));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
