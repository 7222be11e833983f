// The room's modes: who may speak at all, and how often.
import type { Modes } from "../domain/modes.ts";
import type { Refusal, Phase, PhaseContext } from "./phase.ts";
import { refuse } from "./phase.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Emoji, and emotes as clients write them: :name: */
const EMOTE = /:[\p{L}\p{N}_+-]{1,40}:/gu;
const EMOJI_PARTS = [
  String.raw`\s|\p{Extended_Pictographic}|\p{Emoji_Modifier}`,
  // Flags, joiners, variation selectors, keycaps, tags.
  String.raw`[\u{1f1e6}-\u{1f1ff}]|\u200d|\ufe0f|\u20e3|[\u{e0020}-\u{e007f}]`,
];
const EMOJI_ONLY = new RegExp(`^(?:${EMOJI_PARTS.join("|")})*$`, "u");

export const modesPhase: Phase = {
  name: "modes",
  run(context) {
    const { modes } = context;
    if (modes === NO_MODES || context.isExempt) return undefined;
    if (modes.closed === true) return refuse("room_mode");
    const { attrs } = context.input.user;
    if (modes.buyersOnly === true && (attrs.purchases ?? 0) < 1) return refuse("room_mode");
    return (
      wantAge(attrs.accountCreatedAt, (modes.minAccountAgeHours ?? 0) * HOUR_MS, context) ??
      wantAge(attrs.followerSince, (modes.followersOnlyMinutes ?? 0) * MINUTE_MS, context) ??
      wantEmotes(context) ??
      wantPatience(context)
    );
  },
};

/** What a room without modes has: most of them, most of the time. */
export const NO_MODES: Modes = {};

/** Unknown counts as too young: the mode is on because strangers are a problem. */
function wantAge(
  since: number | null | undefined,
  ageMs: number,
  context: PhaseContext,
): Refusal | undefined {
  if (ageMs === 0) return undefined;
  if (since === null || since === undefined) return refuse("room_mode");
  const waitMs = since + ageMs - context.input.at;
  return waitMs > 0 ? refuse("room_mode", waitMs) : undefined;
}

function wantEmotes({ modes, input }: PhaseContext): Refusal | undefined {
  if (modes.emotesOnly !== true) return undefined;
  const isEmotes = EMOJI_ONLY.test(input.text.replace(EMOTE, ""));
  return isEmotes ? undefined : refuse("room_mode");
}

function wantPatience({ modes, memory, input }: PhaseContext): Refusal | undefined {
  const { slowSeconds } = modes;
  if (slowSeconds === undefined || memory === undefined) return undefined;
  const { room, user, at } = input;
  const waitMs = memory.slowMode.wait(room.key, user.keys.user, at, slowSeconds * 1_000);
  return waitMs > 0 ? refuse("slow_mode", waitMs) : undefined;
}
