// The operator's rules: a pattern, conditions on role and signals, or both.
import type { Span } from "../domain/verdict.ts";
import type { Condition } from "../policy/spec.ts";
import { isExemptFrom } from "./exempt.ts";
import type { Finding, Phase, PhaseContext } from "./phase.ts";
import { isSignalTrue } from "./signals.ts";
import { mergeSpans } from "./spans.ts";

export const rulesPhase: Phase = {
  name: "rules",
  run(context) {
    let findings: Finding[] | undefined;
    for (const { rule, pattern, consequence } of context.policy.rules) {
      if (pattern !== -1 && !context.matched.includes(pattern)) continue;
      if (context.isExempt && isExemptFrom(consequence.category)) continue;
      if (rule.when !== null && !holds(rule.when, context)) continue;
      if (rule.unless !== null && holds(rule.unless, context)) continue;
      const spans = pattern === -1 ? [] : spansOf(context, pattern);
      (findings ??= []).push({ consequence, spans });
    }
    return findings === undefined ? undefined : { kind: "findings", findings };
  },
};

/** All of what the condition names must be so; an empty condition holds. */
function holds(condition: Condition, context: PhaseContext): boolean {
  if (condition.role !== undefined && !condition.role.includes(context.input.user.role)) {
    return false;
  }
  return (condition.signals ?? []).every((test) => isSignalTrue(test, context));
}

function spansOf(context: PhaseContext, pattern: number): Span[] {
  const { starts, ends } = context.folded;
  const pairs: number[] = [];
  context.policy.patterns.each(pattern, context.string(), (start, end) => {
    if (end > start) pairs.push(starts[start] ?? 0, ends[end - 1] ?? 0);
  });
  return mergeSpans(pairs);
}
