// Policies compiled in this process: the last few are kept, so that a check and a rollback cost nothing twice.
import { AppError } from "../domain/errors.ts";
import type { PolicySource } from "../domain/ports/bus.ts";
import type { PolicyIssue } from "../domain/ports/services.ts";
import { type CompiledPolicy, compilePolicy, runnable } from "../policy/compile.ts";
import { parsePolicy } from "../policy/parse.ts";
import { policyVersion } from "../policy/version.ts";
import { readPackedPlan } from "./packed-policy.ts";

export type CheckedPolicy =
  | { readonly ok: true; readonly compiled: CompiledPolicy }
  | { readonly ok: false; readonly problems: readonly PolicyIssue[] };

/** Some 20 MB each with the shipped lists. */
const KEPT = 3;
/** Oldest use first. */
const compiledByVersion = new Map<string, CompiledPolicy>();

/** @returns a policy that this process has compiled, or that came compiled with the program. */
export function keptPolicy(version: string): CompiledPolicy | undefined {
  const known = compiledByVersion.get(version);
  if (known !== undefined) {
    keepPolicy(version, known);
    return known;
  }
  const plan = readPackedPlan(version);
  if (plan === undefined) return undefined;
  const compiled = runnable(plan);
  keepPolicy(version, compiled);
  return compiled;
}

/**
 * Parses and compiles: what is answered `ok` can run. Blocks for seconds for a large version that is
 * not kept: for starts and threads; others ask compile-aside.ts.
 */
export function checkPolicy(files: PolicySource["files"]): CheckedPolicy {
  const version = policyVersion(files);
  const known = keptPolicy(version);
  if (known !== undefined) return { ok: true, compiled: known };
  const parsed = parsePolicy(files);
  if (!parsed.ok) return parsed;
  try {
    const compiled = compilePolicy(parsed.spec);
    keepPolicy(version, compiled);
    return { ok: true, compiled };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "policy_invalid") throw error;
    return { ok: false, problems: [problemOf(error)] };
  }
}

export function keepPolicy(version: string, compiled: CompiledPolicy): void {
  compiledByVersion.delete(version);
  compiledByVersion.set(version, compiled);
  const [oldest] = compiledByVersion.keys();
  if (compiledByVersion.size > KEPT && oldest !== undefined) compiledByVersion.delete(oldest);
}

function problemOf(error: AppError): PolicyIssue {
  const { file, line } = error.facts;
  return {
    file: typeof file === "string" ? file : "policy.yaml",
    line: typeof line === "number" ? line : 1,
    column: 0,
    message: error.safeText,
    hint: null,
  };
}
