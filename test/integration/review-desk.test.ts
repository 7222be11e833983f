// A held or reported message from the queue to its end, on a real store and bus: every effect once.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DecisionOrder } from "../../src/domain/ports/services.ts";
import { DEFAULT_LADDER } from "../../src/policy/defaults.ts";
import {
  anActor,
  heldItem,
  openReviewDesk,
  recordItem,
  reportItem,
  specOf,
} from "../support/review-desk.ts";
import type { ReviewDesk } from "../support/review-desk.ts";
import { aMessage, aSanction, STORE_TIME } from "../support/store-builders.ts";

const MIKA = anActor("mod-1");
const RIN = anActor("mod-2");
const RELEASE: DecisionOrder = { decision: "release", version: 1 };
const REJECT: DecisionOrder = { decision: "reject", version: 1 };

let desk: ReviewDesk;
beforeEach(async () => {
  desk = await openReviewDesk();
});
afterEach(async () => {
  await desk.close();
});

function typesHeard(): readonly string[] {
  return desk.heard.map((event) => event.type);
}

function outcomes(): readonly string[] {
  return desk.told.flatMap((message) => {
    return message.kind === "outcome" ? [`${message.messageId} ${message.status}`] : [];
  });
}

async function actions(subject?: string): Promise<readonly string[]> {
  const page = await desk.store.listAudit({ subject, limit: 200 });
  return page.items.map((entry) => entry.action).toReversed();
}

async function strikesOf(userId = "u_9"): Promise<number> {
  return (await desk.work.enforcement.record(userId)).strikes;
}

/** As a crash between commit and effects: the decision is written, its effects are not done. */
async function decideAndDie(order: DecisionOrder): Promise<void> {
  const { dispatcher } = desk.work;
  await dispatcher[Symbol.asyncDispose]();
  await desk.work.review.decide("k_1", order, MIKA);
}

describe("a held message", () => {
  it("becomes one case, however often its item arrives", async () => {
    await desk.work.takeItem(heldItem());
    await desk.work.takeItem(heldItem());
    await desk.work.dispatcher.flush();
    const page = await desk.work.review.list({ status: "open" });
    expect(page.items.map(({ case: item }) => item.id)).toEqual(["k_1"]);
    expect(page.items[0]?.case.dueAt).toBe(STORE_TIME + 120_000);
    expect(typesHeard()).toEqual(["case.opened"]);
    expect(await actions()).toEqual(["case.opened"]);
    expect(desk.metrics.counted).toContain("weir_cases_total held");
  });

  it("is shown with its original text and time when released", async () => {
    await desk.work.takeItem(heldItem());
    desk.clock.nowMs += 30_000;
    const result = await desk.work.review.decide("k_1", RELEASE, MIKA);
    expect(result.kind).toBe("done");
    const message = (await desk.shown()).get("m_1");
    expect(message).toEqual(aMessage({ released: true }));
    expect(outcomes()).toEqual([]);
    expect(typesHeard()).toEqual(["case.opened", "case.decided"]);
  });

  it("tells its sender when rejected, and is never shown", async () => {
    await desk.work.takeItem(heldItem());
    await desk.work.review.decide("k_1", REJECT, MIKA);
    expect(await desk.shown()).toEqual(new Map());
    expect(outcomes()).toEqual(["m_1 rejected"]);
  });

  it("keeps who answers whom when it is released", async () => {
    const parent = aMessage({ id: "m_0", user: { id: "u_1", name: "Bo", role: "viewer" } });
    const message = aMessage({ replyTo: "m_0" });
    const events: unknown[] = [];
    await desk.bus.rooms.join("shop-42");
    desk.bus.rooms.onEvent((_, __, { event }) => events.push(event));
    await desk.work.takeItem(heldItem({ message, before: [parent] }));
    await desk.work.review.decide("k_1", RELEASE, MIKA);
    expect(events).toMatchObject([{ kind: "message", replyToUser: "u_1" }]);
  });
});

