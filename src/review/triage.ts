// What the classifier makes of a held message: scores to rank it by, and now and then a decision.
//
// Invariants
// - the machine decides only where the policy in force gives it a threshold to decide by
// - without scores nothing is decided: categories that fail closed wait for people
import type { Scores } from "../domain/case.ts";
import { CATEGORIES } from "../domain/categories.ts";
import type { Category } from "../domain/categories.ts";
import { UnavailableError } from "../domain/errors.ts";
import type { Classifier } from "../domain/ports/classifier.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import type { ExpiryAction, Reason } from "../domain/verdict.ts";
import { createBreaker } from "./breaker.ts";
import { within } from "./deadline.ts";
import type { LanguageGroup } from "../classifier/language-group.ts";

/** What triage needs of a PolicySpec. */
export interface TriageRules {
  readonly thresholds: {
    readonly [c in Category]?: { readonly [g in LanguageGroup]?: Thresholds };
  };
  readonly failOpen: readonly Category[];
}

interface Thresholds {
  readonly release: number | null;
  readonly hold: number | null;
  readonly reject: number | null;
}

export type MachineAnswer =
  | { readonly kind: "people" }
  | { readonly kind: "release" }
  | { readonly kind: "reject"; readonly category: Category };

export interface Triage {
  /** Null when the classifier could not be asked. Never rejects. */
  score(text: string): Promise<Scores | null>;
}

export interface TriageParts {
  readonly classifier: Classifier;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** The embedded model takes a millisecond; a service that needs longer is down. */
export const CLASSIFIER_DEADLINE_MS = 1_000;

export function createTriage(parts: TriageParts): Triage {
  const { classifier, clock, log, metrics } = parts;
  const breaker = createBreaker();
  return {
    async score(text) {
      const startedAt = clock.now();
      if (!breaker.admits(startedAt)) {
        metrics.count("weir_classifier_total", { outcome: "skipped" });
        return null;
      }
      try {
        const scores = await within(CLASSIFIER_DEADLINE_MS, classifier.score(text), late);
        breaker.succeeded();
        metrics.count("weir_classifier_total", { outcome: "scored" });
        metrics.observe("weir_classifier_seconds", (clock.now() - startedAt) / 1_000);
        return scores;
      } catch (error) {
        breaker.failed(clock.now());
        metrics.count("weir_classifier_total", { outcome: "failed" });
        log.warn("classifier.failed", { code: codeOf(error) });
        return null;
      }
    },
  };
}

/**
 * May the machine decide, and how. Rejects when one category's score reaches its reject threshold;
 * releases when every category that held the message has been cleared by its own threshold and no
 * category at all reaches its hold threshold.
 * @param group of the text: whose thresholds count
 */
export function machineAnswer(
  group: LanguageGroup,
  reasons: readonly Reason[],
  scores: Scores,
  rules: TriageRules,
): MachineAnswer {
  let worst: { readonly category: Category; readonly score: number } | undefined;
  let isDoubtful = false;
  for (const category of CATEGORIES) {
    const score = scores[category];
    if (score === undefined) continue;
    const limits = thresholdsOf(rules, category, group);
    if (reaches(score, limits?.reject) && score > (worst?.score ?? -1)) {
      worst = { category, score };
    }
    if (reaches(score, limits?.hold)) isDoubtful = true;
  }
  if (worst !== undefined) return { kind: "reject", category: worst.category };
  if (isDoubtful || reasons.length === 0) return { kind: "people" };
  const isCleared = reasons.every(({ category }) => {
    const score = scores[category];
    const release = thresholdsOf(rules, category, group)?.release ?? null;
    return score !== undefined && release !== null && score <= release;
  });
  return { kind: isCleared ? "release" : "people" };
}

/** What a case's expiry does when its message could not be scored. */
export function expiryUnscored(
  onExpiry: ExpiryAction,
  reasons: readonly Reason[],
  rules: TriageRules,
): ExpiryAction {
  const isOpen = reasons.length > 0 && reasons.every((r) => rules.failOpen.includes(r.category));
  return isOpen ? "release" : onExpiry;
}

function thresholdsOf(
  rules: TriageRules,
  category: Category,
  group: LanguageGroup,
): Thresholds | undefined {
  const groups = rules.thresholds[category];
  return groups?.[group] ?? groups?.default;
}

function reaches(score: number, threshold: number | null | undefined): boolean {
  return threshold !== null && threshold !== undefined && score >= threshold;
}

function codeOf(error: unknown): string {
  return error instanceof UnavailableError ? error.code : "unexpected";
}

function late(): UnavailableError {
  return new UnavailableError("classifier_unavailable", "The classifier did not answer.");
}
