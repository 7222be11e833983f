// A second look at texts whose sentences are disguised: the readings of text/undisguise.ts go
// through lists and patterns. Only what covers a place that was read differently counts, and only
// when it is worse than what the text is as it stands.
import { ACTIONS } from "../domain/verdict.ts";
import type { Span } from "../domain/verdict.ts";
import type { Reading } from "../text/disguise-draft.ts";
import { undisguised } from "../text/undisguise.ts";
import { joinedContextOf } from "./joined-context.ts";
import { keywordsPhase } from "./phase-keywords.ts";
import { patternsPhase } from "./phase-patterns.ts";
import { rulesPhase } from "./phase-rules.ts";
import type { Finding, Phase, PhaseContext } from "./phase.ts";
import { mergeSpans } from "./spans.ts";

export const disguisePhase: Phase = {
  name: "disguise",
  run(context) {
    if (context.isRejected) return undefined;
    const readings = undisguised(context.folded, mayMatchMore(context));
    if (readings.length === 0) return undefined;
    const findings = readings.flatMap((reading) => findingsIn(context, reading));
    const news = findings.filter((finding, at) => {
      const { rule } = finding.consequence;
      const isFirst = findings.findIndex(({ consequence }) => consequence.rule === rule) === at;
      return isFirst && isWorse(finding, context);
    });
    return news.length === 0 ? undefined : { kind: "findings", findings: news };
  },
};

/** A pattern may match what is read otherwise if it was tried in vain, or some word it waits for is split. */
function mayMatchMore({ finds, matched, policy }: PhaseContext): boolean {
  return finds.isSplit || matched.length < finds.patterns.length + policy.patterns.alwaysTried;
}

function findingsIn(context: PhaseContext, reading: Reading): readonly Finding[] {
  const joined = joinedContextOf(context);
  joined.begin(context, reading.text);
  const found: Finding[] = [];
  for (const phase of [keywordsPhase, patternsPhase, rulesPhase]) {
    const result = phase.run(joined);
    const counts = reading.isForTerms || phase !== keywordsPhase;
    if (counts && result?.kind === "findings") found.push(...result.findings);
  }
  return found.flatMap((finding) => {
    const changed = finding.spans.filter((span) => coversChange(reading, span));
    if (changed.length === 0) return [];
    const spans = mergeSpans(changed.flatMap((span) => originalPair(context, reading, span)));
    const terms = finding.terms?.map(({ term }) => ({ term, manner: "evaded" as const }));
    return [{ consequence: finding.consequence, spans, ...(terms && { terms }) }];
  });
}

function coversChange({ isChanged, isSeam }: Reading, [start, end]: Span): boolean {
  for (let at = start; at < end; at++) {
    if (isChanged[at] === 1 || (at > start && isSeam[at] === 1)) return true;
  }
  return false;
}

function originalPair(
  { folded }: PhaseContext,
  { places }: Reading,
  [start, end]: Span,
): readonly [start: number, end: number] {
  const first = places[start] ?? 0;
  const last = places[end - 1] ?? first;
  return [folded.starts[first]!, folded.ends[last]!];
}

function isWorse({ consequence }: Finding, { findings }: PhaseContext): boolean {
  const rank = ACTIONS.indexOf(consequence.action);
  return rank > 0 && findings.every((known) => ACTIONS.indexOf(known.consequence.action) < rank);
}
