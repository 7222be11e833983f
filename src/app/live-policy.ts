// A gateway's policy: the shipped or named folder at the start, then whatever the bus says is in force.
import { AppError } from "../domain/errors.ts";
import type { PolicySource, StateBoard } from "../domain/ports/bus.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { createEngine, type SwappableEngine } from "../engine/engine.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { formatProblems } from "../policy/format-problems.ts";
import { checkPolicy } from "./compiled-policies.ts";
import { warmUp } from "./warm-up.ts";

/** Errors: AppError `policy_invalid` with every problem and its line. */
export function compileSource(source: PolicySource): CompiledPolicy {
  const checked = checkPolicy(source.files);
  if (checked.ok) return checked.compiled;
  throw new AppError("policy_invalid", formatProblems(checked.problems, source.files), {
    facts: { version: source.version, problems: checked.problems.length },
  });
}

function warmed(source: PolicySource): CompiledPolicy {
  const policy = compileSource(source);
  warmUp(policy);
  return policy;
}

/**
 * Makes the engine from the folder's policy and lets it follow the bus. A policy that this version
 * cannot compile is told and left; the one before stays in force.
 */
export async function createLiveEngine(
  folder: PolicySource,
  state: StateBoard,
  logger: Logger,
): Promise<SwappableEngine> {
  const engine = createEngine(warmed(folder));
  await state.watch((key, entry) => {
    if (key !== "policy" || entry?.kind !== "policy") return;
    const { policy } = entry;
    if (policy.version === engine.policyVersion) return;
    try {
      engine.swap(warmed(policy));
      logger.info("policy.swapped", { version: policy.version });
    } catch (error) {
      logger.error("policy.not_swapped", { version: policy.version }, error);
    }
  });
  return engine;
}
