// Runs one command on one case: reads it, asks the table, writes all that follows together.
//
// Why this way: the write names the version that was read. Whoever comes second reads again and
// asks the table again, so two moderators, the sweep and a late report can never both have it.
import type { Case, Decision, SanctionOrder } from "../domain/case.ts";
import { UnavailableError } from "../domain/errors.ts";
import type { CaseId } from "../domain/message.ts";
import type { Store, StoreSession } from "../domain/ports/store.ts";
import type { Clock, Metrics } from "../domain/ports/telemetry.ts";
import type { Sanction } from "../domain/sanction.ts";
import { effectRows } from "./effects.ts";
import type { Penalties } from "./penalties.ts";
import { transition, withLifted, withSanction } from "./transitions.ts";
import type { CaseCommand, Change, Refusal } from "./transitions.ts";

export interface CommitParts {
  readonly store: Store;
  readonly penalties: Penalties;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export type CommitResult =
  | { readonly kind: "changed"; readonly case: Case }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly case: Case }
  | { readonly kind: "not_found" };

const ATTEMPTS = 8;

/**
 * Carries out a command on the case as it is in the store.
 * @param order the sanction that goes with a decision
 * Errors: UnavailableError `case_busy` when others kept changing it; what the store throws.
 */
export async function commit(
  parts: CommitParts,
  id: CaseId,
  command: CaseCommand,
  order: SanctionOrder | null = null,
): Promise<CommitResult> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const result = await unlessStale(() => attemptCommit(parts, id, command, order));
    if (result === "stale") continue;
    if (result.kind !== "changed") return result;
    countChange(parts, result);
    return { kind: "changed", case: result.case };
  }
  throw new UnavailableError("case_busy", "The case is being changed by others; try again.", {
    facts: { caseId: id, attempts: ATTEMPTS },
  });
}

/**
 * Opens a case; `decision`, when given, is taken on it in the same transaction.
 * @returns undefined when the message has a case already
 */
export async function open(
  parts: CommitParts,
  item: Case,
  decision: CaseCommand | null,
): Promise<Case | undefined> {
  const opened = await unlessStale(() => attemptOpen(parts, item, decision));
  if (opened === undefined || opened === "stale") return undefined;
  parts.metrics.count("weir_cases_total", { origin: opened.case.origin });
  countChange(parts, opened);
  return opened.case;
}

/** A change that was written: what the metrics count. */
interface Done {
  readonly case: Case;
  readonly decision: Decision | null;
  readonly sanction: Sanction | null;
}

/** Rolls the transaction back; caught by unlessStale alone. */
class StaleCase extends Error {
  override name = "StaleCase";
}

async function unlessStale<T>(work: () => Promise<T>): Promise<T | "stale"> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StaleCase) return "stale";
    throw error;
  }
}

function attemptOpen(
  parts: CommitParts,
  item: Case,
  decision: CaseCommand | null,
): Promise<Done | undefined> {
  return parts.store.transaction(async (tx) => {
    const nowMs = parts.clock.now();
    const before = (await tx.getCase(item.id)) ?? null;
    const first = transition(before, { kind: "open", item }, { nowMs, history: [] });
    if (!first.ok) return undefined;
    const second = decision === null ? null : transition(item, decision, { nowMs, history: [] });
    const decided =
      second?.ok === true ? await penalised(parts, tx, item, second.change, null) : null;
    const last = decided?.change ?? first.change;
    if (!(await tx.insertCase(last.case))) throw new StaleCase();
    await writeConsequences(tx, first.change, nowMs);
    if (decided !== null) await writeConsequences(tx, decided.change, nowMs);
    return { case: last.case, decision: last.decision, sanction: decided?.sanction ?? null };
  });
}

function attemptCommit(
  parts: CommitParts,
  id: CaseId,
  command: CaseCommand,
  order: SanctionOrder | null,
): Promise<Exclude<CommitResult, { kind: "changed" }> | (Done & { readonly kind: "changed" })> {
  return parts.store.transaction(async (tx) => {
    const before = await tx.getCase(id);
    if (before === undefined) return { kind: "not_found" };
    const nowMs = parts.clock.now();
    const history = await tx.listDecisions(id);
    const step = transition(before, command, { nowMs, history });
    if (!step.ok) {
      // A decision that came between the two reads belongs to a case that was not read.
      if ((await tx.getCase(id))?.version !== before.version) throw new StaleCase();
      return { kind: "refused", refusal: step.refusal, case: before };
    }
    const { change, sanction } = await penalised(parts, tx, before, step.change, order);
    if (!(await tx.updateCase(change.case, before.version))) throw new StaleCase();
    await writeConsequences(tx, change, nowMs);
    return { kind: "changed", case: change.case, decision: change.decision, sanction };
  });
}

interface Penalised {
  readonly change: Change;
  readonly sanction: Sanction | null;
}

/** The change with what it means for the sender. */
async function penalised(
  parts: CommitParts,
  tx: StoreSession,
  before: Case,
  change: Change,
  order: SanctionOrder | null,
): Promise<Penalised> {
  if (change.decision !== null) {
    const sanction = await parts.penalties.penalise(tx, change.case, change.decision, order);
    return { change: sanction === null ? change : withSanction(change, sanction), sanction };
  }
  if (before.decision === null || change.case.decision !== null) return { change, sanction: null };
  // Open again: whatever the decision brought upon the sender goes with it.
  const lifted = await parts.penalties.pardon(tx, before, change.audit.actor, parts.clock.now());
  return { change: withLifted(change, lifted), sanction: null };
}

async function writeConsequences(tx: StoreSession, change: Change, nowMs: number): Promise<void> {
  const { id, version, room } = change.case;
  if (change.decision !== null) await tx.insertDecision(id, version, change.decision);
  for (const effect of effectRows(id, version, change.effects, nowMs)) {
    await tx.insertEffect(effect);
  }
  await tx.appendAudit({
    id: `a_${id}.${version}`,
    at: nowMs,
    subject: `case:${id}`,
    room,
    ...change.audit,
  });
}

function countChange(parts: CommitParts, done: Done): void {
  const { metrics } = parts;
  const { decision, openedAt } = done.case;
  if (done.decision !== null && decision !== null) {
    metrics.count("weir_decisions_total", { decision: decision.decision, by: decision.byKind });
    metrics.observe("weir_case_wait_seconds", Math.max(0, decision.at - openedAt) / 1_000);
  }
  if (done.sanction !== null) metrics.count("weir_sanctions_total", { kind: done.sanction.kind });
}