describe("a decision", () => {
  beforeEach(async () => {
    await desk.work.takeItem(heldItem());
  });

  it("given twice has effect once", async () => {
    const first = await desk.work.review.decide("k_1", REJECT, MIKA);
    const second = await desk.work.review.decide("k_1", REJECT, MIKA);
    expect(second).toEqual(first);
    expect(outcomes()).toEqual(["m_1 rejected"]);
    expect(await strikesOf()).toBe(1);
    expect(await desk.store.listDecisions("k_1")).toHaveLength(1);
  });

  it("answers another's later one with a conflict and the case", async () => {
    await desk.work.review.decide("k_1", RELEASE, MIKA);
    const late = await desk.work.review.decide("k_1", REJECT, RIN);
    expect(late).toMatchObject({ kind: "conflict", case: { status: "released", version: 2 } });
    expect((await desk.shown()).has("m_1")).toBe(true);
  });

  it("has one winner when two race", async () => {
    const results = await Promise.all([
      desk.work.review.decide("k_1", RELEASE, MIKA),
      desk.work.review.decide("k_1", REJECT, RIN),
      desk.work.review.decide("k_1", REJECT, anActor("mod-3")),
    ]);
    expect(results.map((result) => result.kind).sort()).toEqual(["conflict", "conflict", "done"]);
    expect(await desk.store.listDecisions("k_1")).toHaveLength(1);
  });

  it("against the expiry sweep: one of the two stands", async () => {
    desk.clock.nowMs += 120_000;
    const [result, changed] = await Promise.all([
      desk.work.review.decide("k_1", RELEASE, MIKA),
      desk.work.sweepExpired(),
    ]);
    expect(changed).toBe(result.kind === "done" ? 0 : 1);
    expect(await desk.store.listDecisions("k_1")).toHaveLength(1);
  });

  it("of nobody's case is not found", async () => {
    expect(await desk.work.review.decide("k_none", REJECT, MIKA)).toEqual({ kind: "not_found" });
  });

  it("takes the category of the worst reason when it names none", async () => {
    const result = await desk.work.review.decide("k_1", REJECT, MIKA);
    expect(result).toMatchObject({ case: { decision: { category: "contact" } } });
  });

  it("becomes effective at the next start when its process died before the effects", async () => {
    await decideAndDie(RELEASE);
    expect((await desk.shown()).has("m_1")).toBe(false);
    await desk.restart().start();
    expect((await desk.shown()).has("m_1")).toBe(true);
    expect(await desk.store.pendingEffects(10)).toEqual([]);
  });

  it("is not carried out late when it was undone meanwhile", async () => {
    await decideAndDie(RELEASE);
    await desk.work.review.undo("k_1", RIN);
    await desk.restart().start();
    expect((await desk.shown()).has("m_1")).toBe(false);
    expect(await desk.store.pendingEffects(10)).toEqual([]);
  });

  it("shows the message once when its effects are done twice", async () => {
    await decideAndDie(RELEASE);
    const effects = await desk.store.pendingEffects(10);
    const seen: unknown[] = [];
    await desk.bus.rooms.join("shop-42");
    desk.bus.rooms.onEvent((_, __, { event }) => seen.push(event.kind));
    await desk.restart().start();
    for (const effect of effects) await desk.store.insertEffect(effect);
    await desk.work.dispatcher.flush();
    expect(seen).toEqual(["message"]);
  });
});

