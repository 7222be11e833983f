// A message's letters and digits alone: what is compared when signs and emoji must not matter.
import type { Folded } from "../text/folded.ts";
import { isWordKind, KIND_COUNT } from "../text/kinds.ts";

/** By kind: 1 for letters and digits. */
export const IS_WORD = Uint8Array.from({ length: KIND_COUNT }, (_, kind) =>
  isWordKind(kind) ? 1 : 0,
);

/** Cost: O(length) and a string; for the few messages that need it. */
export function wordText({ units, kinds, length }: Folded): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    if (IS_WORD[kinds[i]!] === 1) text += String.fromCharCode(units[i]!);
  }
  return text;
}
