// Runs one command on one case: reads it, asks the table, writes case, decision, effects and audit together.
//
// Why this way: the write names the version that was read. Whoever comes second reads again and
// asks the table again, so two moderators, the sweep and a late report can never both have it.
import type { Case, SanctionOrder } from "../domain/case.ts";
import { UnavailableError } from "../domain/errors.ts";
import type { CaseId } from "../domain/message.ts";
import type { Store, StoreSession } from "../domain/ports/store.ts";
import type { Clock, Metrics } from "../domain/ports/telemetry.ts";
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
    if (result.kind === "changed") countDecision(parts.metrics, result.case, command);
    return result;
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
  parts.metrics.count("weir_cases_total", { origin: opened.origin });
  if (decision !== null) countDecision(parts.metrics, opened, decision);
  return opened;
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
): Promise<Case | undefined> {
  return parts.store.transaction(async (tx) => {
    const nowMs = parts.clock.now();
    const before = (await tx.getCase(item.id)) ?? null;
    const first = transition(before, { kind: "open", item }, { nowMs, history: [] });
    if (!first.ok) return undefined;
    const changes: Change[] = [first.change];
    if (decision !== null) {
      const second = transition(item, decision, { nowMs, history: [] });
      if (second.ok) changes.push(await penalised(parts, tx, item, second.change, null));
    }
    const last = changes.at(-1)?.case ?? item;
    if (!(await tx.insertCase(last))) throw new StaleCase();
    for (const change of changes) await writeConsequences(tx, change, nowMs);
    return last;
  });
}

function attemptCommit(
  parts: CommitParts,
  id: CaseId,
  command: CaseCommand,
  order: SanctionOrder | null,
): Promise<CommitResult> {
  return parts.store.transaction(async (tx) => {
    const before = await tx.getCase(id);
    if (before === undefined) return { kind: "not_found" };
    const nowMs = parts.clock.now();
    const history = await tx.listDecisions(id);
    const step = transition(before, command, { nowMs, history });
    if (!step.ok) return { kind: "refused", refusal: step.refusal, case: before };
    const change = await penalised(parts, tx, before, step.change, order);
    if (!(await tx.updateCase(change.case, before.version))) throw new StaleCase();
    await writeConsequences(tx, change, nowMs);
    return { kind: "changed", case: change.case };
  });
}

/** The change with what it means for the sender. */
async function penalised(
  parts: CommitParts,
  tx: StoreSession,
  before: Case,
  change: Change,
  order: SanctionOrder | null,
): Promise<Change> {
  if (change.decision !== null) {
    const sanction = await parts.penalties.penalise(tx, change.case, change.decision, order);
    return sanction === null ? change : withSanction(change, sanction);
  }
  if (before.decision === null) return change;
  // Open again: whatever the decision brought upon the sender goes with it.
  return change.case.decision === null
    ? withLifted(change, await parts.penalties.pardon(tx, before))
    : change;
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

function countDecision(metrics: Metrics, item: Case, command: CaseCommand): void {
  const decision = item.decision;
  if (decision === null || (command.kind !== "decide" && command.kind !== "expire")) return;
  metrics.count("weir_decisions_total", { decision: decision.decision, by: decision.byKind });
  metrics.observe("weir_case_wait_seconds", Math.max(0, decision.at - item.openedAt) / 1_000);
}
