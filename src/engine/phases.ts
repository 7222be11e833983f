// THE LIST: what is checked of a message, in order, cheapest first. A refusal ends the run.
import { campaignPhase } from "./phase-campaign.ts";
import { detectorsPhase } from "./phase-detectors.ts";
import { disguisePhase } from "./phase-disguise.ts";
import { duplicatesPhase } from "./phase-duplicates.ts";
import { foldPhase } from "./phase-fold.ts";
import { keywordsPhase } from "./phase-keywords.ts";
import { lengthPhase } from "./phase-length.ts";
import { limitsPhase } from "./phase-limits.ts";
import { modesPhase } from "./phase-modes.ts";
import { patternsPhase } from "./phase-patterns.ts";
import { rememberPhase } from "./phase-remember.ts";
import { rulesPhase } from "./phase-rules.ts";
import { splitPhase } from "./phase-split.ts";
import type { Phase } from "./phase.ts";

export const PHASES: readonly Phase[] = [
  // May this sender speak at all: the room's modes, the message's length, everybody's rates.
  modesPhase,
  lengthPhase,
  limitsPhase,

  // One pass makes the text comparable; one pass finds every listed term in it.
  foldPhase,
  keywordsPhase,

  // Only those regexes whose literal the keyword pass saw, only those detectors whose gate is open.
  patternsPhase,
  detectorsPhase,

  // The same again, or nearly: by this user, or by anybody while the room wants unique messages.
  duplicatesPhase,

  // The operator's own rules over patterns, roles and signals.
  rulesPhase,

  // Lists and patterns again, on what a person reads through a disguise of whole sentences.
  disguisePhase,

  // Judged with what came before: pieces of one user's word, one text of many accounts.
  splitPhase,
  campaignPhase,

  // What was not rejected counts for the next time.
  rememberPhase,
];
