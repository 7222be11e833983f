// Thresholds from harmless chat: the score that only a small share of it reaches.
import type { Category } from "../domain/categories.ts";
import { HEAD_CATEGORY } from "./heads.ts";
import { LANGUAGE_GROUPS, type LanguageGroup, languageGroup } from "./language-group.ts";
import type { Model } from "./model-format.ts";
import { createScorer } from "./scoring.ts";

/** Scores of harmless texts, by language group and head of the model. */
export interface HarmlessScores {
  /** @param lang BCP 47 of the sender, when known */
  add(text: string, lang: string | null): void;
  /** Groups with fewer texts than this say nothing and are left out. */
  thresholds(share: number): readonly GroupThresholds[];
}

export interface GroupThresholds {
  readonly group: LanguageGroup;
  readonly texts: number;
  /** The score that at most `share` of the texts reach, in steps of 0.001. */
  readonly holds: { readonly [c in Category]?: number };
}

const FEWEST_TEXTS = 100;

export function collectHarmless(model: Model): HarmlessScores {
  const scorer = createScorer(model);
  const scores = new Map<LanguageGroup, number[][]>();
  return {
    add(text, lang) {
      const group = languageGroup(text, lang);
      const kept = scores.get(group) ?? model.heads.map(() => []);
      scores.set(group, kept);
      for (const [h, value] of scorer.score(text).entries()) kept[h]?.push(value);
    },
    thresholds(share) {
      return LANGUAGE_GROUPS.flatMap((group) => {
        const kept = scores.get(group);
        const texts = kept?.[0]?.length ?? 0;
        if (kept === undefined || texts < FEWEST_TEXTS) return [];
        const holds: { [c in Category]?: number } = {};
        for (const [h, head] of model.heads.entries()) {
          holds[HEAD_CATEGORY[head.name]] = upperScore(kept[h] ?? [], share);
        }
        return [{ group, texts, holds }];
      });
    },
  };
}

/** The smallest score, in steps of 0.001, that at most `share` of `values` reach. */
export function upperScore(values: readonly number[], share: number): number {
  const falling = values.toSorted((a, b) => b - a);
  const first = falling[Math.floor(falling.length * share)] ?? 0;
  return Math.min(1, (Math.floor(first * 1_000) + 1) / 1_000);
}