describe("undo", () => {
  it("withdraws what was released, and a new decision shows it again", async () => {
    await desk.work.takeItem(heldItem());
    await desk.work.review.decide("k_1", RELEASE, MIKA);
    desk.clock.nowMs += 1_000;
    const undone = await desk.work.review.undo("k_1", RIN);
    expect(undone).toMatchObject({
      kind: "done",
      case: { status: "open", version: 3, decision: null, dueAt: STORE_TIME + 121_000 },
    });
    expect((await desk.shown()).has("m_1")).toBe(false);
    await desk.work.review.decide("k_1", { ...RELEASE, version: 3 }, RIN);
    expect((await desk.shown()).has("m_1")).toBe(true);
    expect((await desk.store.listDecisions("k_1")).map((past) => past.version)).toEqual([2, 4]);
  });

  it("takes back the strike and the sanction of a rejection", async () => {
    await desk.work.takeItem(heldItem());
    const order = { ...REJECT, sanction: { kind: "timeout", seconds: 60 } } as const;
    const result = await desk.work.review.decide("k_1", order, MIKA);
    const id = result.kind === "done" ? (result.case.decision?.sanctionId ?? "") : "";
    expect(desk.board.get(`sanction/${id}`)).toMatchObject({
      sanction: { kind: "timeout", until: STORE_TIME + 60_000, by: "mod-1", room: "shop-42" },
    });
    await desk.work.review.undo("k_1", MIKA);
    expect(desk.board.has(`sanction/${id}`)).toBe(false);
    expect(await strikesOf()).toBe(0);
    expect(await desk.store.getSanction(id)).toBeUndefined();
    expect(typesHeard()).toContain("sanction.lifted");
    expect(await actions(`sanction:${id}`)).toEqual(["sanction.created", "sanction.lifted"]);
  });

  it("of an open case is a conflict", async () => {
    await desk.work.takeItem(heldItem());
    expect((await desk.work.review.undo("k_1", MIKA)).kind).toBe("conflict");
    expect((await desk.work.review.undo("k_none", MIKA)).kind).toBe("not_found");
  });

  it("does not let an old order through again", async () => {
    await desk.work.takeItem(heldItem());
    await desk.work.review.decide("k_1", REJECT, MIKA);
    await desk.work.review.undo("k_1", RIN);
    expect((await desk.work.review.decide("k_1", REJECT, MIKA)).kind).toBe("conflict");
  });
});

describe("a reported message", () => {
  beforeEach(async () => {
    const message = aMessage();
    desk.bus.rooms.append("shop-42", { kind: "message", message, reasons: [], replyToUser: null });
    await desk.work.takeItem(reportItem());
  });

  it("is one case with one report a reporter", async () => {
    await desk.work.takeItem(reportItem());
    await desk.work.takeItem(reportItem({ id: "r_2", reporter: "u_6", category: null }));
    const view = await desk.work.review.get("k_1");
    expect(view?.case).toMatchObject({ origin: "report", status: "open" });
    expect(view?.case.reports.map((report) => report.by)).toEqual(["u_5", "u_6"]);
  });

  it("stays when dismissed", async () => {
    await desk.work.review.decide("k_1", RELEASE, MIKA);
    expect((await desk.shown()).has("m_1")).toBe(true);
  });

  it("is withdrawn when rejected and comes back when that is undone", async () => {
    await desk.work.review.decide("k_1", REJECT, MIKA);
    expect((await desk.shown()).has("m_1")).toBe(false);
    expect(outcomes()).toEqual([]);
    await desk.work.review.undo("k_1", MIKA);
    expect((await desk.shown()).has("m_1")).toBe(true);
  });

  it("strikes for what the reporter named when nothing else is known", async () => {
    const result = await desk.work.review.decide("k_1", REJECT, MIKA);
    expect(result).toMatchObject({ case: { decision: { category: "scam" } } });
    expect(await strikesOf()).toBe(1);
  });

  it("is never decided by the machine", async () => {
    desk.policy = specOf("thresholds: {hate: {hold: 0.5, reject: 0.9}}\n");
    desk.classifier.scores = { hate: 1 };
    await desk.work.takeItem(reportItem({ id: "r_9", message: aMessage({ id: "m_9" }) }));
    const view = await desk.work.review.get("k_9");
    expect(view?.case).toMatchObject({ status: "open", scores: { hate: 1 } });
  });
});

