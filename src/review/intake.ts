// What becomes of a queue item: a case is opened, a report added, a record kept.
import { caseIdOf } from "../domain/case.ts";
import type { Case } from "../domain/case.ts";
import type { ReviewItem } from "../domain/ports/review-queue.ts";
import { commit, open } from "./commit.ts";
import type { CommitParts } from "./commit.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { languageGroup } from "../classifier/language-group.ts";
import { caseOfHeld, caseOfReport, reportOf } from "./opening.ts";
import type { HeldItem, ReportItem } from "./opening.ts";
import { keepRecord } from "./records.ts";
import type { RecordParts } from "./records.ts";
import { expiryUnscored, machineAnswer } from "./triage.ts";
import type { MachineAnswer, Triage, TriageRules } from "./triage.ts";
import type { CaseCommand } from "./transitions.ts";

export interface IntakeParts extends CommitParts, RecordParts {
  readonly triage: Triage;
  /** Of the policy in force now. */
  readonly rules: () => TriageRules & { readonly version: string };
  readonly dispatcher: Pick<Dispatcher, "kick">;
}

/**
 * Handler for ReviewQueueConsumer.consume: an item that comes twice has effect once.
 * Errors: what the store throws; the queue then hands the item over again.
 */
export function createIntake(parts: IntakeParts): (item: ReviewItem) => Promise<void> {
  return async (item) => {
    switch (item.kind) {
      case "held":
        await takeHeld(parts, item);
        break;
      case "report":
        await takeReport(parts, item);
        break;
      case "record":
        await keepRecord(parts, item);
        return;
    }
    parts.dispatcher.kick();
  };
}

async function takeHeld(parts: IntakeParts, item: HeldItem): Promise<void> {
  // A known message is not scored again.
  if ((await parts.store.getCase(caseIdOf(item.message.id))) !== undefined) return;
  const rules = parts.rules();
  const scores = await parts.triage.score(item.message.text);
  const nowMs = parts.clock.now();
  if (scores === null) {
    const onExpiry = expiryUnscored(item.hold.onExpiry, item.reasons, rules);
    await open(parts, caseOfHeld(item, {}, onExpiry, nowMs), null);
    return;
  }
  const group = languageGroup(item.message.text, item.lang);
  const answer = machineAnswer(group, item.reasons, scores, rules);
  const fresh = caseOfHeld(item, scores, item.hold.onExpiry, nowMs);
  await open(parts, fresh, machineCommand(answer, fresh));
}

function machineCommand(answer: MachineAnswer, item: Case): CaseCommand | null {
  if (answer.kind === "people") return null;
  return {
    kind: "decide",
    decision: answer.kind,
    byKind: "machine",
    by: "machine",
    category: answer.kind === "reject" ? answer.category : null,
    note: null,
    seenVersion: item.version,
  };
}

async function takeReport(parts: IntakeParts, item: ReportItem): Promise<void> {
  const id = caseIdOf(item.message.id);
  const command: CaseCommand = { kind: "report", report: reportOf(item) };
  const merged = await commit(parts, id, command);
  if (merged.kind !== "not_found") return;
  const scores = (await parts.triage.score(item.message.text)) ?? {};
  const { version } = parts.rules();
  const fresh = caseOfReport(item, scores, version, parts.clock.now());
  // Two reports of one message at once: the second finds the first one's case.
  if ((await open(parts, fresh, null)) === undefined) await commit(parts, id, command);
}
