// What was not rejected counts: for duplicates, unique rooms, campaigns, split words, slow mode.
import { hasSketch } from "../spam/sketch.ts";
import type { EngineMemory } from "./memory.ts";
import { similarOf } from "./phase-campaign.ts";
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
    if (hasSketch(memory.sketch)) rememberSketch(context, memory, record);
    if (modes.uniqueMessages === true) memory.roomDuplicates.remember(room, context.hash);
    if (modes.slowSeconds !== undefined) memory.slowMode.remember(room, user, input.at);
    return undefined;
  },
};

function rememberSketch(context: PhaseContext, memory: EngineMemory, record: number): void {
  const { campaign } = context.policy.spec.limits;
  memory.userDuplicates.rememberSketch(record, memory.sketch, context.input.at);
  if (campaign.windowSeconds === 0) return;
  memory.campaigns.remember(memory.sketch, similarOf(context, campaign));
}

function rememberFragment(context: PhaseContext, memory: EngineMemory, record: number): void {
  const { folded, input, policy } = context;
  const windowMs = policy.spec.limits.split.windowSeconds * 1_000;
  memory.fragments.remember(record, {
    units: folded.units,
    size: folded.length,
    length: input.text.length,
    room: input.room.key,
    atMs: input.at,
    windowMs,
  });
}
