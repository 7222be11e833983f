// What is wrong in policy.yaml beyond the shape of each value: problems with their places.
import { CATEGORIES } from "../domain/categories.ts";
import { LIMITS } from "../domain/limits.ts";
import { checkPattern } from "../match/pattern-set.ts";
import { HINT_MARK, KEY_MARK } from "./schema-parts.ts";
import { ladderSchema, listSchema, ruleSchema, thresholdsSchema } from "./schema.ts";
import type { ListYaml, PolicyYaml, RuleYaml } from "./schema.ts";
import type { PolicyProblem } from "./spec.ts";
import type { Place, YamlSource } from "./yaml-source.ts";

export const POLICY_FILE = "policy.yaml";

/** The parts of policy.yaml that have the right shape; an entry that has not is null. */
export interface Parts {
  readonly lists: readonly (ListYaml | null)[];
  readonly rules: readonly (RuleYaml | null)[];
  readonly thresholds: PolicyYaml["thresholds"];
  readonly ladder: PolicyYaml["ladder"];
}

/** What can still be checked of a policy of which other parts are wrong: problems come at once. */
export function readableParts(value: unknown): Parts {
  const part = (key: string): unknown =>
    value !== null && typeof value === "object" && key in value
      ? Object.entries(value).find(([name]) => name === key)?.[1]
      : undefined;
  const items = (key: string): readonly unknown[] => {
    const given = part(key);
    return Array.isArray(given) ? given : [];
  };
  return {
    lists: items("lists").map((item) => listSchema.safeParse(item).data ?? null),
    rules: items("rules").map((item) => ruleSchema.safeParse(item).data ?? null),
    thresholds: thresholdsSchema.safeParse(part("thresholds")).data,
    ladder: ladderSchema.safeParse(part("ladder")).data,
  };
}

/** Checks what the schema cannot see: ids, patterns, the ladder, thresholds. */
export function* crossChecks(policy: Parts, source: YamlSource): Generator<PolicyProblem> {
  yield* duplicateIds(policy, source);
  yield* badPatterns(policy, source);
  yield* badLadder(policy, source);
  yield* badThresholds(policy, source);
}

export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

/** A schema issue as problems: one for each unknown key, else one. */
export function issueProblems(issue: SchemaIssue, source: YamlSource): PolicyProblem[] {
  if (issue.code !== "unrecognized_keys" || issue.keys === undefined) {
    return [problem(source.placeOf(issue.path), issue.message)];
  }
  const messages = issue.message.split(KEY_MARK);
  return issue.keys.map((key, index) =>
    problem(source.placeOfKey(issue.path, key), messages[index] ?? `unknown key "${key}"`),
  );
}

/** A problem in policy.yaml; `message` may carry its hint behind HINT_MARK. */
export function problem(at: Place, message: string): PolicyProblem {
  const [what, hint] = message.split(HINT_MARK);
  return { file: POLICY_FILE, ...at, message: what ?? message, hint: hint ?? null };
}

/** Reasons name a rule or list by its id: one id, one meaning. */
function* duplicateIds(policy: Parts, source: YamlSource): Generator<PolicyProblem> {
  const first = new Map<string, number>();
  for (const part of ["lists", "rules"] as const) {
    for (const [index, item] of policy[part].entries()) {
      if (item === null) continue;
      const at = source.placeOf([part, index, "id"]);
      const earlier = first.get(item.id);
      if (earlier === undefined) first.set(item.id, at.line);
      else {
        const hint = `first on line ${earlier}; lists and rules share their ids`;
        yield problem(at, `the id "${item.id}" is used twice${HINT_MARK}${hint}`);
      }
    }
  }
}

function* badPatterns(policy: Parts, source: YamlSource): Generator<PolicyProblem> {
  let count = 0;
  for (const [index, rule] of policy.rules.entries()) {
    if (rule?.pattern === undefined) continue;
    count += 1;
    const at = source.placeOf(["rules", index, "pattern"]);
    if (count === LIMITS.patterns.value + 1) {
      const hint = "put plain words into a list: lists cost nothing a word";
      yield problem(at, `more than ${LIMITS.patterns.value} patterns${HINT_MARK}${hint}`);
      return;
    }
    const check = checkPattern(rule.pattern);
    if (check.ok) continue;
    const path = ["rules", index, "pattern"];
    const place = check.column > 0 ? source.placeInText(path, check.column - 1) : at;
    const hint = check.message.startsWith("the pattern")
      ? "it would act on every message"
      : "RE2 syntax: no look-around, no back-references";
    yield problem(place, `bad pattern: ${check.message}${HINT_MARK}${hint}`);
  }
}

function* badLadder(policy: Parts, source: YamlSource): Generator<PolicyProblem> {
  let before = 0;
  for (const [index, step] of (policy.ladder?.steps ?? []).entries()) {
    const at = source.placeOf(["ladder", "steps", index, "strikes"]);
    if (step.strikes <= before) {
      yield problem(at, `strikes of a step rise from step to step${HINT_MARK}more than ${before}`);
    }
    before = step.strikes;
    if (step.kind === "timeout" && step.seconds === undefined) {
      const place = source.placeOf(["ladder", "steps", index]);
      yield problem(place, `a timeout has seconds${HINT_MARK}seconds: 604800 is one week`);
    }
    if (step.kind !== "warning" && step.acknowledge === true) {
      const place = source.placeOf(["ladder", "steps", index, "acknowledge"]);
      yield problem(place, `only a warning can be acknowledged`);
    }
  }
}

function* badThresholds(policy: Parts, source: YamlSource): Generator<PolicyProblem> {
  for (const name of CATEGORIES) {
    const given = policy.thresholds?.[name];
    if (given === undefined) continue;
    const flat = [given.release, given.hold, given.reject].some((value) => value !== undefined);
    const grouped = [given.default, given.ja, given.ko, given.zh, given.other];
    if (flat && grouped.some((value) => value !== undefined)) {
      const at = source.placeOf(["thresholds", name]);
      const hint = "{hold: 0.5}, or {default: {hold: 0.5}, ja: {hold: 0.6}}";
      yield problem(at, `thresholds are flat or per language group, not both${HINT_MARK}${hint}`);
    }
    for (const [group, value] of Object.entries({ ...given, "": given })) {
      if (value === undefined || typeof value === "number") continue;
      const rising = [value.release, value.hold, value.reject].filter((x) => x !== undefined);
      if (rising.every((x, i) => i === 0 || x >= (rising[i - 1] ?? 0))) continue;
      const at = source.placeOf(["thresholds", name, ...(group === "" ? [] : [group])]);
      yield problem(at, "thresholds rise: release <= hold <= reject");
    }
  }
}