describe("a claim", () => {
  beforeEach(async () => {
    await desk.work.takeItem(heldItem());
  });

  it("keeps others out and is renewed by its holder", async () => {
    expect((await desk.work.review.claim("k_1", MIKA)).kind).toBe("done");
    desk.clock.nowMs += 59_999;
    expect((await desk.work.review.claim("k_1", RIN)).kind).toBe("claimed");
    expect((await desk.work.review.decide("k_1", RELEASE, RIN)).kind).toBe("claimed");
    expect((await desk.work.review.releaseClaim("k_1", RIN)).kind).toBe("claimed");
    expect((await desk.work.review.claim("k_1", MIKA)).kind).toBe("done");
    desk.clock.nowMs += 59_999;
    expect((await desk.work.review.claim("k_1", RIN)).kind).toBe("claimed");
  });

  it.each([
    [59_999, "claimed"],
    [60_000, "done"],
    [60_001, "done"],
  ])("after %i ms: %s to another", async (passedMs, kind) => {
    await desk.work.review.claim("k_1", MIKA);
    desk.clock.nowMs += passedMs;
    expect((await desk.work.review.claim("k_1", RIN)).kind).toBe(kind);
  });

  it("given back lets another decide", async () => {
    await desk.work.review.claim("k_1", MIKA);
    await desk.work.review.releaseClaim("k_1", MIKA);
    expect((await desk.work.review.decide("k_1", RELEASE, RIN)).kind).toBe("done");
    expect(typesHeard()).toEqual(["case.opened", "case.claimed", "case.claimed", "case.decided"]);
  });

  it("on a decided case is a conflict", async () => {
    await desk.work.review.decide("k_1", RELEASE, MIKA);
    expect((await desk.work.review.claim("k_1", RIN)).kind).toBe("conflict");
    expect((await desk.work.review.claim("k_none", RIN)).kind).toBe("not_found");
  });
});

describe("expiry", () => {
  it.each([
    ["reject", "expired", false, ["m_1 expired"]],
    ["release", "released", true, []],
    ["requeue", "open", false, []],
  ] as const)("%s: %s", async (onExpiry, status, isShown, told) => {
    const hold = { priority: 2, ttlSeconds: 120, onExpiry };
    await desk.work.takeItem(heldItem({ hold }));
    desk.clock.nowMs = STORE_TIME + 119_999;
    expect(await desk.work.sweepExpired()).toBe(0);
    desk.clock.nowMs = STORE_TIME + 120_000;
    expect(await desk.work.sweepExpired()).toBe(1);
    expect(await desk.work.sweepExpired()).toBe(0);
    expect((await desk.store.getCase("k_1"))?.status).toBe(status);
    expect((await desk.shown()).has("m_1")).toBe(isShown);
    expect(outcomes()).toEqual(told);
    expect(await strikesOf()).toBe(0);
  });

  it("works through more than one batch", async () => {
    for (let n = 0; n < 120; n += 1) {
      await desk.work.takeItem(heldItem({ message: aMessage({ id: `m_x${n}` }) }));
    }
    desk.clock.nowMs += 120_000;
    expect(await desk.work.sweepExpired()).toBe(120);
    expect(await desk.store.countOpenCases()).toBe(0);
  });
});

describe("the classifier", () => {
  beforeEach(() => {
    desk.policy = specOf(
      "thresholds: {harassment: {release: 0.1, hold: 0.5, reject: 0.9}}\nfailOpen: [spam]\n",
    );
  });
  const reasons = [{ rule: "r", category: "harassment", severity: 3, spans: [] }] as const;

  it("rejects where the policy lets it, with its strike", async () => {
    desk.classifier.scores = { harassment: 0.95 };
    await desk.work.takeItem(heldItem({ reasons }));
    await desk.work.takeItem(heldItem({ reasons }));
    await desk.work.dispatcher.flush();
    expect(await desk.store.getCase("k_1")).toMatchObject({
      status: "rejected",
      version: 2,
      decision: { byKind: "machine", category: "harassment" },
    });
    expect(outcomes()).toEqual(["m_1 rejected"]);
    expect(await strikesOf()).toBe(1);
    expect(desk.metrics.counted).toContain("weir_decisions_total reject machine");
  });

  it("releases where the policy lets it", async () => {
    desk.classifier.scores = { harassment: 0.05 };
    await desk.work.takeItem(heldItem({ reasons }));
    await desk.work.dispatcher.flush();
    expect((await desk.shown()).has("m_1")).toBe(true);
  });

  it("leaves the doubtful to people", async () => {
    desk.classifier.scores = { harassment: 0.3 };
    await desk.work.takeItem(heldItem({ reasons }));
    expect(await desk.store.getCase("k_1")).toMatchObject({ status: "open", version: 1 });
  });

  it.each([
    ["spam", "release"],
    ["harassment", "reject"],
  ] as const)("when down: %s expires with %s", async (category, onExpiry) => {
    desk.classifier.scores = null;
    const held = [{ rule: "r", category, severity: 2, spans: [] }] as const;
    await desk.work.takeItem(heldItem({ reasons: held }));
    expect(await desk.store.getCase("k_1")).toMatchObject({ status: "open", onExpiry, scores: {} });
  });

  it("has its decisions undone like any other", async () => {
    desk.classifier.scores = { harassment: 0.95 };
    await desk.work.takeItem(heldItem({ reasons }));
    expect((await desk.work.review.undo("k_1", MIKA)).kind).toBe("done");
    expect(await strikesOf()).toBe(0);
  });
});

