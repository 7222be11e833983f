// What was not rejected counts: for duplicates, unique rooms, campaigns, split words, slow mode.
import { LONGEST_FRAGMENT } from "../spam/fragments.ts";
import { hasSketch } from "../spam/sketch.ts";
import type { EngineMemory } from "./memory.ts";
import type { Phase, PhaseContext } from "./phase.ts";
import { wordText } from "./word-text.ts";

export const rememberPhase: Phase = {
  name: "remember",
  run(context) {
    const { memory, input, modes } = context;
    if (memory === undefined || context.isRejected) return undefined;
    const { user } = input.user.keys;
    const room = input.room.key;
    const record = memory.speakers.claim(user);
    rememberFragment(context, memory, record);
    if (context.isExempt) {
      memory.hostPrompts.remember(room, wordText(context.folded), input.at);
      return undefined;
    }
    memory.userDuplicates.remember(record, context.hash, input.at);
    if (hasSketch(memory.sketch)) {
      memory.userDuplicates.rememberSketch(record, memory.sketch, input.at);
    }
    memory.campaigns.remember(memory.sketch);
    if (modes.uniqueMessages === true) memory.roomDuplicates.remember(room, context.hash);
    if (modes.slowSeconds !== undefined) memory.slowMode.remember(room, user, input.at);
    return undefined;
  },
};

function rememberFragment(context: PhaseContext, memory: EngineMemory, record: number): void {
  const { folded, input, policy } = context;
  const windowMs = policy.spec.limits.split.windowSeconds * 1_000;
  const said = { room: input.room.key, atMs: input.at, windowMs };
  // The worst was said already: "LINE ID: deal_3" and then "is this still up?" are no longer id. A
  // label without one ("LINE ID is") may go on.
  const isWhole = context.findings.some(({ consequence }) => consequence.severity === 4);
  const size = isWhole ? LONGEST_FRAGMENT + 1 : folded.length;
  memory.fragments.remember(record, folded.units, size, input.text.length, said);
}
