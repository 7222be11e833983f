// Every term of every list, in one pass over each view.
import type { CompiledPolicy } from "../policy/compile.ts";
import type { KeywordFinds } from "../match/keywords.ts";
import { isExemptFrom } from "./exempt.ts";
import type { Finding, Phase } from "./phase.ts";
import { mergeSpans } from "./spans.ts";

export const keywordsPhase: Phase = {
  name: "keywords",
  run(context) {
    const finds = context.search.search(context.folded);
    context.finds = finds;
    if (finds.count === 0) return undefined;
    const findings = group(context.policy, finds).filter(
      ({ consequence }) => !(context.isExempt && isExemptFrom(consequence.category)),
    );
    return findings.length === 0 ? undefined : { kind: "findings", findings };
  },
};

/** One finding a list and severity, however often its terms are in the text. */
function group(policy: CompiledPolicy, finds: KeywordFinds): Finding[] {
  const pairs = new Map<number, number[]>();
  for (let i = 0; i < finds.count; i++) {
    const owner = policy.termConsequence[finds.terms[i]!]!;
    let spans = pairs.get(owner);
    if (spans === undefined) {
      spans = [];
      pairs.set(owner, spans);
    }
    spans.push(finds.starts[i]!, finds.ends[i]!);
  }
  const findings: Finding[] = [];
  for (const [owner, spans] of pairs) {
    const consequence = policy.consequences[owner];
    if (consequence !== undefined) findings.push({ consequence, spans: mergeSpans(spans) });
  }
  return findings;
}
