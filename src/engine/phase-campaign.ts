// A campaign: nearly the same long text from several accounts. It is told from a chorus, hundreds
// of buyers who say the same when a lot opens or the host asks, which is never punished.
//
// Direction of error: a doubtful crowd is let pass. Short texts never make a campaign, however many
// say them; long ones do by what they carry or by who says them:
// - a lure (a link, an id, an offer that some rule names), an @handle in a longer text, or mostly
//   new accounts;
// - few accounts that say it again and again;
// - without any of these only a text of a sentence or two, from twice as many accounts.
// Accounts that bought something or are verified speak for a chorus, and so do thanks and greetings,
// and a host who wrote the words first.
import type { Category } from "../domain/categories.ts";
import type { UserAttrs } from "../domain/message.ts";
import { defaultConsequence } from "../policy/compile.ts";
import type { LimitSpec } from "../policy/spec.ts";
import { ACCOUNT } from "../spam/campaigns.ts";
import type { Crowd, Similar } from "../spam/campaigns.ts";
import { weightBeyondCourtesies } from "../spam/courtesies.ts";
import { varietyOf } from "../spam/sketch.ts";
import { hasAt } from "../text/folded.ts";
import type { Phase, PhaseContext } from "./phase.ts";
import { wordText } from "./word-text.ts";

const HOUR_MS = 3_600_000;
/** Of Sketch.weight: Latin letters count one, kana and kanji two. */
const LURE_WEIGHT = 16;
const CROWD_WEIGHT = 30;
const PLAIN_WEIGHT = 48;

const LURES: ReadonlySet<Category> = new Set([
  "link",
  "contact",
  "off_platform",
  "scam",
  "spam",
  "counterfeit",
  "prohibited_goods",
  "impersonation",
]);

export const campaignPhase: Phase = {
  name: "campaign",
  run(context) {
    const { memory, policy } = context;
    if (memory === undefined || context.isExempt || context.isRejected) return undefined;
    const { campaigns, sketch } = memory;
    const spec = policy.spec.limits.campaign;
    if (spec.windowSeconds === 0 || !isWatched(context, sketch.weight)) {
      campaigns.pass();
      return undefined;
    }
    const crowd = campaigns.look(sketch, similarOf(context, spec));
    if (crowd.messages < spec.accounts) return undefined;
    const category = campaignOf(context, spec, crowd, varietyOf(sketch));
    if (category === undefined) return undefined;
    const words = wordText(context.folded);
    const { room, at } = context.input;
    if (memory.hostPrompts.isPrompted(room.key, words, at)) return undefined;
    if (category === "flood" && weightBeyondCourtesies(words) < CROWD_WEIGHT) return undefined;
    const usual = defaultConsequence(policy.spec, "limit.campaign", category, 2);
    const consequence = { ...usual, action: spec.action };
    return { kind: "findings", findings: [{ consequence, spans: [] }] };
  },
};

/** @returns spam when it lures, flood when it only repeats, nothing when it is no campaign */
function campaignOf(
  context: PhaseContext,
  spec: LimitSpec["campaign"],
  crowd: Crowd,
  variety: number,
): Category | undefined {
  const { accounts, messages, newAccounts, trustedAccounts } = crowd;
  if (hasLure(context)) {
    return accounts >= spec.accounts && variety >= LURE_WEIGHT ? "spam" : undefined;
  }
  if (trustedAccounts * 2 >= accounts || variety < CROWD_WEIGHT) return undefined;
  const isStrange = newAccounts * 3 >= accounts * 2 || hasAt(context.folded);
  const isMany = accounts >= spec.accounts * 2 && variety >= PLAIN_WEIGHT;
  const isInsisting = accounts > 1 && messages >= Math.max(accounts * 3, spec.accounts * 2);
  const isCampaign = (isStrange && accounts >= spec.accounts) || isInsisting || isMany;
  return isCampaign ? "flood" : undefined;
}

function hasLure({ findings, links }: PhaseContext): boolean {
  return links > 0 || findings.some(({ consequence }) => LURES.has(consequence.category));
}

/** Can a text like this be part of a campaign at all. */
function isWatched(context: PhaseContext, weight: number): boolean {
  return weight >= CROWD_WEIGHT || (weight >= LURE_WEIGHT && hasLure(context));
}

/** What the memory of campaigns wants to know of the message. */
function similarOf(context: PhaseContext, spec: LimitSpec["campaign"]): Similar {
  const { input } = context;
  return {
    room: input.room.key,
    user: input.user.keys.user,
    account: accountOf(input.user.attrs, input.at - spec.newAccountHours * HOUR_MS),
    atMs: input.at,
    windowMs: spec.windowSeconds * 1_000,
    alike: spec.similarity,
  };
}

/** Of an account whose token says nothing nothing is known: neither new nor trusted. */
function accountOf({ accountCreatedAt, purchases, verified }: UserAttrs, newSince: number): number {
  if ((purchases ?? 0) > 0 || verified === true) return ACCOUNT.TRUSTED;
  return typeof accountCreatedAt === "number" && accountCreatedAt > newSince ? ACCOUNT.NEW : 0;
}
