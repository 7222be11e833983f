// The built gateway as its users run it, and the tokens that open its room.
import { createHmac, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { freePort, startServer } from "./server-process.ts";
import { removeFolder, temporaryFolder } from "./temporary-folder.ts";

const READY_MS = 30_000;
const ROOM = "bench";

export interface WeirGateway {
  readonly port: number;
  readonly pid: number;
  /** Request target for a user of the room. */
  path(user: string, role: "viewer" | "seller"): string;
  stop(): void;
}

export interface GatewayOptions {
  /** For Node itself, such as `--inspect=...`. */
  readonly nodeFlags?: readonly string[];
  readonly core?: number;
  /** More than one: a supervisor and so many gateways on the port; `pid` is the supervisor's. */
  readonly shards?: number;
  /** Settings beside, or instead of, sampling off and a secret of the run's own. */
  readonly settings?: { readonly [name: string]: string };
}

/** Undefined when there is no build. */
export function gatewayProgram(): string | undefined {
  const program = resolve("dist/cli/main.js");
  return existsSync(program) ? program : undefined;
}

/**
 * With the shipped policy and the default limits; only sampling is off, so that every message goes
 * to every viewer.
 */
export async function startWeirGateway(
  program: string,
  options: GatewayOptions = {},
): Promise<WeirGateway> {
  const { nodeFlags = [], core, shards = 1, settings = {} } = options;
  const port = await freePort();
  const data = temporaryFolder();
  const role = shards > 1 ? "all" : "gateway";
  const ports = ["--port", `${port}`, "--console-port", "0", "--shards", `${shards}`];
  const args = [...nodeFlags, program, "start", "--role", role, ...ports, "--data", data];
  const env = {
    WEIR_JWT_SECRET: randomBytes(32).toString("hex"),
    WEIR_READABLE_RATE: "0",
    WEIR_LOG: "error",
    ...settings,
  };
  const child = startServer(process.execPath, args, core === undefined ? { env } : { core, env });
  child.once("exit", () => removeFolder(data));
  await untilReady(port, child);
  return {
    port,
    pid: child.pid ?? 0,
    path: (user, as) => `/v1/rooms/${ROOM}/chat?token=${token(env.WEIR_JWT_SECRET, user, as)}`,
    stop: () => void child.kill("SIGTERM"),
  };
}

function token(secret: string, user: string, role: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { sub: user, name: user, room: ROOM, role, iat: now, exp: now + 86_400 };
  const text = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    if (child.exitCode !== null) throw new Error("the gateway ended while starting");
    if (Date.now() > deadline) throw new Error("the gateway is not ready");
    await new Promise((done) => setTimeout(done, 50));
  }
}
