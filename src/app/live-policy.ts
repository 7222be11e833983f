// A gateway's policy: the shipped or named folder at the start, then whatever the bus says is in force.
import { AppError } from "../domain/errors.ts";
import type { PolicySource, StateBoard } from "../domain/ports/bus.ts";
import type { PolicyIssue } from "../domain/ports/services.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import { createEngine, type SwappableEngine } from "../engine/engine.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { formatProblems } from "../policy/format-problems.ts";
import { checkPolicyAside, finishPatterns } from "./compile-aside.ts";
import { checkPolicy } from "./compiled-policies.ts";
import { warmUp } from "./warm-up.ts";

/** Errors: AppError `policy_invalid` with every problem and its line. */
export function compileSource(source: PolicySource): CompiledPolicy {
  const checked = checkPolicy(source.files);
  if (checked.ok) return checked.compiled;
  throw invalid(source, checked.problems);
}

function invalid(source: PolicySource, problems: readonly PolicyIssue[]): AppError {
  return new AppError("policy_invalid", formatProblems(problems, source.files), {
    facts: { version: source.version, problems: problems.length },
  });
}

export interface LiveEngine {
  readonly engine: SwappableEngine;
  /** Resolves when the last policy that the bus named so far is in force, or was refused. */
  readonly settled: () => Promise<void>;
}

/**
 * Makes the engine from the folder's policy and lets it follow the bus: a new version is compiled
 * aside and swapped in when it is ready. A policy that this version of Weir cannot compile is told
 * and left; the one before stays in force.
 */
export async function createLiveEngine(
  folder: PolicySource,
  state: StateBoard,
  logger: Logger,
): Promise<LiveEngine> {
  const first = compileSource(folder);
  warmUp(first);
  const engine = createEngine(first);
  let wanted = first.version;
  let following = Promise.resolve();
  const follow = async (policy: PolicySource): Promise<void> => {
    try {
      const checked = await checkPolicyAside(policy.files);
      // A newer one may have come meanwhile.
      if (policy.version !== wanted) return;
      if (!checked.ok) throw invalid(policy, checked.problems);
      engine.swap(checked.compiled);
      logger.info("policy.swapped", { version: policy.version });
    } catch (error) {
      logger.error("policy.not_swapped", { version: policy.version }, error);
    }
  };
  await state.watch((key, entry) => {
    if (key !== "policy" || entry?.kind !== "policy") return;
    const { policy } = entry;
    if (policy.version === wanted) return;
    wanted = policy.version;
    following = following.then(() => follow(policy));
  });
  // What was in force before this process began is in force before its first message.
  await following;
  // What is left costs the first messages that need it a millisecond each: in the background.
  finishPatterns(first).catch((error: unknown) => logger.error("policy.pattern_failed", {}, error));
  return { engine, settled: () => following };
}
