// The message's length: nothing longer than rooms show is looked at.
import { LIMITS } from "../domain/limits.ts";
import type { Phase } from "./phase.ts";
import { refuse } from "./phase.ts";

export const lengthPhase: Phase = {
  name: "length",
  run: ({ input }) =>
    input.text.length > LIMITS.textLength.value ? refuse("too_long") : undefined,
};
