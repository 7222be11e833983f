// Asks one detector what it finds in a text, by way of the engine.
import type { Reason } from "../../src/domain/verdict.ts";
import { foundTexts, statelessProbe } from "./engine.ts";

const probe = statelessProbe({
  lists: [],
  rules: [],
  links: { allow: ["example.shop"] },
});

/** The detector's reasons for a text. */
export function reasonsOf(detector: string, text: string): readonly Reason[] {
  return probe.ask(text).reasons.filter(({ rule }) => rule === `detector.${detector}`);
}

/** Texts that the detector found. */
export function found(detector: string, text: string): string[] {
  return foundTexts(text, { ...probe.ask(text), reasons: reasonsOf(detector, text) });
}
