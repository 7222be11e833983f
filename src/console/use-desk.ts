// The desk's doing side: decides and takes back, and says what came of it.
import { useState } from "preact/hooks";
import type { WireCase } from "../api/wire.ts";
import { api, type Failure, type Reply } from "./api-client.ts";
import type { DeskState, View } from "./queue-state.ts";
import { categoryName, type Lang, TEXTS } from "./texts.ts";
import { useClaim, useQueue } from "./use-queue.ts";

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

export function useDesk(lang: Lang, accountId: string, onSessionEnded: () => void): DeskControl {
  const t = TEXTS[lang];
  const { state, dispatch, isLive, load } = useQueue(t, onSessionEnded);
  const [isBusy, setBusy] = useState(false);
  const selected = state.cases.find((item) => item.id === state.selectedId) ?? null;
  useClaim(selected, accountId, (item) => dispatch({ kind: "changed", case: item }));

  function refused(reply: Failure): void {
    if (reply.status === 401) return onSessionEnded();
    if (reply.case !== null) dispatch({ kind: "changed", case: reply.case });
    const text = reply.status === 0 ? t.unreachable : `${t.failed} ${reply.message}`;
    return dispatch({ kind: "problem", text: reply.status === 409 ? t.already : text });
  }

  async function act(
    work: Promise<Reply<WireCase>>,
    done: (item: WireCase) => void,
  ): Promise<void> {
    setBusy(true);
    const reply = await work;
    setBusy(false);
    if (reply.ok) done(reply.body);
    else refused(reply);
  }

  function decide(decision: "release" | "reject", sanction?: SanctionChoice): void {
    if (selected === null || selected.status !== "open" || isBusy) return;
    const order = {
      decision,
      version: selected.version,
      ...(sanction === undefined ? {} : { sanction: { ...sanction, reason: why(selected, lang) } }),
    };
    const text = decision === "release" ? t.released : t.rejected;
    void act(api.decide(selected.id, order), (item) => {
      dispatch({ kind: "decided", case: item, text: `${text} — ${t.undoHint}` });
    });
  }

  function undo(id?: string): void {
    const target = id ?? state.decided.at(-1)?.id;
    if (target === undefined || isBusy) return;
    void act(api.undo(target), (item) => dispatch({ kind: "undone", case: item, text: t.undone }));
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

/** What the sanctioned user reads: the names of the categories. */
function why(item: WireCase, lang: Lang): string {
  const names = new Set(item.reasons.map(({ category }) => categoryName(category, lang)));
  return [...names].join(", ");
}
