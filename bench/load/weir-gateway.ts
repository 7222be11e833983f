// The built gateway as its users run it, alone in a process, and the tokens that open its room.
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const READY_MS = 20_000;
const ROOM = "bench";

export interface WeirGateway {
  readonly port: number;
  readonly pid: number;
  /** Request target for a user of the room. */
  path(user: string, role: "viewer" | "seller"): string;
  stop(): void;
}

/** Undefined when there is no build. */
export function gatewayProgram(): string | undefined {
  const program = resolve("dist/cli/main.js");
  return existsSync(program) ? program : undefined;
}

/**
 * Sampling and limits an address are off: every message goes to every viewer.
 * @param nodeFlags for Node itself, such as `--inspect=...`
 */
export async function startWeirGateway(
  program: string,
  nodeFlags: readonly string[] = [],
): Promise<WeirGateway> {
  const secret = randomBytes(32).toString("hex");
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), "weir-bench-"));
  const command = [program, "start", "--role", "gateway", "--port", `${port}`, "--data", data];
  const args = [...nodeFlags, ...command];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"] ?? "",
      WEIR_JWT_SECRET: secret,
      WEIR_READABLE_RATE: "0",
      WEIR_MAX_CONNECTIONS_PER_ADDRESS: "0",
      WEIR_MAX_HANDSHAKES_PER_ADDRESS: "0",
      WEIR_LOG: "error",
    },
  });
  child.once("exit", () => rmSync(data, { recursive: true, force: true }));
  await untilReady(port, child);
  return {
    port,
    pid: child.pid ?? 0,
    path: (user, role) => `/v1/rooms/${ROOM}/chat?token=${token(secret, user, role)}`,
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

export function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = address === null || typeof address === "string" ? 0 : address.port;
      probe.close(() => done(port));
    });
  });
}
