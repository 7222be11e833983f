// The embedded classifier behind its port: a model file's bytes in, scores per category out.
import type { Scores } from "../domain/case.ts";
import type { Category } from "../domain/categories.ts";
import type { Classifier } from "../domain/ports/classifier.ts";
import { HEAD_CATEGORY } from "./heads.ts";
import { decodeModel } from "./model-format.ts";
import { createScorer } from "./scoring.ts";

/**
 * Async by contract only: the answer is there at once, and it never fails.
 * @param bytes a model file; must not be changed afterwards
 * Errors: ModelError `model_invalid`.
 */
export function createClassifier(bytes: Uint8Array): Classifier {
  const model = decodeModel(bytes);
  const scorer = createScorer(model);
  const categories = model.heads.map((head) => HEAD_CATEGORY[head.name]);
  return {
    score(text) {
      const probabilities = scorer.score(text);
      const scores: { [c in Category]?: number } = {};
      for (const [i, category] of categories.entries()) scores[category] = probabilities[i]!;
      return Promise.resolve<Scores>(scores);
    },
  };
}