describe("the ladder", () => {
  async function rejectNext(n: number): Promise<string | null> {
    const message = aMessage({ id: `m_l${n}` });
    await desk.work.takeItem(heldItem({ message }));
    const result = await desk.work.review.decide(`k_l${n}`, REJECT, MIKA);
    const id = result.kind === "done" ? result.case.decision?.sanctionId : null;
    const sanction = id === null || id === undefined ? undefined : await desk.store.getSanction(id);
    if (sanction === undefined) return null;
    return `${sanction.kind}${sanction.acknowledge ? " to acknowledge" : ""} by ${sanction.by}`;
  }

  it("rises with every rejected case", async () => {
    expect(desk.policy.ladder).toEqual(DEFAULT_LADDER);
    expect(await rejectNext(1)).toBe("warning by ladder");
    expect(await rejectNext(2)).toBe("warning to acknowledge by ladder");
    expect(await rejectNext(3)).toBe("timeout by ladder");
    expect(await rejectNext(4)).toBe("ban by ladder");
    expect(await rejectNext(5)).toBeNull();
  });

  it("is silent when the moderator names a sanction", async () => {
    await desk.work.takeItem(heldItem());
    const order = { ...REJECT, sanction: { kind: "shadow", everywhere: true } } as const;
    await desk.work.review.decide("k_1", order, MIKA);
    const { items } = await desk.work.enforcement.list({ userId: "u_9" });
    expect(items).toMatchObject([{ kind: "shadow", room: null, by: "mod-1", caseId: "k_1" }]);
    expect(await strikesOf()).toBe(1);
  });

  it("takes a banned user's messages out of the room", async () => {
    const message = aMessage({ id: "m_before" });
    desk.bus.rooms.append("shop-42", { kind: "message", message, reasons: [], replyToUser: null });
    await desk.work.takeItem(heldItem());
    await desk.work.review.decide("k_1", { ...REJECT, sanction: { kind: "ban" } }, MIKA);
    expect((await desk.shown()).has("m_before")).toBe(false);
  });
});

describe("a record of what the gateways did", () => {
  it("of a sanction is stored and audited once, not enacted again", async () => {
    const sanction = aSanction({ until: STORE_TIME + 60_000 });
    const item = recordItem("x_1", { what: "sanctioned", sanction });
    await desk.work.takeItem(item);
    await desk.work.takeItem(item);
    expect(await desk.store.getSanction("s_1")).toEqual(sanction);
    expect(await actions()).toEqual(["sanction.created"]);
    expect(typesHeard()).toEqual(["sanction.created"]);
    expect(desk.board.size).toBe(0);
  });

  it("of a sanction lifted meanwhile does not bring it back", async () => {
    const sanction = aSanction({ until: STORE_TIME + 60_000 });
    const item = recordItem("x_1", { what: "sanctioned", sanction });
    await desk.work.takeItem(item);
    await desk.work.enforcement.lift("s_1", MIKA, "a mistake");
    await desk.work.takeItem(item);
    expect(await desk.store.getSanction("s_1")).toBeUndefined();
  });

  it("of an acknowledgement stands, also when the sanction's record comes after it", async () => {
    const warning = aSanction({ kind: "warning", until: null, acknowledge: true });
    const read = { ...warning, acknowledgedAt: STORE_TIME + 1 };
    await desk.work.takeItem(recordItem("x_2", { what: "acknowledged", sanction: read }));
    await desk.work.takeItem(recordItem("x_1", { what: "sanctioned", sanction: warning }));
    expect(await desk.store.getSanction("s_1")).toEqual(read);
  });

  it("of modes and deletions is kept", async () => {
    await desk.work.takeItem(recordItem("x_1", { what: "modes", modes: { slowSeconds: 5 } }));
    await desk.work.takeItem(
      recordItem("x_2", { what: "deleted", messageId: "m_1", reason: "rude" }),
    );
    expect((await desk.store.getModes("shop-42"))?.modes).toEqual({ slowSeconds: 5 });
    expect(await actions()).toEqual(["room.modes", "message.deleted"]);
    expect(typesHeard()).toEqual(["room.modes", "room.message_deleted"]);
  });

  it("of modes older than those stored changes nothing", async () => {
    const newer = { room: "shop-42", modes: { closed: true }, updatedAt: STORE_TIME + 1 };
    await desk.store.putModes(newer);
    await desk.work.takeItem(recordItem("x_1", { what: "modes", modes: { slowSeconds: 5 } }));
    expect(await desk.store.getModes("shop-42")).toEqual(newer);
  });
});

