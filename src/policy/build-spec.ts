// Fills every default into a checked policy.yaml: from what was written to what is meant.
import { CATEGORIES } from "../domain/categories.ts";
import type { Category } from "../domain/categories.ts";
import type { HoldTerms } from "../domain/verdict.ts";
import {
  DEFAULT_ACTIONS,
  DEFAULT_HOLDS,
  DEFAULT_LADDER,
  DEFAULT_LANGUAGES,
  DEFAULT_LIMITS,
  DEFAULT_SHIELD,
} from "./defaults.ts";
import type { ConditionYaml, HoldYaml, ListYaml, PolicyYaml, RuleYaml } from "./schema.ts";
import { SIGNALS } from "./spec.ts";
import type {
  Condition,
  LadderSpec,
  LimitSpec,
  PolicySpec,
  Rule,
  SignalTest,
  Term,
  TermList,
  ThresholdSpec,
} from "./spec.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** @param lineOfRule 1-based line of a rule in policy.yaml, by its index */
export function buildSpec(
  policy: PolicyYaml,
  lists: readonly TermList[],
  version: string,
  lineOfRule: (index: number) => number,
): PolicySpec {
  const rules = (policy.rules ?? []).map((rule, index) => ruleOf(policy, rule, lineOfRule(index)));
  return {
    version,
    languages: policy.languages ?? DEFAULT_LANGUAGES,
    lists,
    rules,
    limits: limitsOf(policy),
    thresholds: thresholdsOf(policy),
    failOpen: policy.failOpen ?? [],
    actions: actionsOf(policy),
    holds: holdsOf(policy),
    links: { allow: (policy.links?.allow ?? []).map((domain) => domain.toLowerCase()) },
    shield: shieldOf(policy),
    ladder: ladderOf(policy),
  };
}

export function termListOf(policy: PolicyYaml, list: ListYaml, terms: readonly Term[]): TermList {
  const { id, file, category } = list;
  const hold = ownHold(policy, category, list.hold);
  return { id, file, category, action: list.action ?? null, hold, terms };
}

function ruleOf(policy: PolicyYaml, rule: RuleYaml, line: number): Rule {
  return {
    id: rule.id,
    category: rule.category,
    severity: rule.severity,
    pattern: rule.pattern ?? null,
    when: rule.when === undefined ? null : conditionOf(rule.when),
    unless: rule.unless === undefined ? null : conditionOf(rule.unless),
    action: rule.action ?? null,
    hold: ownHold(policy, rule.category, rule.hold),
    line,
  };
}

function conditionOf(condition: ConditionYaml): Condition {
  const signals: SignalTest[] = [];
  for (const signal of SIGNALS) {
    const test = condition[signal];
    if (test === undefined) continue;
    if (typeof test === "number") signals.push({ signal, op: "eq", value: test });
    else if (typeof test === "boolean") signals.push({ signal, op: "eq", value: test ? 1 : 0 });
    else {
      for (const op of ["lt", "lte", "gt", "gte", "eq"] as const) {
        const value = test[op];
        if (value !== undefined) signals.push({ signal, op, value });
      }
    }
  }
  const { role } = condition;
  const roles = role === undefined || Array.isArray(role) ? role : [role];
  return {
    ...(roles === undefined ? {} : { role: roles }),
    ...(signals.length === 0 ? {} : { signals }),
  };
}

/** Hold terms of one rule or list; what it leaves out comes from its category. */
function ownHold(
  policy: PolicyYaml,
  category: Category,
  given: HoldYaml | undefined,
): HoldTerms | null {
  return given === undefined ? null : withHold(holdOf(policy, category), given);
}

function holdOf(policy: PolicyYaml, category: Category): HoldTerms {
  return withHold(DEFAULT_HOLDS[category], policy.holds?.[category]);
}

function withHold(base: HoldTerms, given: HoldYaml | undefined): HoldTerms {
  return {
    priority: given?.priority ?? base.priority,
    ttlSeconds: given?.ttlSeconds ?? base.ttlSeconds,
    onExpiry: given?.onExpiry ?? base.onExpiry,
  };
}

