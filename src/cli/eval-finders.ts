// What rules and classifier find in one labelled text: sets of categories, for `weir eval`.
import type { Category } from "../domain/categories.ts";
import { HEAD_CATEGORY } from "../classifier/heads.ts";
import type { LabelledText } from "../classifier/labelled.ts";
import { languageGroup } from "../classifier/language-group.ts";
import type { Model } from "../classifier/model-format.ts";
import type { Scorer } from "../classifier/scoring.ts";
import { createEngine } from "../engine/engine.ts";
import type { CompiledPolicy } from "../policy/compile.ts";

export const FINDERS = ["rules", "classifier", "both"] as const;
export type Finder = (typeof FINDERS)[number];

export interface Found {
  readonly categories: { readonly [f in Finder]: ReadonlySet<Category> };
  /** The classifier's score for each category that it knows. */
  readonly scores: ReadonlyMap<Category, number>;
}

/** @returns what is found in a text, sent by a viewer about whom nothing is known. */
export function createFinders(
  policy: CompiledPolicy,
  scorer: Scorer,
  model: Model,
): (item: LabelledText) => Found {
  const byRules = createRules(policy);
  return (item) => {
    const rules = byRules(item.text);
    const scores = new Map<Category, number>();
    for (const [i, score] of scorer.score(item.text).entries()) {
      const head = model.heads[i];
      if (head !== undefined) scores.set(HEAD_CATEGORY[head.name], score);
    }
    const group = languageGroup(item.text, item.lang);
    const classifier = new Set<Category>();
    for (const [category, score] of scores) {
      const groups = policy.spec.thresholds[category];
      const hold = (groups?.[group] ?? groups?.default)?.hold ?? null;
      if (hold !== null && score >= hold) classifier.add(category);
    }
    const both = new Set([...rules, ...classifier]);
    return { categories: { rules, classifier, both }, scores };
  };
}

function createRules(policy: CompiledPolicy): (text: string) => ReadonlySet<Category> {
  const { spec } = policy;
  const engine = createEngine(policy, { stateful: false });
  const user = {
    id: "u",
    role: "viewer",
    attrs: {},
    keys: engine.memoryKeys("u", null, null),
  } as const;
  const room = { id: "r", key: engine.roomKey("r"), modes: {}, viewers: 0 };
  const ownActions = new Map([...spec.lists, ...spec.rules].map(({ id, action }) => [id, action]));
  return (text) => {
    const found = new Set<Category>();
    for (const reason of engine.judge({ text, at: 0, user, room }).reasons) {
      const byTable = spec.actions[reason.category][reason.severity - 1];
      const action = ownActions.get(reason.rule) ?? byTable;
      if (action !== "allow") found.add(reason.category);
    }
    return found;
  };
}
