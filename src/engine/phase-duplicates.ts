// The same message again: more copies of one user's than the policy allows, or any in a unique
// room.
import type { Reason } from "../domain/verdict.ts";
import { hashMessage } from "../spam/duplicates.ts";
import type { Phase } from "./phase.ts";
import { refuse } from "./phase.ts";

const REASONS: readonly Reason[] = [
  { rule: "limit.duplicates", category: "flood", severity: 2, spans: [] },
];

export const duplicatesPhase: Phase = {
  name: "duplicates",
  run(context) {
    const { memory, folded, input, modes, policy } = context;
    // What is rejected for its words is told so, not that it was said before.
    if (memory === undefined || context.isExempt || context.isRejected) return undefined;
    context.hash = hashMessage(folded.units, folded.length, input.room.key);
    const { windowSeconds, max } = policy.spec.limits.duplicates;
    const { user } = input.user.keys;
    const windowMs = windowSeconds * 1_000;
    const waitMs = memory.userDuplicates.wait(user, context.hash, input.at, windowMs, max);
    if (waitMs > 0) return refuse("duplicate", waitMs, REASONS);
    if (modes.uniqueMessages === true && memory.roomDuplicates.has(input.room.key, context.hash)) {
      return refuse("duplicate", 0, REASONS);
    }
    return undefined;
  },
};