function holdsOf(policy: PolicyYaml): PolicySpec["holds"] {
  const holds: Mutable<PolicySpec["holds"]> = { ...DEFAULT_HOLDS };
  for (const category of CATEGORIES) holds[category] = holdOf(policy, category);
  return holds;
}

function actionsOf(policy: PolicyYaml): PolicySpec["actions"] {
  const actions: Mutable<PolicySpec["actions"]> = { ...DEFAULT_ACTIONS };
  for (const category of CATEGORIES) {
    const given = policy.actions?.[category];
    if (given === undefined) continue;
    actions[category] = typeof given === "string" ? [given, given, given, given] : given;
  }
  return actions;
}

function limitsOf(policy: PolicyYaml): LimitSpec {
  const { limits } = policy;
  const bucket = (name: "user" | "device" | "address"): LimitSpec["user"] => ({
    burst: limits?.[name]?.burst ?? DEFAULT_LIMITS[name].burst,
    perSecond: limits?.[name]?.perSecond ?? DEFAULT_LIMITS[name].perSecond,
  });
  const { room, duplicates, campaign, split } = DEFAULT_LIMITS;
  return {
    user: bucket("user"),
    device: bucket("device"),
    address: bucket("address"),
    room: { perSecond: limits?.room?.perSecond ?? room.perSecond },
    duplicates: {
      windowSeconds: limits?.duplicates?.windowSeconds ?? duplicates.windowSeconds,
      max: limits?.duplicates?.max ?? duplicates.max,
      cheers: limits?.duplicates?.cheers ?? duplicates.cheers,
      similarity: limits?.duplicates?.similarity ?? duplicates.similarity,
    },
    campaign: {
      windowSeconds: limits?.campaign?.windowSeconds ?? campaign.windowSeconds,
      accounts: limits?.campaign?.accounts ?? campaign.accounts,
      newAccountHours: limits?.campaign?.newAccountHours ?? campaign.newAccountHours,
      similarity: limits?.campaign?.similarity ?? campaign.similarity,
      action: limits?.campaign?.action ?? campaign.action,
    },
    split: { windowSeconds: limits?.split?.windowSeconds ?? split.windowSeconds },
  };
}

function thresholdsOf(policy: PolicyYaml): PolicySpec["thresholds"] {
  const thresholds: Mutable<PolicySpec["thresholds"]> = {};
  for (const category of CATEGORIES) {
    const given = policy.thresholds?.[category];
    if (given === undefined) continue;
    const groups: Mutable<NonNullable<PolicySpec["thresholds"][Category]>> = {};
    for (const group of ["default", "ja", "ko", "zh", "other"] as const) {
      const value = given[group];
      if (value !== undefined) groups[group] = thresholdOf(value);
    }
    if (Object.keys(groups).length === 0) groups.default = thresholdOf(given);
    thresholds[category] = groups;
  }
  return thresholds;
}

function thresholdOf(given: {
  release?: number | undefined;
  hold?: number | undefined;
  reject?: number | undefined;
}): ThresholdSpec {
  return {
    release: given.release ?? null,
    hold: given.hold ?? null,
    reject: given.reject ?? null,
  };
}

function shieldOf(policy: PolicyYaml): PolicySpec["shield"] {
  if (policy.shield === undefined) return DEFAULT_SHIELD;
  const modes: Record<string, number | boolean> = {};
  for (const [name, value] of Object.entries(policy.shield)) {
    if (value !== undefined && value !== false) modes[name] = value;
  }
  return modes;
}

function ladderOf(policy: PolicyYaml): LadderSpec {
  const { ladder } = policy;
  return {
    windowDays: ladder?.windowDays ?? DEFAULT_LADDER.windowDays,
    weights: ladder?.weights ?? DEFAULT_LADDER.weights,
    exempt: ladder?.exempt ?? DEFAULT_LADDER.exempt,
    steps:
      ladder?.steps?.map((step) => ({
        strikes: step.strikes,
        kind: step.kind,
        seconds: step.seconds ?? null,
        everywhere: step.everywhere ?? false,
        acknowledge: step.acknowledge ?? false,
      })) ?? DEFAULT_LADDER.steps,
  };
}
