// Compiles policies in a thread of their own: no message and no call waits for it.
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { AppError } from "../domain/errors.ts";
import type { PolicySource } from "../domain/ports/bus.ts";
import { runnable } from "../policy/compile.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { policyVersion } from "../policy/version.ts";
import type { CheckedPolicy } from "./compiled-policies.ts";
import { keepPolicy, keptPolicy } from "./compiled-policies.ts";
import { unpackPlan } from "./packed-policy.ts";

const WORKER_FILE = fileURLToPath(new URL("./policy-worker.js", import.meta.url));
/** The largest policy takes seconds; a thread that takes longer is stuck. */
const MOST_MS = 60_000;

type Answer =
  | { readonly ok: true; readonly plan: Uint8Array }
  | Extract<CheckedPolicy, { readonly ok: false }>;

/**
 * As `checkPolicy`, without blocking for longer than some 50 ms.
 * Errors: AppError `policy_not_compiled` when the thread failed.
 */
export async function checkPolicyAside(files: PolicySource["files"]): Promise<CheckedPolicy> {
  const version = policyVersion(files);
  const kept = keptPolicy(version);
  if (kept !== undefined) return { ok: true, compiled: kept };
  const answer = await askWorker(files);
  if (!answer.ok) return answer;
  const compiled = runnable(unpackPlan(answer.plan));
  await finishPatterns(compiled);
  keepPolicy(version, compiled);
  return { ok: true, compiled };
}

/** Compiles what is left of a policy's patterns, a few milliseconds at a time. */
export async function finishPatterns({ patterns }: CompiledPolicy): Promise<void> {
  while (patterns.compileNext()) await setImmediate();
}

function askWorker(files: PolicySource["files"]): Promise<Answer> {
  const worker = new Worker(WORKER_FILE, { workerData: { files } });
  return new Promise<Answer>((resolve, reject) => {
    const failed = (cause: unknown): void => {
      reject(new AppError("policy_not_compiled", "The policy could not be compiled.", { cause }));
    };
    const timer = setTimeout(() => failed(new Error(`no answer in ${MOST_MS} ms`)), MOST_MS);
    worker.once("message", resolve);
    worker.once("error", failed);
    worker.once("exit", (code) => failed(new Error(`the thread ended with ${code}`)));
    worker.once("exit", () => clearTimeout(timer));
  }).finally(() => worker.terminate());
}
