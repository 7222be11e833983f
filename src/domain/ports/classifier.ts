// Port of the classifier: probabilities per category for a held message.
import type { Scores } from "../case.ts";

export interface Classifier {
  /**
   * @param text original text
   * @returns 0..1 for the categories it knows; others are absent.
   * Errors: UnavailableError `classifier_unavailable` (slow or down).
   */
  score(text: string): Promise<Scores>;
}
