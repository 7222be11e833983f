// Every term of every list, in one pass over each view.
import type { MatchedTerm } from "../domain/verdict.ts";
import { MANNERS, MOST_TERMS } from "../domain/verdict.ts";
import type { KeywordFinds } from "../match/keywords.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { isExemptFrom } from "./exempt.ts";
import { isFreed } from "./freed.ts";
import type { Finding, Phase, PhaseContext } from "./phase.ts";
import { mergeSpans } from "./spans.ts";

export const keywordsPhase: Phase = {
  name: "keywords",
  run(context) {
    const finds = context.search.search(context.folded);
    context.finds = finds;
    if (finds.count === 0) return undefined;
    const findings = group(context, finds);
    return findings.length === 0 ? undefined : { kind: "findings", findings };
  },
};

interface Group {
  readonly owner: number;
  readonly spans: number[];
  readonly terms: MatchedTerm[];
}

/** One finding a list and severity, however often its terms are in the text. */
function group(context: PhaseContext, finds: KeywordFinds): Finding[] {
  const { policy } = context;
  const groups: Group[] = [];
  for (let i = 0; i < finds.count; i++) {
    const term = finds.terms[i]!;
    const owner = policy.termConsequence[term]!;
    const consequence = policy.consequences[owner];
    const start = finds.starts[i]!;
    const end = finds.ends[i]!;
    if (consequence === undefined) continue;
    if (context.isExempt && isExemptFrom(consequence.category)) continue;
    if (isFreed(context, consequence.category, start, end)) continue;
    let own = groups.find((one) => one.owner === owner);
    if (own === undefined) groups.push((own = { owner, spans: [], terms: [] }));
    own.spans.push(start, end);
    addTerm(policy, own.terms, term, finds.manners[i]!);
  }
  const findings: Finding[] = [];
  for (const { owner, spans, terms } of groups) {
    const consequence = policy.consequences[owner];
    if (consequence === undefined) continue;
    findings.push({ consequence, spans: mergeSpans(spans), terms });
  }
  return findings;
}

function addTerm(policy: CompiledPolicy, terms: MatchedTerm[], term: number, how: number): void {
  if (terms.length === MOST_TERMS) return;
  const text = policy.terms[term]?.text ?? "";
  const manner = MANNERS[how] ?? "plain";
  if (terms.some((one) => one.term === text && one.manner === manner)) return;
  terms.push({ term: text, manner });
}
