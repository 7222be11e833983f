// The policy that ships does what PROTOCOL's table of default actions says, in English and Japanese.
import { beforeAll, describe, expect, it } from "vitest";
import { sentence } from "../../bench/load/texts.ts";
import { compileSource } from "../../src/app/live-policy.ts";
import { shippedPolicyDir } from "../../src/app/paths.ts";
import { readPolicyFolder } from "../../src/app/policy-folder.ts";
import type { Category } from "../../src/domain/categories.ts";
import type { Action } from "../../src/domain/verdict.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { type EngineProbe, probeOf } from "../support/engine.ts";

let probe: EngineProbe;

beforeAll(async () => {
  const compiled = compileSource(await readPolicyFolder(shippedPolicyDir()));
  probe = probeOf(createEngine(compiled, { stateful: false }));
});

/** More than any bench says in one room. */
const SENTENCES = 12_000;

const ABUSE: readonly (readonly [Category, Action, string])[] = [
  ["harassment", "reject", "you are a worthless piece of trash, go die"],
  ["harassment", "reject", "死ね"],
  ["hate", "reject", "all muslims are terrorists get out"],
  ["hate", "reject", "在日は日本から出ていけ"],
  ["violence", "reject", "I will kill you"],
  ["violence", "reject", "殺すぞ"],
  ["self_harm", "hold", "i want to kill myself tonight"],
  ["self_harm", "hold", "もう死にたい"],
  ["profanity", "mask", "this is fucking great"],
];

const COMMERCE: readonly (readonly [Category, Action, string])[] = [
  ["scam", "hold", "double your bitcoin, guaranteed profit"],
  ["scam", "hold", "認証コードを教えてください"],
  ["off_platform", "hold", "dm me on telegram"],
  ["off_platform", "hold", "LINE交換しませんか"],
  ["counterfeit", "hold", "selling replica rolex aaa quality"],
  ["counterfeit", "hold", "スーパーコピー販売中"],
  ["prohibited_goods", "hold", "selling weed and cocaine"],
  ["prohibited_goods", "hold", "大麻売ります"],
  ["impersonation", "hold", "I am the official TikTok support team"],
  ["impersonation", "hold", "公式サポートです"],
  ["bid_manipulation", "hold", "let's shill bid this"],
  ["bid_manipulation", "hold", "サクラで入札して値段を吊り上げよう"],
  ["spam", "hold", "follow my channel for free giveaways"],
  ["spam", "hold", "私のチャンネル登録お願いします"],
  ["link", "hold", "check https://example.com/deal"],
  ["link", "hold", "ここ見て bit.ly/abc123"],
  ["flood", "reject", "a".repeat(110)],
];

describe("the shipped policy", () => {
  it.each([...ABUSE, ...COMMERCE])("for %s: %s (%s)", (category, action, text) => {
    const verdict = probe.ask(text);
    expect(verdict.action).toBe(action);
    expect(verdict.reasons.map((reason) => reason.category)).toContain(category);
  });

  it.each([
    ["my card is 4242 4242 4242 4242", "4242"],
    ["mail bob@example.com", "bob@example.com"],
    ["電話番号は090-1234-5678です", "1234"],
    ["I live at 123 Main Street, Springfield", "123 Main"],
    ["ship it to 221 Maple Street Apt 4, Springfield IL 62704", "221 Maple"],
    ["住所は東京都港区芝公園4-2-8です", "芝公園4"],
    ["神奈川県横浜市中区山下町1丁目2番3号", "山下町1"],
    ["港区芝公園4-2-8に住んでる", "芝公園4"],
  ])("masks a contact: %s", (text, secret) => {
    const verdict = probe.ask(text);
    expect(verdict.action).toBe("mask");
    expect(verdict.maskedText).not.toContain(secret);
  });

  it.each([
    "hello everyone, love this dress! how much is it?",
    "この服かわいい！いくらですか？",
    "order 1234567890123 has not arrived",
    "2 blocks down the street",
    "3 pairs of street shoes please",
    "東京都内なら送料無料で3-5日で届きますか",
    "福岡県の人いますか2番のほしい",
    "送料いくら？10,000円で入札します",
    "can I pay with paypal at checkout?",
    "本物ですか？",
  ])("lets through: %s", (text) => {
    expect(probe.ask(text)).toMatchObject({ action: "allow", reasons: [] });
  });

  it("lets through all that the crowd of the benches says", () => {
    const stopped = Array.from({ length: SENTENCES }, (_, number) => sentence(number)).flatMap(
      (text) => {
        const { action, reasons } = probe.ask(text);
        return action === "allow" ? [] : [[text, action, reasons.map(({ rule }) => rule)]];
      },
    );
    expect(stopped).toEqual([]);
  });

  it.each(["seller", "moderator"] as const)(
    "exempts a %s from promotion, not from abuse",
    (role) => {
      const judged = (text: string): Action => probe.ask(text, { role }).action;
      expect(judged("check https://example.com/deal")).toBe("allow");
      expect(judged("dm me on telegram")).toBe("allow");
      expect(judged("follow my channel for free giveaways")).toBe("allow");
      expect(judged("死ね")).toBe("reject");
      expect(judged("I will kill you")).toBe("reject");
      expect(judged("all muslims are terrorists get out")).toBe("reject");
    },
  );
});
