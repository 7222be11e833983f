// What a decision means for the sender: the port through which review asks enforcement.
import type { Case, Decision, SanctionOrder } from "../domain/case.ts";
import type { StoreSession } from "../domain/ports/store.ts";
import type { Sanction } from "../domain/sanction.ts";

/** Both run inside the decision's transaction, so strikes and sanctions stand or fall with it. */
export interface Penalties {
  /**
   * Strike and sanction of a decision on `item`, stored once however often it is called.
   * @param order the sanction that the moderator named; without it the ladder may have one
   * @returns the sanction that must now be enacted, or null
   */
  penalise(
    tx: StoreSession,
    item: Case,
    decision: Decision,
    order: SanctionOrder | null,
  ): Promise<Sanction | null>;
  /** Takes back strikes and sanctions of the case's decision, for `by`. @returns what was lifted */
  pardon(tx: StoreSession, item: Case, by: string, nowMs: number): Promise<readonly Sanction[]>;
}
