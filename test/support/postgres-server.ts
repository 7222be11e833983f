// A real Postgres for tests: the one that DATABASE_URL names, else an own server on a free port.
import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);
const READY_MS = 30_000;

export interface PostgresServer {
  /** `postgres://...` of a database that may be used; better: one's own by `createDatabase`. */
  readonly url: string;
  /** A new, empty database. @returns its URL; dropped at `stop` where the server is not ours. */
  createDatabase(): Promise<string>;
  /** kill -9 of the server and all it forked. Only an own server. */
  kill(): Promise<void>;
  /** Starts again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Never DATABASE_URL's server: the test is going to kill it. */
  readonly own?: boolean;
}

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const url = process.env["DATABASE_URL"];
  return url !== undefined && options.own !== true ? useServer(url) : startOwnServer();
}

/** Folder of Postgres' programs, the newest version. Errors: when there is none. */
export function postgresPrograms(): string {
  const found = findPostgresPrograms();
  if (found === undefined) throw new Error("Postgres is missing: apt-get install postgresql");
  return found;
}

export function findPostgresPrograms(): string | undefined {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root)
    ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a))
    : [];
  const folders = [...versions.map((version) => join(root, version, "bin")), ...pathFolders()];
  return folders.find((folder) => existsSync(join(folder, "initdb")));
}

function pathFolders(): readonly string[] {
  return (process.env["PATH"] ?? "").split(":").filter((folder) => folder !== "");
}

async function startOwnServer(): Promise<PostgresServer> {
  const programs = postgresPrograms();
  const owner = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), "weir-postgres-"));
  if (owner.uid !== undefined) await chown(folder, owner.uid, owner.gid ?? owner.uid);
  const data = join(folder, "data");
  const identity = { ...owner, cwd: folder };
  await run(
    join(programs, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    identity,
  );
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  // -F: no durability against a power cut, which no test can cause. Commits stay synchronous:
  // without that, kill -9 loses what was answered.
  const settings = ["-F", "-c", "max_connections=60"];
  const where = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder];

  async function start(): Promise<ChildProcess> {
    const child = spawn(join(programs, "postgres"), [...where, ...settings], {
      ...identity,
      stdio: "ignore",
    });
    await untilReady(url, child);
    return child;
  }

  async function end(signal: "SIGQUIT" | "SIGKILL"): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  let child = await start();
  return {
    url,
    createDatabase: () => createDatabase(url),
    kill: () => end("SIGKILL"),
    async restart() {
      await end("SIGQUIT");
      await untilPortIsFree(port);
      child = await start();
    },
    async stop() {
      await end("SIGQUIT");
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Postgres refuses to run as root; Debian's package makes a user for it. */
async function serverUser(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
  );
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

async function useServer(url: string): Promise<PostgresServer> {
  const made: string[] = [];
  const notOurs = async () => {
    throw new Error("this server is not the test's own: startPostgres({ own: true })");
  };
  return {
    url,
    async createDatabase() {
      const own = await createDatabase(url);
      made.push(own);
      return own;
    },
    kill: notOurs,
    restart: notOurs,
    async stop() {
      for (const own of made) {
        const name = new URL(own).pathname.slice(1);
        await command(url, `drop database if exists ${name} with (force)`);
      }
    },
  };
}

async function createDatabase(url: string): Promise<string> {
  const name = `weir_test_${randomBytes(6).toString("hex")}`;
  await command(url, `create database ${name} template template0 encoding 'UTF8'`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

async function command(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    try {
      await command(url, "select 1");
      return;
    } catch (cause) {
      if (child.exitCode !== null) throw new Error("postgres did not start", { cause });
      if (Date.now() > deadline) throw new Error("postgres is not ready", { cause });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
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

/** Processes that a killed server forked end by themselves, a little later. */
async function untilPortIsFree(port: number): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (isFree) return;
    if (Date.now() > deadline) throw new Error(`port ${port} stays taken`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
