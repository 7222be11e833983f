// The desk's reading side: loads the queue, follows live events, claims what somebody looks at.
import { useEffect, useRef, useState } from "preact/hooks";
import type { WireCase } from "../api/wire.ts";
import { api, type Failure } from "./api-client.ts";
import { followLive } from "./live.ts";
import { advance, type DeskEvent, type DeskState, FIRST, type Said } from "./queue-state.ts";

export interface Queue {
  readonly state: DeskState;
  /** The state as it is now: a render may not have shown it yet. */
  readonly now: () => DeskState;
  readonly dispatch: (event: DeskEvent) => void;
  readonly isLive: boolean;
  readonly load: () => Promise<void>;
}

/** A case is claimed when somebody has looked at it for so long: stepping past must not lock it. */
const CLAIM_AFTER_MS = 600;
const RENEW_MS = 30_000;
const NOTICE_MS = 8_000;
/** The queue is read again so often: a page holds 100 cases, and an event's answer may have failed. */
const REREAD_MS = 10_000;

export function useQueue(onSessionEnded: () => void): Queue {
  const [state, show] = useState(FIRST);
  // Keys, live events and timers come between renders: they read and write the newest state here.
  const newest = useRef(FIRST);
  const now = (): DeskState => newest.current;
  const [isLive, setLive] = useState(false);

  function dispatch(event: DeskEvent): void {
    newest.current = advance(newest.current, event);
    show(newest.current);
  }

  async function load(): Promise<void> {
    const wanted = now().view;
    const statuses = wanted === "open" ? ["open"] : ["released", "rejected", "expired"];
    const pages = await Promise.all(statuses.map(api.cases));
    const failed = pages.find((page): page is Failure => !page.ok);
    if (failed !== undefined) {
      if (failed.status === 401) onSessionEnded();
      dispatch({ kind: "failed", said: failureSaid(failed) });
      return;
    }
    const cases = pages.flatMap((page) => (page.ok ? page.body.items : []));
    if (wanted === "decided") cases.sort((a, b) => decidedAt(b) - decidedAt(a));
    dispatch({ kind: "loaded", view: wanted, cases });
  }

  async function refresh(id: string): Promise<void> {
    const reply = await api.case(id);
    if (reply.ok) dispatch({ kind: "changed", case: reply.body });
  }

  // At once when the list was cleared: there may be more than a page.
  const isCleared = state.view === "open" && state.cases.length === 0;
  useEffect(() => {
    void load();
    const timer = window.setInterval(() => void load(), REREAD_MS);
    return () => window.clearInterval(timer);
  }, [state.view, isCleared]);

  useEffect(
    () =>
      followLive({
        link(isUp) {
          setLive(isUp);
          if (isUp) void load();
        },
        event({ type, data }) {
          if (type.startsWith("case.") && data?.id !== undefined) void refresh(data.id);
        },
      }),
    [],
  );

  useEffect(() => {
    if (state.notice === null) return undefined;
    const timer = window.setTimeout(() => dispatch({ kind: "quiet" }), NOTICE_MS);
    return () => window.clearTimeout(timer);
  }, [state.notice]);

  return { state, now, dispatch, isLive, load };
}

/** Claims the chosen case, renews the claim while it stays chosen, lets it go after. */
export function useClaim(
  selected: WireCase | null,
  accountId: string,
  onClaimed: (item: WireCase) => void,
): void {
  const id = selected?.status === "open" ? selected.id : null;
  const claimedBy = selected?.claimedBy?.by;
  const isTheirs = claimedBy !== undefined && claimedBy !== accountId;

  useEffect(() => {
    if (id === null || isTheirs) return undefined;
    let isHeld = false;
    async function claim(): Promise<void> {
      const reply = await api.claim(id ?? "");
      isHeld = reply.ok;
      const item = reply.ok ? reply.body : reply.case;
      if (item !== null) onClaimed(item);
    }
    const first = window.setTimeout(() => void claim(), CLAIM_AFTER_MS);
    const renewal = window.setInterval(() => void claim(), RENEW_MS);
    return () => {
      window.clearTimeout(first);
      window.clearInterval(renewal);
      if (isHeld) void api.releaseClaim(id);
    };
  }, [id, isTheirs]);
}

/** No answer at all has words of ours; a refusal has the API's. */
export function failureSaid({ status, message }: Failure): Said {
  return status === 0 ? { what: "unreachable" } : { what: "failed", message };
}

function decidedAt(item: WireCase): number {
  return item.decision?.at ?? item.openedAt;
}
