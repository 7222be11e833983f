// The shape of policy.yaml. Messages are for rule authors: "what is wrong", then HINT_MARK and a hint.
import { z } from "zod";
import { CATEGORIES } from "../domain/categories.ts";
import { LIMITS } from "../domain/limits.ts";
import { ROLES } from "../domain/message.ts";
import { FLAG_MODES, NUMBER_MODES } from "../domain/modes.ts";
import { SANCTION_KINDS } from "../domain/sanction.ts";
import { ACTIONS, EXPIRY_ACTIONS } from "../domain/verdict.ts";
import { HINT_MARK, isSound, mapping, oneOf, quoted, shapeOf, withHint } from "./schema-parts.ts";
import { SIGNALS } from "./spec.ts";

const category = oneOf("a category", CATEGORIES);
const action = oneOf("an action", ACTIONS);
const role = oneOf("a role", ROLES);
const severity = z.literal([1, 2, 3, 4], {
  error: (issue) =>
    issue.input === undefined
      ? undefined
      : withHint(`${quoted(issue.input)} is not a severity`, "a number from 1 (mild) to 4 (worst)"),
});
const share = z.number().min(0).max(1);

const ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const id = z.string().regex(ID, {
  error: (issue) =>
    withHint(
      `${quoted(issue.input)} is not an id`,
      "lower-case letters, digits, dots, dashes and underscores; at most 64 of them",
    ),
});
const LANGUAGE = /^[a-z]{2,3}$/;
const language = z.string().regex(LANGUAGE, {
  error: (issue) =>
    withHint(`${quoted(issue.input)} is not a language code`, "two or three letters: en, ja, ko"),
});

/** A list file: inside the folder, plain names, ending in .txt. */
const FILE = /^(?!.*\.\.)[\p{L}\p{N}_-][\p{L}\p{N}._-]*(\/[\p{L}\p{N}_-][\p{L}\p{N}._-]*)*\.txt$/u;
const file = z
  .string()
  .max(200)
  .regex(FILE, {
    error: (issue) =>
      withHint(
        `${quoted(issue.input)} is not the path of a list file`,
        'inside the policy folder, ending in .txt, such as "ja/harassment.txt"',
      ),
  });

const holdTerms = mapping({
  priority: z.int().min(0).max(4).optional(),
  ttlSeconds: z.int().min(1).max(86_400).optional(),
  onExpiry: oneOf("what may happen at expiry", EXPIRY_ACTIONS).optional(),
});

const OPERATORS = ["lt", "lte", "gt", "gte", "eq"] as const;
const comparison = mapping({
  lt: z.number().optional(),
  lte: z.number().optional(),
  gt: z.number().optional(),
  gte: z.number().optional(),
  eq: z.number().optional(),
}).refine((value) => Object.keys(value).length > 0, {
  when: isSound,
  error: () => withHint("no comparison", `one or more of ${OPERATORS.join(", ")}`),
});
const signalTest = z.union([z.number(), z.boolean(), comparison], {
  error: () =>
    withHint(
      "not a test of a signal",
      `a number, true, false, or {${OPERATORS.join("|")}: number}`,
    ),
});
const condition = mapping({
  role: z
    .union([role, z.array(role).min(1)], {
      error: () => withHint("not a list of roles", `known are ${ROLES.join(", ")}`),
    })
    .optional(),
  ...shapeOf(SIGNALS, signalTest.optional()),
}).refine((value) => Object.keys(value).length > 0, {
  when: isSound,
  error: () => withHint("nothing to test", "name a role or a signal, or leave the key out"),
});

export const listSchema = mapping({
  id,
  file,
  category,
  severity,
  language: language.optional(),
  match: oneOf("a way to match", ["word", "substring"]).optional(),
  masked: z.boolean().optional(),
  action: action.optional(),
  hold: holdTerms.optional(),
});

export const ruleSchema = mapping({
  id,
  category,
  severity,
  pattern: z
    .string()
    .min(1)
    .max(LIMITS.patternLength.value, {
      error: () =>
        withHint(
          `the pattern is longer than ${LIMITS.patternLength.value} characters`,
          "split it into several rules, or put plain words into a list",
        ),
    })
    .optional(),
  when: condition.optional(),
  unless: condition.optional(),
  action: action.optional(),
  hold: holdTerms.optional(),
}).refine((value) => value.pattern !== undefined || value.when !== undefined, {
  when: isSound,
  error: () => withHint("the rule has neither pattern nor when", "it would act on every message"),
});

const rate = z.number().min(0.001).max(1_000_000);
/** Below a half, texts that only share a subject are alike. */
const similarity = z.number().min(0.5).max(1);
const bucket = mapping({
  burst: z.int().min(1).max(10_000).optional(),
  perSecond: rate.optional(),
});

