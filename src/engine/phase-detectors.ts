// Links, phones, cards, e-mail, addresses, messenger ids, floods: each runs only when its gate says
// that it is worth it.
import type { Severity } from "../domain/categories.ts";
import type { Detector } from "../match/detector.ts";
import { DetectorReading } from "../match/detector-reading.ts";
import { DETECTORS } from "../match/detectors.ts";
import { defaultConsequence } from "../policy/compile.ts";
import { isExemptFrom } from "./exempt.ts";
import type { Finding, Phase, PhaseContext } from "./phase.ts";
import { refuse } from "./phase.ts";
import { mergeSpans } from "./spans.ts";

/** Judging is not re-entrant: one reading and one list of finds serve every engine. */
const reading = new DetectorReading();

export const detectorsPhase: Phase = {
  name: "detectors",
  run(context) {
    let findings: Finding[] | undefined;
    let isRead = false;
    for (const detector of DETECTORS) {
      if (!detector.isWorth(context)) continue;
      if (context.isExempt && isExemptFrom(detector.category)) continue;
      if (!isRead) reading.begin(context);
      isRead = true;
      findings = addFindings(context, detector, findings);
    }
    if (context.links > 0 && context.modes.linksOff === true) return refuse("room_mode");
    return findings === undefined ? undefined : { kind: "findings", findings };
  },
};

/** One finding for each severity that the detector found something of. */
function addFindings(
  context: PhaseContext,
  detector: Detector,
  findings: Finding[] | undefined,
): Finding[] | undefined {
  const { starts, ends, text } = context.folded;
  let pairs: Map<Severity, number[]> | undefined;
  reading.run(detector, (start, end, severity = detector.severity) => {
    pairs ??= new Map();
    let own = pairs.get(severity);
    if (own === undefined) {
      own = [];
      pairs.set(severity, own);
    }
    own.push(starts[Math.max(0, start)] ?? 0, ends[end - 1] ?? text.length);
    if (detector.category === "link") context.links++;
  });
  if (pairs === undefined) return findings;
  const all = findings ?? [];
  for (const [severity, own] of pairs) {
    const { spec } = context.policy;
    const consequence = defaultConsequence(spec, detector.id, detector.category, severity);
    all.push({ consequence, spans: mergeSpans(own) });
  }
  return all;
}
