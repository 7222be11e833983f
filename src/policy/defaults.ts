// What a policy means where it says nothing: actions, hold terms, limits, shield, ladder.
import type { Category } from "../domain/categories.ts";
import type { Modes } from "../domain/modes.ts";
import type { Action, HoldTerms } from "../domain/verdict.ts";
import type { LadderSpec, LimitSpec } from "./spec.ts";

type BySeverity = readonly [Action, Action, Action, Action];

const ABUSE: BySeverity = ["allow", "hold", "reject", "reject"];
const PEOPLE_DECIDE: BySeverity = ["hold", "hold", "hold", "hold"];
const MASKED: BySeverity = ["mask", "mask", "mask", "mask"];

/** PROTOCOL's table "The default policy's actions", by severity 1 to 4. */
export const DEFAULT_ACTIONS: { readonly [c in Category]: BySeverity } = {
  harassment: ABUSE,
  hate: ABUSE,
  sexual: ABUSE,
  violence: ABUSE,
  self_harm: PEOPLE_DECIDE,
  profanity: ["allow", "mask", "mask", "mask"],
  scam: PEOPLE_DECIDE,
  off_platform: PEOPLE_DECIDE,
  contact: MASKED,
  counterfeit: PEOPLE_DECIDE,
  prohibited_goods: PEOPLE_DECIDE,
  impersonation: PEOPLE_DECIDE,
  bid_manipulation: PEOPLE_DECIDE,
  spam: PEOPLE_DECIDE,
  link: PEOPLE_DECIDE,
  flood: ["reject", "reject", "reject", "reject"],
};

/** A sale moves on in minutes: a message that waited longer than this has lost its meaning. */
const TTL_SECONDS = 120;

function rejectedLate(priority: number): HoldTerms {
  return { priority, ttlSeconds: TTL_SECONDS, onExpiry: "reject" };
}

/**
 * Somebody in a crisis is never answered by a clock: the case waits until a person has seen it.
 * Money and safety come before manners in the queue.
 */
export const DEFAULT_HOLDS: { readonly [c in Category]: HoldTerms } = {
  harassment: rejectedLate(2),
  hate: rejectedLate(2),
  sexual: rejectedLate(2),
  violence: rejectedLate(3),
  self_harm: { priority: 4, ttlSeconds: TTL_SECONDS, onExpiry: "requeue" },
  profanity: rejectedLate(1),
  scam: rejectedLate(3),
  off_platform: rejectedLate(3),
  contact: rejectedLate(2),
  counterfeit: rejectedLate(2),
  prohibited_goods: rejectedLate(3),
  impersonation: rejectedLate(3),
  bid_manipulation: rejectedLate(2),
  spam: rejectedLate(1),
  link: rejectedLate(1),
  flood: rejectedLate(0),
};

/** One household or one office shares a device or an address: those limits are generous. */
export const DEFAULT_LIMITS: LimitSpec = {
  user: { burst: 5, perSecond: 1 },
  device: { burst: 20, perSecond: 4 },
  address: { burst: 100, perSecond: 40 },
  room: { perSecond: 500 },
  duplicates: { windowSeconds: 30, max: 2, cheers: 4, similarity: 0.7 },
  campaign: {
    windowSeconds: 60,
    accounts: 3,
    newAccountHours: 72,
    similarity: 0.6,
    action: "hold",
  },
  split: { windowSeconds: 20 },
};

export const DEFAULT_SHIELD: Modes = {
  slowSeconds: 10,
  minAccountAgeHours: 24,
  uniqueMessages: true,
  linksOff: true,
};

/**
 * After the matrix that the largest live-commerce platform publishes (warning, one week, ban),
 * with a second warning that must be acknowledged, so that nobody is suspended without having
 * read why. A rejected case of severity 4 counts twice and starts there.
 */
export const DEFAULT_LADDER: LadderSpec = {
  windowDays: 90,
  weights: [0, 1, 1, 2],
  exempt: ["self_harm"],
  steps: [
    { strikes: 1, kind: "warning", seconds: null, everywhere: false, acknowledge: false },
    { strikes: 2, kind: "warning", seconds: null, everywhere: false, acknowledge: true },
    { strikes: 3, kind: "timeout", seconds: 604_800, everywhere: false, acknowledge: false },
    { strikes: 4, kind: "ban", seconds: null, everywhere: false, acknowledge: false },
  ],
};

export const DEFAULT_LANGUAGES: readonly string[] = ["en", "ja"];
