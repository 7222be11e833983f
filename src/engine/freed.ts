// What is said against luring away, or asked about payment, is no lure.
import type { Category } from "../domain/categories.ts";
import { isHarmlessTalk } from "../match/detector-stance.ts";
import type { PhaseContext } from "./phase.ts";

/** @param start `[start, end)` of a find in the original text */
export function isFreed(
  context: PhaseContext,
  category: Category,
  start: number,
  end: number,
): boolean {
  return category === "off_platform" && isHarmlessTalk(context, start, end);
}
