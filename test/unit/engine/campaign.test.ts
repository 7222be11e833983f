// Campaigns, which are held, and choruses, which never are.
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../../src/domain/verdict.ts";
import { NOW_MS, statefulProbe } from "../../support/engine.ts";
import type { Asked, EngineProbe } from "../../support/engine.ts";
import { policySpec } from "../../support/policy.ts";

const LIMITS = policySpec().limits;
const HOUR_MS = 3_600_000;
const NEW: Asked = { attrs: { accountCreatedAt: NOW_MS - HOUR_MS } };
const BUYER: Asked = { attrs: { purchases: 3 } };

/** Each from an account of its own, half a second apart. */
function sendAll(
  texts: readonly string[],
  asked: Asked = {},
  probe: EngineProbe = statefulProbe(),
): Verdict[] {
  return texts.map((text, i) =>
    probe.ask(text, { user: `u_${i}`, at: NOW_MS + i * 500, ...asked }),
  );
}

function times(count: number, ...variants: readonly string[]): string[] {
  return Array.from({ length: count }, (_, i) => variants[i % variants.length] ?? "");
}

function campaigns(verdicts: readonly Verdict[]): boolean[] {
  return verdicts.map(({ reasons }) => reasons.some(({ rule }) => rule === "limit.campaign"));
}

const RIVAL = [
  "隣の配信の方がぜんぶ安いですよ、みんな来てください",
  "隣の配信のほうがぜんぶ安いですよ！みんな来てください",
];
const PASTA =
  "I'm a simple man, I see the streamer put on a hat, I type the hat song and nobody can stop me";

describe("campaigns", () => {
  it("hold the text of new accounts from the third on", () => {
    const verdicts = sendAll(times(5, ...RIVAL), NEW);
    expect(campaigns(verdicts)).toEqual([false, false, true, true, true]);
    expect(verdicts[2]).toMatchObject({
      action: "hold",
      reasons: [{ rule: "limit.campaign", category: "flood", severity: 2, spans: [] }],
    });
  });

  it("are known by a lure, whoever sends it", () => {
    const lure = times(
      4,
      "half price today at bluedeals.com",
      "Half price TODAY at bluedeals.com!!",
    );
    const found = sendAll(lure, BUYER);
    expect(campaigns(found)).toEqual([false, false, true, true]);
    expect(found[3]?.reasons.map(({ category }) => category)).toContain("spam");
  });

  it("need twice as many accounts when nothing is known of them", () => {
    expect(campaigns(sendAll(times(7, PASTA, `${PASTA}!`)))).toEqual([
      ...times(5, "").map(() => false),
      true,
      true,
    ]);
  });

  it("are known by two accounts that insist", () => {
    const probe = statefulProbe();
    const found = times(6, "my friend sells the same bag for half the price in another live").map(
      (text, i) => probe.ask(`${text} ${i}`, { user: `u_${i % 2}`, at: NOW_MS + i * 9_000 }),
    );
    expect(campaigns(found)).toEqual([false, false, false, false, false, true]);
  });

  it("do not count beyond the window, in other rooms, or what was rejected", () => {
    const probe = statefulProbe();
    const ask = (user: string, asked: Asked): Verdict =>
      probe.ask(RIVAL[0] ?? "", { ...NEW, user, ...asked });
    ask("u_1", { at: NOW_MS });
    ask("u_2", { room: "r_2" });
    const rejected = { user: "u_3", at: NOW_MS + 1_000 };
    probe.ask(`${RIVAL[0]} 死ね`, { ...NEW, ...rejected });
    expect(campaigns([ask("u_4", { at: NOW_MS + 2_000 })])).toEqual([false]);
    expect(campaigns([ask("u_5", { at: NOW_MS + 61_000 })])).toEqual([false]);
  });

  it("follow the policy: accounts, action, off", () => {
    const ask = (campaign: object): Verdict[] =>
      sendAll(
        times(4, ...RIVAL),
        NEW,
        statefulProbe({ limits: { ...LIMITS, campaign: { ...LIMITS.campaign, ...campaign } } }),
      );
    expect(campaigns(ask({ accounts: 4 }))).toEqual([false, false, false, true]);
    expect(ask({ action: "shadow" }).at(-1)?.action).toBe("shadow");
    expect(campaigns(ask({ windowSeconds: 0 }))).toEqual([false, false, false, false]);
    expect(campaigns(ask({ newAccountHours: 0 }))).toEqual([false, false, false, false]);
  });
});

describe("choruses", () => {
  it.each([
    ["buyers", times(300, "買います!", "買います！", "かいます🙋", "買います買います")],
    ["applause and laughter", times(300, "888", "8888888", "wwww", "草", "👏👏👏", "かわいい！！")],
    ["English buyers", times(300, "me!", "sold", "mine!!", "I want it", "yes please")],
    ["sizes and colours", times(200, "ピンクのMサイズ買います！", "ピンクのMサイズ買います")],
    ["bids", Array.from({ length: 200 }, (_, i) => `${1_000 + i * 100}円`)],
    [
      "congratulations",
      times(200, "お誕生日おめでとうございます！これからも応援しています！大好きです"),
    ],
    [
      "thanks at the end",
      times(200, "お疲れ様でした！今日も楽しかったです、ありがとうございました"),
    ],
    ["English thanks", times(200, "thank you so much for the stream today, see you next time!")],
  ])("of %s pass, whatever the count and whoever sends them", (_what, texts) => {
    for (const asked of [{}, NEW, BUYER]) {
      const actions = new Set(sendAll(texts, asked).map(({ action }) => action));
      expect(actions).toEqual(new Set(["allow"]));
    }
  });

  it("of buyers pass with a long text", () => {
    const verdicts = sendAll(times(50, PASTA), BUYER);
    expect(campaigns(verdicts)).not.toContain(true);
  });

  it("pass when the host wrote the words first", () => {
    const probe = statefulProbe();
    const prompt = `コメントに「${RIVAL[0]}」と書いてね！`;
    probe.ask(prompt, { user: "host", role: "seller", at: NOW_MS - 60_000 });
    expect(campaigns(sendAll(times(50, RIVAL[0] ?? ""), NEW, probe))).not.toContain(true);
  });
});
