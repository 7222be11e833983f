// The table of a case, row by row: from every state, every command.
import { describe, expect, it } from "vitest";
import type { Case, CaseOrigin, Decision } from "../../../src/domain/case.ts";
import { caseSummary } from "../../../src/review/effects.ts";
import {
  isShown,
  LONGEST_WAIT_MS,
  REPORTS_PER_CASE,
  SHORTEST_WAIT_MS,
  transition,
  withLifted,
  withSanction,
} from "../../../src/review/transitions.ts";
import type { CaseCommand, Change, PastDecision } from "../../../src/review/transitions.ts";
import { aCase, aSanction, STORE_TIME } from "../../support/store-builders.ts";

const NOW = STORE_TIME + 10_000;

function aDecision(change: Partial<Decision> = {}): Decision {
  return {
    decision: "reject",
    byKind: "moderator",
    by: "mod-1",
    category: "contact",
    note: null,
    sanctionId: null,
    at: STORE_TIME + 5_000,
    ...change,
  };
}

const RELEASE = aDecision({ decision: "release", category: null });
const STATES = {
  open: {},
  released: { status: "released", version: 2, decision: RELEASE },
  rejected: { status: "rejected", version: 2, decision: aDecision() },
  expired: {
    status: "expired",
    version: 2,
    decision: aDecision({ byKind: "expiry", by: "expiry", category: null }),
  },
} as const satisfies { readonly [state: string]: Partial<Case> };
type State = keyof typeof STATES;

function caseIn(state: State, origin: CaseOrigin, change: Partial<Case> = {}): Case {
  return aCase({ ...STATES[state], origin, ...change });
}

function historyOf(item: Case): readonly PastDecision[] {
  return item.decision === null ? [] : [{ version: item.version, decision: item.decision }];
}

function decide(change: Partial<Extract<CaseCommand, { kind: "decide" }>> = {}): CaseCommand {
  return {
    kind: "decide",
    decision: "reject",
    byKind: "moderator",
    by: "mod-1",
    category: "contact",
    note: "no phone numbers",
    seenVersion: 1,
    ...change,
  };
}

const COMMANDS = {
  release: decide({ decision: "release", category: null }),
  reject: decide(),
  undo: { kind: "undo", by: "mod-2" },
  expire: { kind: "expire" },
  report: {
    kind: "report",
    report: { by: "u_5", category: "scam", note: "asks for money", at: NOW },
  },
} as const satisfies { readonly [name: string]: CaseCommand };

function run(item: Case, command: CaseCommand, nowMs = NOW, history = historyOf(item)) {
  return transition(item, command, { nowMs, history });
}

function changeOf(item: Case, command: CaseCommand, nowMs = NOW): Change {
  const step = run(item, command, nowMs);
  if (!step.ok) throw new Error(`refused: ${step.refusal}`);
  return step.change;
}

function effectsOf(change: Change): readonly string[] {
  return change.effects.map((effect) => {
    if (effect.kind === "live") return effect.type;
    return effect.kind === "outcome" ? `outcome ${effect.status}` : effect.kind;
  });
}

type Row = readonly [
  from: State,
  origin: CaseOrigin,
  command: keyof typeof COMMANDS,
  to: State,
  effects: readonly string[],
];
const DUE = aCase().dueAt;
// The commands are given at the due time, so that `expire` is due.
const CHANGES: readonly Row[] = [
  ["open", "held", "release", "released", ["publish", "case.decided"]],
  ["open", "held", "reject", "rejected", ["outcome rejected", "case.decided"]],
  ["open", "held", "expire", "expired", ["outcome expired", "case.expired"]],
  ["open", "held", "report", "open", ["case.reported"]],
  ["open", "report", "release", "released", ["case.decided"]],
  ["open", "report", "reject", "rejected", ["withdraw", "case.decided"]],
  ["open", "report", "expire", "expired", ["withdraw", "case.expired"]],
  ["open", "report", "report", "open", ["case.reported"]],
  ["released", "held", "undo", "open", ["withdraw", "case.opened"]],
  ["rejected", "held", "undo", "open", ["case.opened"]],
  ["expired", "held", "undo", "open", ["case.opened"]],
  ["released", "report", "undo", "open", ["case.opened"]],
  ["rejected", "report", "undo", "open", ["publish", "case.opened"]],
  ["expired", "report", "undo", "open", ["publish", "case.opened"]],
  ["released", "held", "report", "released", ["case.reported"]],
  ["rejected", "held", "report", "rejected", ["case.reported"]],
  ["expired", "held", "report", "expired", ["case.reported"]],
  ["released", "report", "report", "released", ["case.reported"]],
  ["rejected", "report", "report", "rejected", ["case.reported"]],
  ["expired", "report", "report", "expired", ["case.reported"]],
];

