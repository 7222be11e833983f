// What the desk shows, as a function of what happened: cases, the chosen one, the last decision. Pure.
import type { WireCase } from "../api/wire.ts";

export type View = "open" | "decided";

/** What there is to say. Its words are chosen when it is shown: the language may change meanwhile. */
export type Said =
  | { readonly what: "released" | "rejected" | "undone" | "already" | "unreachable" }
  /** In the API's own words. */
  | { readonly what: "failed"; readonly message: string };

export interface Notice {
  readonly kind: "done" | "problem";
  readonly said: Said;
  /** Case that `U` would undo. */
  readonly undoId: string | null;
}

export interface DeskState {
  readonly view: View;
  readonly cases: readonly WireCase[];
  readonly selectedId: string | null;
  readonly isLoading: boolean;
  /** The backoffice could not be read. */
  readonly error: Said | null;
  readonly notice: Notice | null;
  /** What was decided here, newest last; the version is the case's after it. */
  readonly decided: readonly { readonly id: string; readonly version: number }[];
}

export const FIRST: DeskState = {
  view: "open",
  cases: [],
  selectedId: null,
  isLoading: true,
  error: null,
  notice: null,
  decided: [],
};

export type DeskEvent =
  | { readonly kind: "view"; readonly view: View }
  | { readonly kind: "loaded"; readonly view: View; readonly cases: readonly WireCase[] }
  | { readonly kind: "failed"; readonly said: Said }
  | { readonly kind: "changed"; readonly case: WireCase }
  | { readonly kind: "select"; readonly id: string }
  | { readonly kind: "step"; readonly by: 1 | -1 }
  | {
      readonly kind: "decided";
      readonly case: WireCase;
      readonly decision: "release" | "reject";
    }
  | { readonly kind: "undone"; readonly case: WireCase }
  | { readonly kind: "problem"; readonly said: Said }
  | { readonly kind: "quiet" };

const MAX_DECIDED = 50;

export function advance(state: DeskState, event: DeskEvent): DeskState {
  switch (event.kind) {
    case "view":
      return { ...state, view: event.view, cases: [], selectedId: null, isLoading: true };
    case "loaded":
      return event.view === state.view ? loaded(state, event.cases) : state;
    case "failed":
      return { ...state, isLoading: false, error: event.said };
    case "changed":
      return changed(state, event.case);
    case "select":
      return { ...state, selectedId: event.id };
    case "step":
      return { ...state, selectedId: neighbour(state, event.by) };
    case "decided": {
      const { id, version } = event.case;
      const decided = [...state.decided.filter((one) => one.id !== id), { id, version }];
      const what = event.decision === "release" ? "released" : "rejected";
      const notice: Notice = { kind: "done", said: { what }, undoId: id };
      return { ...changed(state, event.case), notice, decided: decided.slice(-MAX_DECIDED) };
    }
    case "undone": {
      const decided = state.decided.filter(({ id }) => id !== event.case.id);
      const next = changed(state, event.case);
      const notice: Notice = { kind: "done", said: { what: "undone" }, undoId: null };
      const selectedId = state.view === "open" ? event.case.id : next.selectedId;
      return { ...next, notice, decided, selectedId };
    }
    case "problem":
      return { ...state, notice: { kind: "problem", said: event.said, undoId: null } };
    case "quiet":
      return { ...state, notice: null };
  }
}

/** Does the case belong to the list that is shown. */
function belongs(view: View, item: WireCase): boolean {
  return view === "open" ? item.status === "open" : item.status !== "open";
}

function loaded(state: DeskState, read: readonly WireCase[]): DeskState {
  // Asked for before it came: what was decided or heard of since is newer.
  const newest = new Map(state.cases.map((item) => [item.id, item]));
  const cases = read
    .filter((item) => !isOutdated(state, item))
    .map((item) => {
      const known = newest.get(item.id);
      return known !== undefined && known.version > item.version ? known : item;
    });
  const isThere = cases.some((item) => item.id === state.selectedId);
  const selectedId = isThere ? state.selectedId : (cases[0]?.id ?? null);
  return { ...state, cases, selectedId, isLoading: false, error: null };
}

/** Open as it was before it was decided here. */
function isOutdated(state: DeskState, item: WireCase): boolean {
  const decided = state.decided.find(({ id }) => id === item.id);
  return item.status === "open" && decided !== undefined && decided.version > item.version;
}

function changed(state: DeskState, item: WireCase): DeskState {
  const known = state.cases.find((one) => one.id === item.id);
  if (isOutdated(state, item)) return state;
  if (!belongs(state.view, item)) {
    if (known === undefined) return state;
    const selectedId =
      state.selectedId === item.id ? successor(state.cases, item.id) : state.selectedId;
    return { ...state, selectedId, cases: state.cases.filter((one) => one.id !== item.id) };
  }
  // An older answer that arrives late must not undo a newer one.
  if (known !== undefined && known.version > item.version) return state;
  const others = state.cases.filter((one) => one.id !== item.id);
  const cases = [...others, item].toSorted(state.view === "open" ? byUrgency : byNewest);
  return { ...state, cases, selectedId: state.selectedId ?? item.id };
}

/** As the API orders open cases. */
function byUrgency(a: WireCase, b: WireCase): number {
  return b.priority - a.priority || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1);
}

function byNewest(a: WireCase, b: WireCase): number {
  return b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1);
}

function successor(cases: readonly WireCase[], id: string): string | null {
  const index = cases.findIndex((item) => item.id === id);
  return (cases[index + 1] ?? cases[index - 1])?.id ?? null;
}

function neighbour(state: DeskState, by: 1 | -1): string | null {
  const index = state.cases.findIndex((item) => item.id === state.selectedId);
  if (index < 0) return state.cases[0]?.id ?? null;
  return state.cases[index + by]?.id ?? state.selectedId;
}
