// What a decision means for the sender, in the decision's transaction: strike and sanction.
import type { Case, Decision, SanctionOrder } from "../domain/case.ts";
import type { AuditEntry, StoreSession } from "../domain/ports/store.ts";
import type { Sanction } from "../domain/sanction.ts";
import { LIMITS } from "../domain/limits.ts";
import { LADDER, nextStep, windowMs } from "./ladder.ts";
import type { Ladder } from "./ladder.ts";
import { makeSanction } from "./make-sanction.ts";
import { strikeOf } from "./strikes.ts";

/** Has the shape of review's port of the same name; the two folders do not know each other. */
export interface Penalties {
  penalise(
    tx: StoreSession,
    item: Case,
    decision: Decision,
    order: SanctionOrder | null,
  ): Promise<Sanction | null>;
  pardon(tx: StoreSession, item: Case, by: string, nowMs: number): Promise<readonly Sanction[]>;
}

/**
 * A rejected case gives a strike (strikes.ts says when not). The sanction is the one that the
 * moderator named; the ladder speaks only when they named none, and only upon a new strike.
 * @param ladder of the policy in force now
 */
export function createPenalties(ladder: () => Ladder): Penalties {
  return {
    async penalise(tx, item, decision, order) {
      const rules = ladder();
      const strike = strikeOf(item, decision, rules);
      const isNew = strike !== null && (await tx.insertStrike(strike));
      const sanction =
        order === null
          ? isNew && (await sanctionByLadder(tx, item, decision, rules))
          : sanctionByOrder(item, decision, order);
      if (sanction === null || sanction === false) return null;
      await tx.putSanction(sanction);
      const { by, reason } = sanction;
      await audit(tx, sanction, { action: "sanction.created", at: decision.at, actor: by, reason });
      return sanction;
    },
    async pardon(tx, item, by, nowMs) {
      await tx.deleteStrikes(item.id);
      const id = item.decision?.sanctionId ?? null;
      const sanction = id === null ? undefined : await tx.getSanction(id);
      if (sanction === undefined) return [];
      await tx.deleteSanction(sanction.id);
      const reason = "The decision was undone.";
      await audit(tx, sanction, { action: "sanction.lifted", at: nowMs, actor: by, reason });
      return [sanction];
    },
  };
}

/** One case version, one sanction: the id follows from both. */
function sanctionId(item: Case): string {
  return `s_${item.id.slice(2)}_${item.version}`;
}

function sanctionByOrder(item: Case, decision: Decision, order: SanctionOrder): Sanction {
  const facts = {
    id: sanctionId(item),
    userId: item.message.user.id,
    room: order.everywhere === true ? null : item.room,
    kind: order.kind,
    seconds: order.seconds ?? null,
    reason: order.reason ?? decision.note ?? "",
    category: decision.category,
    acknowledge: true,
    by: decision.by,
    caseId: item.id,
  };
  return makeSanction(facts, decision.at);
}

async function sanctionByLadder(
  tx: StoreSession,
  item: Case,
  decision: Decision,
  ladder: Ladder,
): Promise<Sanction | null> {
  const userId = item.message.user.id;
  const strikes = await tx.listStrikes(userId, decision.at - windowMs(ladder));
  const given = await tx.listSanctions({ userId, limit: LIMITS.pageItems.value });
  const step = nextStep(strikes, given.items, ladder, decision.at);
  if (step === null) return null;
  const facts = {
    id: sanctionId(item),
    userId,
    room: step.everywhere ? null : item.room,
    kind: step.kind,
    seconds: step.seconds,
    reason: decision.note ?? "",
    category: decision.category,
    acknowledge: step.acknowledge,
    by: LADDER,
    caseId: item.id,
  };
  return makeSanction(facts, decision.at);
}

async function audit(
  tx: StoreSession,
  sanction: Sanction,
  line: Pick<AuditEntry, "action" | "at" | "actor" | "reason">,
): Promise<void> {
  await tx.appendAudit({
    id: `a_${sanction.id}.${line.action}`,
    subject: `sanction:${sanction.id}`,
    room: sanction.room,
    details: { ...sanction },
    ...line,
  });
}
