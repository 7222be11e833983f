// What is sent in pieces: joined with what came before, judged as one.
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../../src/domain/verdict.ts";
import { NOW_MS, statefulProbe } from "../../support/engine.ts";
import type { Asked } from "../../support/engine.ts";
import { policyList, policyRule, policySpec, policyTerm } from "../../support/policy.ts";

const SPEC = policySpec();
const GAP_MS = 2_500;

/** Sends the messages one by one. @returns the verdict on each */
function sendAll(messages: readonly string[], asked: Asked = {}, gapMs = GAP_MS): Verdict[] {
  const word = { match: "word" as const };
  const probe = statefulProbe({
    lists: [
      ...SPEC.lists,
      policyList("body", "sexual", [policyTerm("うんこ"), policyTerm("follow me", word)]),
    ],
    rules: [
      policyRule("line", { pattern: String.raw`(?i)(?:line|ライン)\s*(?:id|追加|交換)` }),
      policyRule("id", { pattern: String.raw`\bid: ?[a-z0-9_ ]{4,}`, severity: 4 }),
      policyRule("fakes", { pattern: String.raw`\bfakes?\b.{0,30}` }),
      policyRule("messenger", { pattern: String.raw`(?i)\bwhats\s*app\s*[0-9-]{7,}` }),
    ],
  });
  return messages.map((text, i) => probe.ask(text, { at: NOW_MS + i * gapMs, ...asked }));
}

function actionsOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.map(({ action }) => action);
}

describe("split messages", () => {
  it.each([
    ["a Japanese word, a letter each", ["死", "ね"], "reject"],
    ["with its ending", ["死", "ねよ！"], "reject"],
    ["a lure, a letter each", ["ラ", "イ", "ン", "追加して"], "hold"],
    ["a lure in two halves", ["ライ", "ン追加"], "hold"],
    ["an English word, a letter each", ["f", "u", "c", "k"], "mask"],
    ["an English word in two halves", ["fu", "ck you"], "mask"],
    ["two words", ["kill", "yourself"], "reject"],
    ["an app and a number", ["whats", "app", "555-123-4567"], "hold"],
    ["a phone number in groups", ["090", "1234", "5678"], "mask"],
    ["an id after its label", ["LINE ID is", "abc123"], "hold"],
  ])("finds %s", (_what, messages, action) => {
    const actions = actionsOf(sendAll(messages));
    expect(actions.slice(0, -1).every((each) => each === "allow" || each === "hold")).toBe(true);
    expect(actions.at(-1)).toBe(action);
  });

  it.each([
    [["うん", "これください"]],
    [["うん", "こちらこそ"]],
    [["いいし", "ねだんも"]],
    [["thanks for the follow", "me too"]],
    [["200", "300", "4000"]],
    [["500", "800", "1200"]],
    [["nice.", "it is"]],
    [["M", "L", "S"]],
    [["必", "死", "ね"]],
    [["as", "so"]],
  ])("lets ordinary short answers pass: %s", (messages) => {
    expect(new Set(actionsOf(sendAll(messages)))).toEqual(new Set(["allow"]));
  });

  it("tells the span in the present message and in each before it", () => {
    const verdict = sendAll(["ライ", "ン追加して"]).at(-1);
    expect(verdict?.reasons).toMatchObject([
      { rule: "line", spans: [[0, 3]], joined: [{ at: NOW_MS, spans: [[0, 2]] }] },
    ]);
  });

  it("masks only what stands in the present message", () => {
    expect(sendAll(["090", "1234", "5678 です"]).at(-1)?.maskedText).toBe("**** です");
  });

  it("leaves the reasons of a whole message as they are", () => {
    const verdict = sendAll(["hello", "死ね"]).at(-1);
    expect(verdict?.reasons).toMatchObject([{ rule: "harassment", spans: [[0, 2]] }]);
    expect(verdict?.reasons[0]).not.toHaveProperty("joined");
  });

  it("finds nothing that lies in the earlier messages alone", () => {
    expect(actionsOf(sendAll(["死ね", "hello"]))).toEqual(["reject", "allow"]);
    expect(actionsOf(sendAll(["fuck", "hello"]))).toEqual(["mask", "allow"]);
  });

  it("does not make an id longer that was found by itself", () => {
    expect(actionsOf(sendAll(["ID: deal_3", "is this up?"]))).toEqual(["hold", "allow"]);
  });

  it("holds nothing for a sentence that its pattern matched before this message", () => {
    expect(actionsOf(sendAll(["fakes for sale", "show the back", "888"]))).toEqual([
      "hold",
      "allow",
      "allow",
    ]);
  });

  it("does not add what was rejected: the next try is rejected too", () => {
    expect(actionsOf(sendAll(["死", "ね", "ね。", "hi"]))).toEqual([
      "allow",
      "reject",
      "reject",
      "allow",
    ]);
  });

  it("joins within the window only", () => {
    const windowMs = SPEC.limits.split.windowSeconds * 1_000;
    expect(sendAll(["死", "ね"], {}, windowMs - 1).at(-1)?.action).toBe("reject");
    expect(sendAll(["死", "ね"], {}, windowMs).at(-1)?.action).toBe("allow");
  });

  it("joins nothing of other users, nor of other rooms", () => {
    const probe = statefulProbe();
    probe.ask("死");
    expect(probe.ask("ね", { user: "u_2" }).action).toBe("allow");
    expect(probe.ask("ね", { room: "r_2" }).action).toBe("allow");
  });

  it("does not join when the policy's window is 0", () => {
    const probe = statefulProbe({ limits: { ...SPEC.limits, split: { windowSeconds: 0 } } });
    probe.ask("死");
    expect(probe.ask("ね").action).toBe("allow");
  });

  it("joins a seller's messages too, but for what sellers may say", () => {
    expect(sendAll(["死", "ね"], { role: "seller" }).at(-1)?.action).toBe("reject");
    expect(sendAll(["ライ", "ン追加"], { role: "seller" }).at(-1)?.action).toBe("allow");
  });

  it("is not stopped by invisible characters", () => {
    const hidden = "\u200b".repeat(60);
    expect(sendAll([`死${hidden}`, `${hidden}ね`]).at(-1)?.action).toBe("reject");
  });
});
