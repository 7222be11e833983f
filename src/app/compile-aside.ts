// Compiles policies in a process of their own: no message and no call waits for it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { AppError } from "../domain/errors.ts";
import type { PolicySource } from "../domain/ports/bus.ts";
import type { PolicyIssue } from "../domain/ports/services.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { runnable } from "../policy/compile.ts";
import { policyVersion } from "../policy/version.ts";
import type { CheckedPolicy } from "./compiled-policies.ts";
import { checkPolicy, keepPolicy, keptPolicy } from "./compiled-policies.ts";
import { unpackPlan } from "./packed-policy.ts";

const COMPILER_FILE = fileURLToPath(new URL("./policy-compiler.js", import.meta.url));
/** The largest policy takes seconds; a process that takes longer is stuck. */
const MOST_MS = 60_000;

/** Policies that wait for their turn: one process at a time, each of some hundred MB. */
const MOST_WAITING = 8;
let line: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * As `checkPolicy`, without blocking for longer than it takes to unpack: a tenth of a second for
 * 50,000 terms. Unbuilt sources have no program to run: they compile here.
 * Errors: AppError `policy_not_compiled` when the process failed or too many wait already.
 */
export async function checkPolicyAside(files: PolicySource["files"]): Promise<CheckedPolicy> {
  if (waiting >= MOST_WAITING) {
    throw new AppError("policy_not_compiled", `${MOST_WAITING} policies are being compiled.`);
  }
  waiting += 1;
  const turn = line.then(() => checkNow(files)).finally(() => (waiting -= 1));
  line = turn.catch(() => undefined);
  return turn;
}

async function checkNow(files: PolicySource["files"]): Promise<CheckedPolicy> {
  const version = policyVersion(files);
  const kept = keptPolicy(version);
  if (kept !== undefined) return { ok: true, compiled: kept };
  if (!existsSync(COMPILER_FILE)) return checkPolicy(files);
  const answer = await askCompiler(files);
  if (answer[0] === 0) {
    // Written by policy-compiler.ts.
    const problems = JSON.parse(answer.toString("utf8", 1)) as readonly PolicyIssue[];
    return { ok: false, problems };
  }
  const compiled = runnable(unpackPlan(answer.subarray(1)));
  await finishPatterns(compiled);
  keepPolicy(version, compiled);
  return { ok: true, compiled };
}

/** Compiles what is left of a policy's patterns, a few milliseconds at a time. */
export async function finishPatterns({ patterns }: CompiledPolicy): Promise<void> {
  while (patterns.compileNext()) await setImmediate();
}

async function askCompiler(files: PolicySource["files"]): Promise<Buffer> {
  const child = spawn(process.execPath, [COMPILER_FILE], {
    stdio: ["pipe", "pipe", "inherit"],
    timeout: MOST_MS,
    killSignal: "SIGKILL",
    env: {},
  });
  // A child that ended early: its exit code tells.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify({ files }));
  try {
    const [answer, [code, signal]] = await Promise.all([buffer(child.stdout), once(child, "exit")]);
    if (code === 0 && answer.length > 0) return answer;
    throw new Error(`the compiler ended with ${String(signal ?? code)}`);
  } catch (cause) {
    throw new AppError("policy_not_compiled", "The policy could not be compiled.", { cause });
  }
}
