// The operator's rules: a pattern, conditions on role and signals, or both.
import type { Span } from "../domain/verdict.ts";
import type { CompiledRule } from "../policy/compile.ts";
import type { Condition } from "../policy/spec.ts";
import { isExemptFrom } from "./exempt.ts";
import { isFreed } from "./freed.ts";
import type { Finding, Phase, PhaseContext } from "./phase.ts";
import { isSignalTrue } from "./signals.ts";
import { mergeSpans } from "./spans.ts";

export const rulesPhase: Phase = {
  name: "rules",
  run(context) {
    const { matched, policy } = context;
    if (matched.length === 0 && policy.conditionRules.length === 0) return undefined;
    const findings: Finding[] = [];
    for (const [index, pattern] of matched.entries()) {
      addFindings(context, pattern, index < MOST_SPANNED, findings);
    }
    for (const compiled of policy.conditionRules) {
      if (applies(compiled, context)) {
        findings.push({ consequence: compiled.consequence, spans: [] });
      }
    }
    return findings.length === 0 ? undefined : { kind: "findings", findings };
  },
};

/** Patterns whose matches are looked up, at 3 us a match; a text that matches more is all bad. */
const MOST_SPANNED = 6;

function addFindings(
  context: PhaseContext,
  pattern: number,
  isSpanned: boolean,
  findings: Finding[],
): void {
  let spans: Span[] | undefined = isSpanned ? undefined : [];
  for (const compiled of context.policy.patternRules[pattern] ?? []) {
    if (!applies(compiled, context)) continue;
    const { consequence } = compiled;
    spans ??= spansOf(context, pattern);
    const { category } = consequence;
    if (spans.length > 0 && spans.every(([start, end]) => isFreed(context, category, start, end)))
      continue;
    findings.push({ consequence, spans });
  }
}

function applies({ rule, consequence }: CompiledRule, context: PhaseContext): boolean {
  if (context.isExempt && isExemptFrom(consequence.category)) return false;
  if (rule.when !== null && !holds(rule.when, context)) return false;
  return rule.unless === null || !holds(rule.unless, context);
}

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
  context.policy.patterns.each(pattern, context.folded, (start, end) => {
    if (end > start) pairs.push(starts[start] ?? 0, ends[end - 1] ?? 0);
  });
  return mergeSpans(pairs);
}
