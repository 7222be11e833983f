// The desk's doing side: decides and takes back, and says what came of it.
import { useRef, useState } from "preact/hooks";
import type { WireCase } from "../api/wire.ts";
import { api, type Failure, type Reply } from "./api-client.ts";
import type { DeskState, Said, View } from "./queue-state.ts";
import { categoryName, type Lang } from "./texts.ts";
import { failureSaid, useClaim, useQueue } from "./use-queue.ts";

export interface SanctionChoice {
  readonly kind: string;
  readonly seconds?: number;
}

export interface DeskControl {
  readonly state: DeskState;
  readonly selected: WireCase | null;
  readonly isLive: boolean;
  readonly isBusy: boolean;
  show(view: View): void;
  select(id: string): void;
  step(by: 1 | -1): void;
  decide(decision: "release" | "reject", sanction?: SanctionChoice): void;
  undo(id?: string): void;
  reload(): void;
}

/** Keys remembered while an answer is on its way. */
const MOST_WAITING = 4;

export function useDesk(lang: Lang, accountId: string, onSessionEnded: () => void): DeskControl {
  const { state, now, dispatch, isLive, load } = useQueue(onSessionEnded);
  const [isBusy, setBusy] = useState(false);
  const selected = chosenOf(state);
  useClaim(selected, accountId, (item) => dispatch({ kind: "changed", case: item }));

  function refused(reply: Failure): void {
    if (reply.status === 401) return onSessionEnded();
    if (reply.case !== null) dispatch({ kind: "changed", case: reply.case });
    const said: Said = reply.status === 409 ? { what: "already" } : failureSaid(reply);
    return dispatch({ kind: "problem", said });
  }

  // One after the other: a key pressed while the last answer is on its way must not be lost.
  const line = useRef<Promise<void>>(Promise.resolve());
  const waiting = useRef(0);

  function act(work: () => Promise<Reply<WireCase>> | null, done: (item: WireCase) => void): void {
    if (waiting.current >= MOST_WAITING) return;
    waiting.current += 1;
    const before = line.current;
    const run = async (): Promise<void> => {
      await before;
      const call = work();
      setBusy(call !== null);
      const reply = await call;
      waiting.current -= 1;
      setBusy(false);
      if (reply === null) return;
      if (reply.ok) done(reply.body);
      else refused(reply);
    };
    line.current = run();
  }

  function decide(decision: "release" | "reject", sanction?: SanctionChoice): void {
    const chosen = chosenOf(now());
    if (chosen === null || chosen.status !== "open") return;
    const { id, version } = chosen;
    const order = {
      decision,
      version,
      ...(sanction === undefined ? {} : { sanction: { ...sanction, reason: why(chosen, lang) } }),
    };
    act(
      // Pressed twice: the first one has decided it by now.
      () => (now().cases.some((item) => item.id === id) ? api.decide(id, order) : null),
      (item) => dispatch({ kind: "decided", case: item, decision }),
    );
  }

  function undo(id?: string): void {
    act(
      () => {
        const target = id ?? now().decided.at(-1)?.id;
        return target === undefined ? null : api.undo(target);
      },
      (item) => dispatch({ kind: "undone", case: item }),
    );
  }

  return {
    state,
    selected,
    isLive,
    isBusy,
    show: (next) => dispatch({ kind: "view", view: next }),
    select: (id) => dispatch({ kind: "select", id }),
    step: (by) => dispatch({ kind: "step", by }),
    decide,
    undo,
    reload: () => void load(),
  };
}

function chosenOf(state: DeskState): WireCase | null {
  return state.cases.find((item) => item.id === state.selectedId) ?? null;
}

/** What the sanctioned user reads: the names of the categories. */
function why(item: WireCase, lang: Lang): string {
  const names = new Set(item.reasons.map(({ category }) => categoryName(category, lang)));
  return [...names].join(", ");
}
