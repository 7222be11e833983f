// THE table of a case: (case, command) -> the case after it, effects, audit; or a refusal.
//
// States and commands (pure; the clock comes in; review/commit.ts runs it in a transaction):
//
//   from                           command  to                   besides
//   none                           open     open
//   open                           report   open                 one a reporter, priority up
//   released by machine or expiry  report   open, origin report  no person has judged it
//   any other                      report   same                 the report is kept
//   open                           decide   released | rejected  refused: claimed by another
//   open                           expire   released | expired | open (requeued), by onExpiry
//   released rejected expired      undo     open                 no decision, time renewed
//   released rejected expired      decide   refused: done_before (same order) or conflict
//   open                           undo     refused: conflict
//
// Invariants
// - every change raises the version by one; a refusal changes nothing
// - status is `open` exactly when decision is null
// - what the room shows follows from the case alone (isShown): a change that makes it shown
//   publishes, one that ends it withdraws, so undo needs no rule of its own
import type { Case, Decision, Report } from "../domain/case.ts";
import type { Category } from "../domain/categories.ts";
import type { Json } from "../domain/message.ts";
import type { Sanction } from "../domain/sanction.ts";
import { caseSummary } from "./effects.ts";
import type { EffectBody } from "./effects.ts";
import { raised } from "./priority.ts";

export type CaseCommand =
  | { readonly kind: "open"; readonly item: Case }
  | { readonly kind: "report"; readonly report: Report }
  | {
      readonly kind: "decide";
      readonly decision: "release" | "reject";
      readonly byKind: "moderator" | "machine";
      readonly by: string;
      readonly category: Category | null;
      readonly note: string | null;
      /** The version that whoever decides has seen. */
      readonly seenVersion: number;
    }
  | { readonly kind: "undo"; readonly by: string }
  | { readonly kind: "expire" };

/** `version`: the case's after the decision. */
export interface PastDecision {
  readonly version: number;
  readonly decision: Decision;
}

export interface Circumstances {
  readonly nowMs: number;
  /** Every decision ever taken on the case, in any order. */
  readonly history: readonly PastDecision[];
}

/**
 * `done_before`: this very order was carried out already. `conflict`: another decision stands, or
 * there is nothing to undo. `claimed`: somebody else works on it. `not_due`: too early to expire.
 * `repeated`: the case exists already, or this reporter has reported it.
 */
export type Refusal = "done_before" | "conflict" | "claimed" | "not_due" | "repeated";

export interface Change {
  readonly case: Case;
  /** Set when this change is a decision; goes to the history. */
  readonly decision: Decision | null;
  readonly effects: readonly EffectBody[];
  readonly audit: {
    readonly actor: string;
    readonly action: string;
    readonly reason: string | null;
    readonly details: Json;
  };
}

export type Step =
  | { readonly ok: true; readonly change: Change }
  | { readonly ok: false; readonly refusal: Refusal };

/** Reports kept on one case; a pile-on adds nothing that a moderator could read. */
export const REPORTS_PER_CASE = 100;
/** A reopened or requeued case gets at least, and at most, so long. */
export const SHORTEST_WAIT_MS = 60_000;
export const LONGEST_WAIT_MS = 86_400_000;
const REPORT_SHARE = 0.1;
const REQUEUE_SHARE = 0.25;

/** Carries out one command on a case (null: there is none yet). */
export function transition(before: Case | null, command: CaseCommand, at: Circumstances): Step {
  if (before === null || command.kind === "open") {
    if (before !== null || command.kind !== "open") return refuse("repeated");
    return opened(command.item);
  }
  switch (command.kind) {
    case "report":
      return reported(before, command.report, at.nowMs);
    case "decide":
      return decided(before, command, at);
    case "undo":
      return undone(before, command.by, at.nowMs);
    case "expire":
      return expired(before, at.nowMs);
  }
}

/** Does its room show the message, as far as this case decides. */
export function isShown(item: Case): boolean {
  if (item.origin === "held") return item.status === "released";
  return item.status === "open" || item.status === "released";
}

/** Is the case held by somebody other than `by` now. */
export function isClaimedByAnother(item: Case, by: string, nowMs: number): boolean {
  return item.claim !== null && item.claim.by !== by && item.claim.until > nowMs;
}

/** Lays the sanction that a decision brought about into its change. */
export function withSanction(change: Change, sanction: Sanction): Change {
  if (change.decision === null) return change;
  const decision: Decision = { ...change.decision, sanctionId: sanction.id };
  const item: Case = { ...change.case, decision };
  const effects = change.effects.map((effect): EffectBody => {
    return effect.kind === "live" ? { ...effect, data: caseSummary(item) } : effect;
  });
  const set: readonly EffectBody[] = sanctionEffects(sanction, item.room, "sanction.created");
  return { ...change, case: item, decision, effects: [...effects, ...set] };
}

/** Lays the sanctions that an undone decision takes with it into its change. */
export function withLifted(change: Change, sanctions: readonly Sanction[]): Change {
  const lifts = sanctions.flatMap((sanction) => {
    return sanctionEffects(sanction, change.case.room, "sanction.lifted");
  });
  return { ...change, effects: [...change.effects, ...lifts] };
}

function sanctionEffects(sanction: Sanction, room: string, type: string): EffectBody[] {
  return [
    { kind: "sanction", sanctionId: sanction.id },
    { kind: "live", type, room, data: { ...sanction } },
  ];
}

