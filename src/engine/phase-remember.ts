// What was not rejected counts: for duplicates, unique rooms and slow mode.
import type { Phase } from "./phase.ts";

export const rememberPhase: Phase = {
  name: "remember",
  run({ memory, input, isExempt, isRejected, modes, hash }) {
    if (memory === undefined || isExempt || isRejected) return undefined;
    const { user } = input.user.keys;
    const room = input.room.key;
    memory.userDuplicates.remember(user, hash, input.at);
    if (modes.uniqueMessages === true) memory.roomDuplicates.remember(room, hash);
    if (modes.slowSeconds !== undefined) memory.slowMode.remember(room, user, input.at);
    return undefined;
  },
};
