// Which of the rules' patterns match; the rules phase asks for their spans.
import type { Phase } from "./phase.ts";

export const patternsPhase: Phase = {
  name: "patterns",
  run(context) {
    context.matched = context.policy.patterns.match(context.folded, context.finds.patterns);
    return undefined;
  },
};
