// What the model can tell apart: its heads, and the category that each one speaks for.
import type { Category } from "../domain/categories.ts";

/** In the order of the model file; a new head goes to the end. */
export const HEADS = ["toxic", "hate", "sexual", "threat", "self_harm", "spam"] as const;
export type Head = (typeof HEADS)[number];

/** Our names for what public label sets call toxicity, threats and so on. */
export const HEAD_CATEGORY: { readonly [h in Head]: Category } = {
  toxic: "harassment",
  hate: "hate",
  sexual: "sexual",
  threat: "violence",
  self_harm: "self_harm",
  spam: "spam",
};
