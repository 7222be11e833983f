// The same message again, or nearly: more copies of one user's than the policy allows, or any in
// a unique room.
import type { Reason } from "../domain/verdict.ts";
import { hasSketch, isCheer, sketchMessage, varietyOf } from "../spam/sketch.ts";
import type { EngineMemory } from "./memory.ts";
import type { Phase, PhaseContext } from "./phase.ts";
import { refuse } from "./phase.ts";
import { IS_WORD } from "./word-text.ts";

const REASONS: readonly Reason[] = [
  { rule: "limit.duplicates", category: "flood", severity: 2, spans: [] },
];

export const duplicatesPhase: Phase = {
  name: "duplicates",
  run(context) {
    const { memory, folded, input, modes } = context;
    // What is rejected for its words is told so, not that it was said before.
    if (memory === undefined || context.isExempt || context.isRejected) return undefined;
    const room = input.room.key;
    sketchMessage(folded, IS_WORD, room, memory.sketch);
    context.hash = memory.sketch.mark;
    const record = memory.speakers.find(input.user.keys.user);
    const waitMs = record === -1 ? 0 : waitOf(context, memory, record);
    if (waitMs > 0) return refuse("duplicate", waitMs, REASONS);
    if (modes.uniqueMessages === true && memory.roomDuplicates.has(room, context.hash)) {
      return refuse("duplicate", 0, REASONS);
    }
    return undefined;
  },
};

function waitOf(context: PhaseContext, memory: EngineMemory, record: number): number {
  const { windowSeconds, max, cheers, similarity } = context.policy.spec.limits.duplicates;
  const { sketch, userDuplicates } = memory;
  const window = { atMs: context.input.at, windowMs: windowSeconds * 1_000, max };
  const sameMs = userDuplicates.wait(record, sketch.mark, window);
  const waitMs =
    sameMs > 0 || !hasSketch(sketch)
      ? sameMs
      : userDuplicates.waitAlike(record, sketch, window, similarity);
  if (waitMs === 0 || cheers <= max || !isCheer(sketch, varietyOf(sketch))) {
    return waitMs;
  }
  return userDuplicates.wait(record, sketch.mark, { ...window, max: cheers });
}