describe("a sanction by a moderator", () => {
  it("is stored, audited, on the board, and gone when lifted", async () => {
    const request = { userId: "u_9", room: "shop-42", kind: "timeout", seconds: 60 } as const;
    const sanction = await desk.work.enforcement.sanction({ ...request, category: "scam" }, MIKA);
    expect(desk.board.get(`sanction/${sanction.id}`)).toEqual({ kind: "sanction", sanction });
    expect(await desk.work.enforcement.lift(sanction.id, RIN, "appealed")).toEqual(sanction);
    expect(await desk.work.enforcement.lift(sanction.id, RIN, "appealed")).toBeUndefined();
    expect(desk.board.size).toBe(0);
    expect(await actions()).toEqual(["sanction.created", "sanction.lifted"]);
    expect(typesHeard()).toEqual(["sanction.created", "sanction.lifted"]);
  });

  it("that is a ban from everywhere takes the user's messages out of every live room", async () => {
    for (const room of ["shop-42", "shop-43"]) {
      const message = aMessage({ id: `m_${room}`, room });
      desk.bus.rooms.append(room, { kind: "message", message, reasons: [], replyToUser: null });
    }
    const request = { userId: "u_9", room: null, kind: "ban", category: null } as const;
    await desk.work.enforcement.sanction(request, MIKA);
    expect(await desk.shown("shop-42")).toEqual(new Map());
    expect(await desk.shown("shop-43")).toEqual(new Map());
  });

  it("that asks for no acknowledgement is told and not kept on the board", async () => {
    const entries: boolean[] = [];
    await desk.bus.state.watch((_, entry) => entries.push(entry !== null));
    const request = { userId: "u_9", room: null, kind: "warning", category: null } as const;
    await desk.work.enforcement.sanction({ ...request, acknowledge: false }, MIKA);
    expect(entries).toEqual([true, false]);
  });

  it("is listed as active only while it is", async () => {
    const request = { userId: "u_9", room: null, kind: "timeout", seconds: 60 } as const;
    await desk.work.enforcement.sanction({ ...request, category: null }, MIKA);
    expect((await desk.work.enforcement.list({ active: true })).items).toHaveLength(1);
    desk.clock.nowMs += 60_000;
    expect((await desk.work.enforcement.list({ active: true })).items).toHaveLength(0);
    expect((await desk.work.enforcement.list({})).items).toHaveLength(1);
  });
});

describe("a case as it is shown", () => {
  it("has the room's messages after it and the sender's record", async () => {
    await desk.work.takeItem(heldItem());
    const append = (id: string, at: number): void => {
      const message = aMessage({ id, at });
      desk.bus.rooms.append("shop-42", {
        kind: "message",
        message,
        reasons: [],
        replyToUser: null,
      });
    };
    append("m_early", STORE_TIME - 1);
    append("m_late", STORE_TIME + 1);
    await desk.store.addUserCounts([["u_9", "Aki", 120]], STORE_TIME);
    const view = await desk.work.review.get("k_1");
    expect(view?.after.map((message) => message.id)).toEqual(["m_late"]);
    expect(view?.record).toEqual({ messages: 120, strikes: 0, sanctions: [] });
  });
});