const threshold = {
  release: share.optional(),
  hold: share.optional(),
  reject: share.optional(),
};
const groups = mapping(threshold).optional();
/** Flat, or a mapping a language group; which of the two is checked in parse.ts. */
const thresholds = mapping({
  ...threshold,
  default: groups,
  ja: groups,
  ko: groups,
  zh: groups,
  other: groups,
});

function perCategory<Value extends z.ZodType>(value: Value) {
  return mapping(shapeOf(CATEGORIES, value.optional()));
}

const actions = z.union([action, z.tuple([action, action, action, action])], {
  error: () =>
    withHint("not an action, nor a list of four", "[allow, hold, reject, reject]: severity 1 to 4"),
});

const modeShape = {
  ...Object.fromEntries(
    Object.entries(NUMBER_MODES).map(([name, most]) => [name, z.int().min(1).max(most).optional()]),
  ),
  ...shapeOf(FLAG_MODES, z.boolean().optional()),
};

const ladderStep = mapping({
  strikes: z.int().min(1).max(1_000),
  kind: oneOf("a sanction", SANCTION_KINDS),
  seconds: z.int().min(1).max(LIMITS.sanctionSeconds.value).optional(),
  everywhere: z.boolean().optional(),
  acknowledge: z.boolean().optional(),
});

const weight = z.int().min(0).max(100);

/** A registrable domain or a host under one; `links.allow` takes its subdomains too. */
const DOMAIN = /^(?=.{1,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
const domain = z.string().regex(DOMAIN, {
  error: (issue) =>
    withHint(`${quoted(issue.input)} is not a domain`, 'without scheme and path: "shop.example"'),
});

export const thresholdsSchema = perCategory(thresholds);

export const ladderSchema = mapping({
  windowDays: z.int().min(1).max(3_650).optional(),
  weights: z.tuple([weight, weight, weight, weight]).optional(),
  exempt: z.array(category).optional(),
  steps: z.array(ladderStep).min(1).max(LIMITS.ladderSteps.value).optional(),
});

export const policySchema = mapping({
  languages: z.array(language).min(1).max(50).optional(),
  lists: z.array(listSchema).max(1_000).optional(),
  rules: z.array(ruleSchema).max(10_000).optional(),
  limits: mapping({
    user: bucket.optional(),
    device: bucket.optional(),
    address: bucket.optional(),
    room: mapping({ perSecond: rate.optional() }).optional(),
    duplicates: mapping({
      windowSeconds: z.int().min(1).max(3_600).optional(),
      max: z.int().min(1).max(1_000).optional(),
      cheers: z.int().min(1).max(1_000).optional(),
      similarity: similarity.optional(),
    }).optional(),
    campaign: mapping({
      windowSeconds: z.int().min(0).max(600).optional(),
      accounts: z.int().min(2).max(8).optional(),
      newAccountHours: z.int().min(0).max(8_760).optional(),
      similarity: similarity.optional(),
      action: action.optional(),
    }).optional(),
    split: mapping({ windowSeconds: z.int().min(0).max(60).optional() }).optional(),
  }).optional(),
  thresholds: thresholdsSchema.optional(),
  failOpen: z.array(category).optional(),
  actions: perCategory(actions).optional(),
  holds: perCategory(holdTerms).optional(),
  links: mapping({ allow: z.array(domain).max(LIMITS.linkDomains.value).optional() }).optional(),
  shield: mapping(modeShape).optional(),
  ladder: ladderSchema.optional(),
});

export type PolicyYaml = z.infer<typeof policySchema>;
export type ListYaml = NonNullable<PolicyYaml["lists"]>[number];
export type RuleYaml = NonNullable<PolicyYaml["rules"]>[number];
export type ConditionYaml = NonNullable<RuleYaml["when"]>;
export type HoldYaml = NonNullable<RuleYaml["hold"]>;

const TYPE_NAMES: { readonly [type: string]: string } = {
  object: "a mapping (key: value)",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  tuple: "a list",
};

/** Words for the issues that the schema above leaves to a general answer. */
export function issueMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined && issue.code !== "unrecognized_keys") {
    const key = issue.path?.at(-1);
    return key === undefined ? "nothing is written here" : `${quoted(String(key))} is missing`;
  }
  if (issue.code === "invalid_type") {
    return `${TYPE_NAMES[issue.expected] ?? issue.expected} is expected`;
  }
  if (issue.code === "too_small" || issue.code === "too_big") {
    const edge =
      issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
    if (issue.origin === "string") return `${edge} characters are expected`;
    if (issue.origin === "array") return `${edge} entries are expected`;
    return `${quoted(issue.input)} is out of range${HINT_MARK}${edge}`;
  }
  return undefined;
}
