// The same message again, or nearly: more copies of one user's than the policy allows, or any in
// a unique room.
import type { Reason } from "../domain/verdict.ts";
import { hashMessage, hasSketch, isCheer, sketchMessage } from "../spam/sketch.ts";
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
    context.hash = hashMessage(folded.units, folded.length, room);
    sketchMessage(folded.units, folded.kinds, folded.length, IS_WORD, memory.sketch);
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
  const most = isCheer(sketch) ? Math.max(max, cheers) : max;
  const window = { atMs: context.input.at, windowMs: windowSeconds * 1_000, max: most };
  const sameMs = userDuplicates.wait(record, context.hash, window);
  if (sameMs > 0 || !hasSketch(sketch)) return sameMs;
  return userDuplicates.waitAlike(record, sketch, window, similarity);
}
