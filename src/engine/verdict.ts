// From what was found to the engine's answer: the severest action wins.
import { ACTIONS } from "../domain/verdict.ts";
import type { Action, HoldTerms, Reason, Span, Verdict } from "../domain/verdict.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import type { Finding, Refusal } from "./phase.ts";
import { maskText } from "./masking.ts";
import { mergeSpans } from "./spans.ts";

export function refusalVerdict(refusal: Refusal, policyVersion: string): Verdict {
  const { code, retryAfterMs, reasons } = refusal;
  const verdict: Verdict = { action: "reject", reasons, policyVersion, code };
  return retryAfterMs > 0 ? { ...verdict, retryAfterMs } : verdict;
}

export function verdictOf(
  findings: readonly Finding[],
  text: string,
  policy: CompiledPolicy,
): Verdict {
  const sorted = [...findings].sort(bySeverity);
  const action = sorted[0]?.consequence.action ?? "allow";
  const reasons = sorted.map(reasonOf);
  const verdict = { action, reasons, policyVersion: policy.version };
  switch (action) {
    case "allow":
    case "shadow":
      return verdict;
    case "mask": {
      const spans = sorted
        .filter(({ consequence }) => consequence.action === "mask")
        .flatMap(({ spans: own }): readonly Span[] =>
          own.length === 0 ? [[0, text.length]] : own,
        );
      return { ...verdict, maskedText: maskText(text, mergeSpans(spans.flat())) };
    }
    case "hold":
      return { ...verdict, hold: holdTermsOf(sorted) };
    case "reject": {
      const { perSecond } = policy.spec.limits.user;
      const isFlood = sorted[0]?.consequence.category === "flood";
      return isFlood
        ? { ...verdict, code: "blocked", retryAfterMs: Math.ceil(1_000 / perSecond) }
        : { ...verdict, code: "blocked" };
    }
  }
}

function rank(action: Action): number {
  return ACTIONS.indexOf(action);
}

function bySeverity(a: Finding, b: Finding): number {
  return (
    rank(b.consequence.action) - rank(a.consequence.action) ||
    b.consequence.severity - a.consequence.severity
  );
}

function reasonOf({ consequence, spans, terms, joined }: Finding): Reason {
  const { rule, category, severity } = consequence;
  return {
    rule,
    category,
    severity,
    spans,
    ...(terms === undefined ? {} : { terms }),
    ...(joined === undefined ? {} : { joined }),
  };
}

/** Of the holding findings: the severest one's; among equals the most urgent. */
function holdTermsOf(sorted: readonly Finding[]): HoldTerms {
  const [first, ...others] = sorted
    .map(({ consequence }) => consequence)
    .filter(({ action }) => action === "hold");
  if (first === undefined) throw new Error("a hold without a holding finding");
  let terms = first.hold;
  for (const { severity, hold } of others) {
    if (severity === first.severity && hold.priority > terms.priority) terms = hold;
  }
  return terms;
}
