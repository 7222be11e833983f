// Makes the first version of a case from a queue item: held by the engine, or reported by a viewer.
import { caseIdOf } from "../domain/case.ts";
import type { Case, Scores } from "../domain/case.ts";
import { LIMITS } from "../domain/limits.ts";
import type { ReviewItem } from "../domain/ports/review-queue.ts";
import type { ExpiryAction, HoldTerms, Reason } from "../domain/verdict.ts";
import { priorityOf } from "./priority.ts";

export type HeldItem = Extract<ReviewItem, { kind: "held" }>;
export type ReportItem = Extract<ReviewItem, { kind: "report" }>;

/**
 * A reported message stands in the room already: it is dismissed, not withdrawn, when nobody looks
 * at the report for a day.
 */
export const REPORT_TERMS: HoldTerms = { priority: 2, ttlSeconds: 86_400, onExpiry: "release" };

/** A category in a report is a viewer's claim: taken as moderate until somebody looks. */
const REPORT_SEVERITY = 2;

/** @param onExpiry what the hold says, or what the classifier's failure made of it */
export function caseOfHeld(
  item: HeldItem,
  scores: Scores,
  onExpiry: ExpiryAction,
  nowMs: number,
): Case {
  const { hold, message } = item;
  const ttlMs = hold.ttlSeconds * 1_000;
  return {
    id: caseIdOf(message.id),
    version: 1,
    status: "open",
    origin: "held",
    room: message.room,
    message,
    reasons: item.reasons,
    scores,
    priority: priorityOf({
      band: hold.priority,
      reasons: item.reasons,
      scores,
      viewers: item.viewers,
      waitedMs: nowMs - message.at,
      ttlMs,
    }),
    openedAt: nowMs,
    // From the opening: an item that waited in the queue still gives people their time.
    dueAt: nowMs + ttlMs,
    onExpiry,
    policyVersion: item.policyVersion,
    before: item.before.slice(-LIMITS.contextMessages.value),
    reports: [],
    claim: null,
    decision: null,
  };
}

/** @param policyVersion the one in force: a report comes from no policy */
export function caseOfReport(
  item: ReportItem,
  scores: Scores,
  policyVersion: string,
  nowMs: number,
): Case {
  const { message, category } = item;
  const ttlMs = REPORT_TERMS.ttlSeconds * 1_000;
  const reasons: readonly Reason[] =
    category === null ? [] : [{ rule: "report", category, severity: REPORT_SEVERITY, spans: [] }];
  return {
    id: caseIdOf(message.id),
    version: 1,
    status: "open",
    origin: "report",
    room: message.room,
    message,
    reasons,
    scores,
    priority: priorityOf({
      band: REPORT_TERMS.priority,
      reasons,
      scores,
      viewers: item.viewers,
      waitedMs: nowMs - item.at,
      ttlMs,
    }),
    openedAt: nowMs,
    dueAt: nowMs + ttlMs,
    onExpiry: REPORT_TERMS.onExpiry,
    policyVersion,
    before: item.before.slice(-LIMITS.contextMessages.value),
    reports: [reportOf(item)],
    claim: null,
    decision: null,
  };
}

export function reportOf(item: ReportItem): Case["reports"][number] {
  const note = item.note.slice(0, LIMITS.noteLength.value);
  return { by: item.reporter, category: item.category, note, at: item.at };
}