function opened(item: Case): Step {
  const action = "case.opened";
  return {
    ok: true,
    change: {
      case: item,
      decision: null,
      effects: [{ kind: "live", type: action, room: item.room, data: caseSummary(item) }],
      audit: { actor: "system", action, reason: null, details: { origin: item.origin } },
    },
  };
}

function reported(before: Case, report: Report, nowMs: number): Step {
  if (before.reports.some((known) => known.by === report.by)) return refuse("repeated");
  if (before.reports.length >= REPORTS_PER_CASE) return refuse("repeated");
  const reports = [...before.reports, report];
  const details = { category: report.category };
  const audit = { actor: report.by, action: "case.reported", reason: report.note, details };
  const wasJudgedByPerson = before.decision?.byKind === "moderator";
  if (before.status === "released" && !wasJudgedByPerson) {
    const open = reopen(before, nowMs + waitOf(before));
    const after: Case = { ...open, origin: "report", onExpiry: "release", reports };
    return change(before, after, { ...audit, action: "case.reopened" }, "case.opened");
  }
  const isOpen = before.status === "open";
  const priority = isOpen ? raised(before.priority, REPORT_SHARE) : before.priority;
  return change(before, { ...before, reports, priority }, audit, "case.reported");
}

function decided(
  before: Case,
  order: Extract<CaseCommand, { kind: "decide" }>,
  at: Circumstances,
): Step {
  const since = at.history
    .filter((past) => past.version > order.seenVersion)
    .sort((a, b) => a.version - b.version);
  if (before.status !== "open") {
    const isSame =
      since.length === 1 &&
      since[0]?.decision.by === order.by &&
      since[0].decision.decision === order.decision;
    return refuse(isSame ? "done_before" : "conflict");
  }
  // A requeue or a report since then is no reason to refuse; a decision taken and undone is.
  if (since.length > 0 || order.seenVersion > before.version) return refuse("conflict");
  if (order.byKind === "moderator" && isClaimedByAnother(before, order.by, at.nowMs)) {
    return refuse("claimed");
  }
  const decision: Decision = {
    decision: order.decision,
    byKind: order.byKind,
    by: order.by,
    category: order.category,
    note: order.note,
    sanctionId: null,
    at: at.nowMs,
  };
  const status = order.decision === "release" ? "released" : "rejected";
  const audit = {
    actor: order.by,
    action: `case.${status}`,
    reason: order.note,
    details: { byKind: order.byKind, category: order.category },
  };
  return change(before, { ...before, status, decision }, audit, "case.decided");
}

function undone(before: Case, by: string, nowMs: number): Step {
  if (before.status === "open" || before.decision === null) return refuse("conflict");
  const details = { was: before.status, by: before.decision.by };
  const audit = { actor: by, action: "case.undone", reason: null, details };
  return change(before, reopen(before, nowMs + waitOf(before)), audit, "case.opened");
}

function expired(before: Case, nowMs: number): Step {
  if (before.status !== "open" || before.dueAt > nowMs) return refuse("not_due");
  const audit = { actor: "expiry", action: "case.expired", reason: null, details: null };
  if (before.onExpiry === "requeue") {
    // Waits as long again as it has waited: an abandoned room costs fewer and fewer sweeps.
    const wait = clamp(nowMs - before.openedAt, SHORTEST_WAIT_MS, LONGEST_WAIT_MS);
    const priority = raised(before.priority, REQUEUE_SHARE);
    const after: Case = { ...before, dueAt: nowMs + wait, priority };
    return change(before, after, { ...audit, action: "case.requeued" }, "case.requeued");
  }
  const decision: Decision = {
    decision: before.onExpiry,
    byKind: "expiry",
    by: "expiry",
    category: null,
    note: null,
    sanctionId: null,
    at: nowMs,
  };
  const status = before.onExpiry === "release" ? "released" : "expired";
  const named = { ...audit, details: { onExpiry: before.onExpiry } };
  return change(before, { ...before, status, decision }, named, "case.expired");
}

function reopen(before: Case, dueAt: number): Case {
  return { ...before, status: "open", decision: null, claim: null, dueAt };
}

/** How long the case was given at first, within bounds. */
function waitOf(item: Case): number {
  return clamp(item.dueAt - item.openedAt, SHORTEST_WAIT_MS, LONGEST_WAIT_MS);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function change(before: Case, next: Case, audit: Change["audit"], liveType: string): Step {
  const isEnding = before.status === "open" && next.status !== "open";
  const claim = isEnding ? null : next.claim;
  const after: Case = { ...next, version: before.version + 1, claim };
  const effects: EffectBody[] = [];
  if (isShown(after) !== isShown(before)) {
    effects.push({ kind: isShown(after) ? "publish" : "withdraw" });
  }
  const isRefused = after.status === "rejected" || after.status === "expired";
  if (isEnding && isRefused && after.origin === "held") {
    effects.push({ kind: "outcome", status: after.status === "rejected" ? "rejected" : "expired" });
  }
  effects.push({ kind: "live", type: liveType, room: after.room, data: caseSummary(after) });
  const decision = isEnding ? after.decision : null;
  return { ok: true, change: { case: after, decision, effects, audit } };
}

function refuse(refusal: Refusal): Step {
  return { ok: false, refusal };
}