describe("transition: what changes a case", () => {
  it.each(CHANGES)("%s %s, %s: %s", (from, origin, command, to, effects) => {
    const before = caseIn(from, origin);
    const change = changeOf(before, COMMANDS[command], DUE);
    expect(change.case.status).toBe(to);
    expect(change.case.version).toBe(before.version + 1);
    expect(effectsOf(change)).toEqual(effects);
    expect(change.case.decision === null).toBe(to === "open");
  });
});

const REFUSALS: readonly (readonly [State, keyof typeof COMMANDS, string])[] = [
  ["open", "undo", "conflict"],
  ["released", "release", "done_before"],
  ["released", "reject", "conflict"],
  ["released", "expire", "not_due"],
  ["rejected", "reject", "done_before"],
  ["rejected", "release", "conflict"],
  ["rejected", "expire", "not_due"],
  ["expired", "reject", "conflict"],
  ["expired", "release", "conflict"],
  ["expired", "expire", "not_due"],
];

describe("transition: what is refused", () => {
  it.each(REFUSALS)("%s, %s: %s", (from, command, refusal) => {
    for (const origin of ["held", "report"] as const) {
      expect(run(caseIn(from, origin), COMMANDS[command])).toEqual({ ok: false, refusal });
    }
  });
});

describe("transition: open", () => {
  it("takes a message that has no case", () => {
    const item = aCase();
    const step = transition(null, { kind: "open", item }, { nowMs: NOW, history: [] });
    expect(step.ok && step.change.case).toEqual(item);
    expect(step.ok && effectsOf(step.change)).toEqual(["case.opened"]);
  });

  it("is refused when the message has a case", () => {
    const step = run(aCase(), { kind: "open", item: aCase() });
    expect(step).toEqual({ ok: false, refusal: "repeated" });
  });

  it("comes before any other command", () => {
    const step = transition(null, { kind: "expire" }, { nowMs: NOW, history: [] });
    expect(step).toEqual({ ok: false, refusal: "repeated" });
  });
});

describe("transition: decide", () => {
  it("keeps who decided, when and why", () => {
    const { decision } = changeOf(aCase(), decide()).case;
    expect(decision).toEqual(aDecision({ note: "no phone numbers", at: NOW }));
  });

  it("is refused while somebody else holds the claim", () => {
    const claim = { by: "mod-2", name: "Rin", until: NOW + 1 };
    expect(run(aCase({ claim }), decide())).toEqual({ ok: false, refusal: "claimed" });
  });

  it("is free again at the moment the claim ends", () => {
    const claim = { by: "mod-2", name: "Rin", until: NOW };
    expect(changeOf(aCase({ claim }), decide()).case).toMatchObject({
      status: "rejected",
      claim: null,
    });
  });

  it("ends the decider's own claim", () => {
    const claim = { by: "mod-1", name: "Mika", until: NOW + 1 };
    expect(changeOf(aCase({ claim }), decide()).case.claim).toBeNull();
  });

  it("is not stopped by a requeue or report since the version that was seen", () => {
    expect(changeOf(aCase({ version: 4 }), decide({ seenVersion: 1 })).case.version).toBe(5);
  });

  it("is stopped by a decision that was taken and undone since", () => {
    const history = [{ version: 2, decision: aDecision() }];
    const step = run(aCase({ version: 3 }), decide({ seenVersion: 1 }), NOW, history);
    expect(step).toEqual({ ok: false, refusal: "conflict" });
  });

  it("goes on from the version after an undo", () => {
    const history = [{ version: 2, decision: aDecision() }];
    const step = run(aCase({ version: 3 }), decide({ seenVersion: 3 }), NOW, history);
    expect(step.ok).toBe(true);
  });

  it("refuses a version that the case has not reached", () => {
    expect(run(aCase(), decide({ seenVersion: 2 }))).toEqual({ ok: false, refusal: "conflict" });
  });

  it("knows its own order again when a report came in between", () => {
    const item = caseIn("rejected", "held", { version: 4 });
    const history = [{ version: 3, decision: aDecision() }];
    expect(run(item, decide(), NOW, history)).toEqual({ ok: false, refusal: "done_before" });
  });

  it("does not take another moderator's same decision for its own", () => {
    const step = run(caseIn("rejected", "held"), decide({ by: "mod-2" }));
    expect(step).toEqual({ ok: false, refusal: "conflict" });
  });
});

