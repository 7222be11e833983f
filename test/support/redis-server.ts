// A real Redis for tests: an own, empty server on a free port, which may be killed.
//
// Only where no program is installed, the server that REDIS_URL names is used: one of its databases,
// emptied first. Tests that kill their server fail there, and say why.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

const READY_MS = 15_000;

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Of the server that runs now; another after `restart`. */
  readonly pid: number;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts again on the same port; with `aof` the data are there again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Append-only file: what was answered survives kill -9. */
  readonly aof?: boolean;
}

/** Path of redis-server (or valkey-server). Errors: when there is none. */
export function redisProgram(): string {
  const found = findRedisProgram();
  if (found === undefined) throw new Error("Redis is missing: apt-get install redis-server");
  return found;
}

export function findRedisProgram(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/bin", "/usr/local/bin"];
  const programs = folders
    .filter((folder) => folder !== "")
    .flatMap((folder) => [join(folder, "redis-server"), join(folder, "valkey-server")]);
  return programs.find((program) => existsSync(program));
}

export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const named = process.env["REDIS_URL"];
  if (findRedisProgram() === undefined && named) return useServer(named);
  const program = redisProgram();
  const folder = await mkdtemp(join(tmpdir(), "weir-redis-"));
  const port = await freePort();
  const durability = options.aof === true ? ["--appendonly", "yes", "--appendfsync", "always"] : [];
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];

  async function start(): Promise<ChildProcess> {
    const child = spawn(program, [...settings, ...durability], { stdio: "ignore" });
    await untilReady(port, child);
    return child;
  }

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  let child = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    kill: () => end("SIGKILL"),
    async restart() {
      await end("SIGTERM");
      child = await start();
    },
    async stop() {
      await end("SIGKILL");
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function useServer(named: string): Promise<RedisServer> {
  const url = new URL(named);
  // One database a worker: two test files run at the same time.
  url.pathname = `/${process.env["VITEST_POOL_ID"] ?? "1"}`;
  const connection = new Redis(url.href);
  await connection.flushdb();
  connection.disconnect();
  const notOurs = async () => {
    throw new Error("REDIS_URL's server is not the test's own: apt-get install redis-server");
  };
  const port = Number(url.port) || 6_379;
  return { url: url.href, port, pid: 0, kill: notOurs, restart: notOurs, stop: async () => {} };
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!(await answersPing(port))) {
    if (child.exitCode !== null) throw new Error("redis-server did not start");
    if (Date.now() > deadline) throw new Error("redis-server is not ready");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A server that still reads its file answers `-LOADING`, which is not ready. */
async function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    const tell = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.once("error", () => tell(false));
    socket.once("data", (data) => tell(data.toString().startsWith("+PONG")));
    socket.write("PING\r\n");
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
