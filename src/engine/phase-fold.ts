// Folds the message: everything after it compares folded text, never raw text.
import { fold } from "../text/folder.ts";
import type { Phase } from "./phase.ts";

export const foldPhase: Phase = {
  name: "fold",
  run({ input, folded }) {
    fold(input.text, folded);
    return undefined;
  },
};