describe("transition: undo", () => {
  it("renews the due time by what the case was given", () => {
    const { dueAt } = changeOf(
      caseIn("rejected", "held", { dueAt: DUE + 60_000 }),
      COMMANDS.undo,
    ).case;
    expect(dueAt).toBe(NOW + 120_000);
  });

  it.each([
    [1_000, SHORTEST_WAIT_MS],
    [10 * LONGEST_WAIT_MS, LONGEST_WAIT_MS],
  ])("holds a wait of %i ms at %i ms", (given, renewed) => {
    const item = caseIn("released", "held", { dueAt: STORE_TIME + given });
    expect(changeOf(item, COMMANDS.undo).case.dueAt).toBe(NOW + renewed);
  });
});

describe("transition: expire", () => {
  it.each([
    [-1, false],
    [0, true],
    [1, true],
  ])("at the due time %i ms: %s", (offset, isDue) => {
    expect(run(aCase(), { kind: "expire" }, DUE + offset).ok).toBe(isDue);
  });

  it("releases when the rule says so", () => {
    const change = changeOf(aCase({ onExpiry: "release" }), { kind: "expire" }, DUE);
    expect(change.case.status).toBe("released");
    expect(change.case.decision).toMatchObject({ decision: "release", byKind: "expiry" });
    expect(effectsOf(change)).toEqual(["publish", "case.expired"]);
  });

  it("requeues with more time and a higher place", () => {
    const before = aCase({ onExpiry: "requeue" });
    const change = changeOf(before, { kind: "expire" }, DUE);
    expect(change.case).toMatchObject({ status: "open", decision: null, dueAt: DUE + 60_000 });
    expect(change.case.priority).toBeGreaterThan(before.priority);
    expect(change.decision).toBeNull();
    expect(effectsOf(change)).toEqual(["case.requeued"]);
  });

  it("asks less and less often for a case that nobody takes", () => {
    let item = aCase({ onExpiry: "requeue" });
    const waits: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { dueAt } = item;
      item = changeOf(item, { kind: "expire" }, dueAt).case;
      waits.push(item.dueAt - dueAt);
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000]);
  });

  it("leaves a claim alone when it requeues", () => {
    const claim = { by: "mod-1", name: "Mika", until: DUE + 1 };
    const item = aCase({ onExpiry: "requeue", claim });
    expect(changeOf(item, { kind: "expire" }, DUE).case.claim).toEqual(claim);
  });
});

describe("transition: report", () => {
  it("counts one report a reporter", () => {
    const once = changeOf(aCase(), COMMANDS.report).case;
    expect(run(once, COMMANDS.report)).toEqual({ ok: false, refusal: "repeated" });
  });

  it("raises an open case", () => {
    expect(changeOf(aCase(), COMMANDS.report).case.priority).toBeGreaterThan(0.5);
  });

  it.each([
    [REPORTS_PER_CASE - 1, true],
    [REPORTS_PER_CASE, false],
    [REPORTS_PER_CASE + 1, false],
  ])("is kept when there are %i: %s", (count, isKept) => {
    const { report } = COMMANDS.report;
    const reports = Array.from({ length: count }, (_, n) => ({ ...report, by: `u_x${n}` }));
    expect(run(aCase({ reports }), COMMANDS.report).ok).toBe(isKept);
  });

  it.each(["machine", "expiry"] as const)("reopens what the %s released", (byKind) => {
    const decision = { ...RELEASE, byKind, by: byKind };
    const change = changeOf(caseIn("released", "held", { decision }), COMMANDS.report);
    expect(change.case).toMatchObject({ status: "open", origin: "report", decision: null });
    expect(effectsOf(change)).toEqual(["case.opened"]);
    expect(isShown(change.case)).toBe(true);
  });
});

describe("withSanction", () => {
  const sanction = aSanction({ id: "s_7" });

  it("names the sanction in the decision and tells gateways and consoles", () => {
    const change = withSanction(changeOf(aCase(), decide()), sanction);
    expect(change.case.decision?.sanctionId).toBe("s_7");
    expect(change.decision).toEqual(change.case.decision);
    expect(effectsOf(change)).toEqual([
      "outcome rejected",
      "case.decided",
      "sanction",
      "sanction.created",
    ]);
    const live = change.effects.find((effect) => effect.kind === "live");
    expect(live).toMatchObject({ data: caseSummary(change.case) });
  });

  it("leaves a change that is no decision as it is", () => {
    const change = changeOf(aCase(), COMMANDS.report);
    expect(withSanction(change, sanction)).toBe(change);
  });
});

describe("withLifted", () => {
  it("adds two effects for each sanction", () => {
    const change = withLifted(changeOf(caseIn("rejected", "held"), COMMANDS.undo), [aSanction()]);
    expect(effectsOf(change)).toEqual(["case.opened", "sanction", "sanction.lifted"]);
  });
});
