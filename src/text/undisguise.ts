// Reads a text once more as a person does who sees through a disguise of whole sentences: letters
// set apart (ラ イ ン で連絡), signs inside words (sc.am, ラ🍀イン), letters many times, digits and signs for
// letters (ur a w0rthl3ss cl0wn), a mask for a vowel (k*ll yourself). Terms of lists are found disguised
// anyway; this is for what they cannot hold.
import { Draft } from "./disguise-draft.ts";
import type { Reading } from "./disguise-draft.ts";
import { TRACE, tracesIn } from "./disguise-traces.ts";
import type { Folded } from "./folded.ts";

/** Longer texts are no words in disguise; what one costs is bounded by this and eight readings. */
const LONGEST = 240;
/** Longer ones have signs and stretched letters for other reasons, and would cost most. */
const LONGEST_NOISY = 120;

/** Judging is not re-entrant: one serves all. */
const draft = new Draft(LONGEST);

/**
 * @param isForPatterns false: only what terms need as well, no signs inside words or stretched letters
 * @returns up to eight readings; none for nearly all texts. Cost then: some reads a letter.
 */
export function undisguised(folded: Folded, isForPatterns = true): readonly Reading[] {
  if (folded.length > LONGEST) return NO_READINGS;
  const isNoisy = isForPatterns && folded.length <= LONGEST_NOISY;
  const traces = tracesIn(folded) & (isNoisy ? -1 : ~(TRACE.NOISE | TRACE.STRETCH));
  if (traces === 0) return NO_READINGS;
  const readings = [...read(folded, traces, 1)];
  if ((traces & TRACE.STRETCH) !== 0) readings.push(...read(folded, traces, 2).slice(0, 1));
  if ((traces & TRACE.NOISE) !== 0) {
    draft.begin(folded);
    if (draft.spaceNoise()) readings.push(...draft.readings(false));
  }
  return readings;
}

/** @param letters that are left of a stretched one: "kiiill" is kill, "killll" too */
function read(folded: Folded, traces: number, letters: 1 | 2): readonly Reading[] {
  draft.begin(folded);
  if ((traces & TRACE.APART) !== 0) draft.joinLetters();
  if ((traces & TRACE.NOISE) !== 0) draft.dropNoise();
  if ((traces & TRACE.STRETCH) !== 0) draft.shorten(letters);
  return draft.readings(draft.readLeet());
}

const NO_READINGS: readonly Reading[] = [];
