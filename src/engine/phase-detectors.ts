// Links, phones, cards, e-mail, messenger ids, floods: each runs only when its gate says it is
// worth it.
import type { Severity } from "../domain/categories.ts";
import type { Detector } from "../match/detector.ts";
import { DETECTORS } from "../match/detectors.ts";
import { defaultConsequence } from "../policy/compile.ts";
import { isExemptFrom } from "./exempt.ts";
import type { Finding, Phase, PhaseContext } from "./phase.ts";
import { refuse } from "./phase.ts";
import { mergeSpans } from "./spans.ts";

export const detectorsPhase: Phase = {
  name: "detectors",
  run(context) {
    let findings: Finding[] | undefined;
    for (const detector of DETECTORS) {
      if (context.isExempt && isExemptFrom(detector.category)) continue;
      if (!detector.isWorth(context)) continue;
      for (const finding of findingsOf(context, detector)) (findings ??= []).push(finding);
    }
    if (context.links > 0 && context.modes.linksOff === true) return refuse("room_mode");
    return findings === undefined ? undefined : { kind: "findings", findings };
  },
};

function findingsOf(context: PhaseContext, detector: Detector): Finding[] {
  const { starts, ends, text } = context.folded;
  const pairs = new Map<Severity, number[]>();
  detector.detect(context, (start, end, severity = detector.severity) => {
    const own = pairs.get(severity) ?? [];
    const from = Math.max(0, start);
    own.push(starts[from] ?? 0, ends[end - 1] ?? text.length);
    pairs.set(severity, own);
    if (detector.category === "link") context.links++;
  });
  const findings: Finding[] = [];
  for (const [severity, own] of pairs) {
    const { spec } = context.policy;
    const consequence = defaultConsequence(spec, detector.id, detector.category, severity);
    findings.push({ consequence, spans: mergeSpans(own) });
  }
  return findings;
}
