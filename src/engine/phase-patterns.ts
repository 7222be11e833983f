// Which of the rules' patterns match; the rules phase asks for their spans.
import type { Phase } from "./phase.ts";

/** Of a text that a list rejects already: more reasons would cost and change nothing. */
const MOST_OF_REJECTED = 8;

export const patternsPhase: Phase = {
  name: "patterns",
  run(context) {
    const { policy, folded, finds } = context;
    const most = context.isRejected ? MOST_OF_REJECTED : finds.patterns.length;
    context.matched = policy.patterns.match(folded, finds.patterns, most);
    return undefined;
  },
};
