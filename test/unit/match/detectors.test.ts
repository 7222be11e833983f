// What the detectors find, written plainly and in disguise, and what they leave alone.
import { describe, expect, it } from "vitest";
import { foundTexts, statelessProbe } from "../../support/engine.ts";

const probe = statelessProbe({ lists: [], rules: [] });

/** Texts that the detector found. */
function found(detector: string, text: string): string[] {
  const verdict = probe.ask(text);
  const reasons = verdict.reasons.filter(({ rule }) => rule === `detector.${detector}`);
  return foundTexts(text, { ...verdict, reasons });
}

describe("detector.link", () => {
  it.each([
    ["see https://example.com/a?b=c now", "https://example.com/a?b=c"],
    ["詳細はexample.comへ", "example.com"],
    ["Www.Example.Net", "Www.Example.Net"],
    ["ｅｘａｍｐｌｅ．ｃｏｍ", "ｅｘａｍｐｌｅ．ｃｏｍ"],
    ["t.me/somebody", "t.me/somebody"],
    ["bit.ly/3abc", "bit.ly/3abc"],
    ["example どっと com", "example どっと com"],
    ["example(dot)com", "example(dot)com"],
    ["example dot co dot jp", "example dot co dot jp"],
    ["example . com", "example . com"],
    ["example .com", "example .com"],
    ["example。com", "example。com"],
    ["日本語.jp", "日本語.jp"],
    ["http://127.0.0.1/x", "http://127.0.0.1/x"],
    ["go to sub.shop.example.co.jp.", "sub.shop.example.co.jp"],
    ["https://example.shop@evil.com/", "https://example.shop@evil.com/"],
    ["exаmple.shop", "exаmple.shop"],
    ["example.shop.evil.com", "example.shop.evil.com"],
    ["great.example.com.Thanks", "great.example.com"],
  ])("finds the link of %s", (text, link) => {
    expect(found("link", text)).toEqual([link]);
  });

  it.each([
    "amazing.Love it",
    "that was it.so good",
    "Hi. I'm here. Me too",
    "12.50 and 1.5k",
    "v1.2.3",
    "node.js and a.jpg",
    "e.g. this, i.e. that",
    "終わり。次",
    "see example.shop/item",
    "sub.example.shop",
    "…and... so",
    "mail me@example.com",
  ])("leaves %s alone", (text) => {
    expect(found("link", text)).toEqual([]);
  });
});

describe("detector.phone", () => {
  it.each([
    ["090-1234-5678", "090-1234-5678"],
    ["電話は０９０－１２３４－５６７８です", "０９０－１２３４－５６７８"],
    ["09012345678", "09012345678"],
    ["03-1234-5678", "03-1234-5678"],
    ["0120 123 456 まで", "0120 123 456"],
    ["〇九〇ー一二三四ー五六七八", "〇九〇ー一二三四ー五六七八"],
    ["+81 90 1234 5678", "+81 90 1234 5678"],
    ["call (555) 234-5678", "(555) 234-5678"],
    ["0 9 0 1 2 3 4 5 6 7 8", "0 9 0 1 2 3 4 5 6 7 8"],
    ["tel: 5512345678", "5512345678"],
  ])("finds the number of %s", (text, number) => {
    expect(found("phone", text)).toEqual([number]);
  });

  it.each([
    "注文番号 20241010",
    "1,000,000円",
    "+10000000円",
    "1 2 3 4 5 6 7 8 9 10",
    "2024-10-10 12:30",
    "item 123456789012",
  ])("leaves %s alone", (text) => {
    expect(found("phone", text)).toEqual([]);
  });
});

describe("detector.card", () => {
  it.each([
    ["4111 1111 1111 1111", "4111 1111 1111 1111"],
    ["card 5555555555554444 12/26", "5555555555554444"],
    ["３７８２ ８２２４６３ １０００５", "３７８２ ８２２４６３ １０００５"],
    ["4111-1111-1111-1111 123", "4111-1111-1111-1111"],
  ])("finds the card of %s", (text, card) => {
    expect(found("card", text)).toEqual([card]);
  });

  it.each(["4111 1111 1111 1112", "1234567890123456", "0000 0000 0000 0000"])(
    "leaves %s alone",
    (text) => {
      expect(found("card", text)).toEqual([]);
    },
  );

  it("is no phone number as well", () => {
    expect(found("phone", "tel 4111111111111111")).toEqual([]);
  });
});

describe("detector.email", () => {
  it.each([
    ["write to me.too@example.com now", "me.too@example.com"],
    ["ｍｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｍｅ＠ｅｘａｍｐｌｅ．ｃｏｍ"],
    ["me(at)example.com", "me(at)example.com"],
    ["me at example dot com", "me at example dot com"],
    ["meあっとexampleどっとcom", "meあっとexampleどっとcom"],
  ])("finds the address of %s", (text, address) => {
    expect(found("email", text)).toEqual([address]);
  });

  it.each(["@somebody hello.", "look at example", "5 @ 10.00"])("leaves %s alone", (text) => {
    expect(found("email", text)).toEqual([]);
  });
});

describe("detector.messenger", () => {
  it.each([
    ["LINE ID: abc123", "LINE ID: abc123"],
    ["ＬＩＮＥ　ＩＤ：ａｂｃ１２３", "ＬＩＮＥ　ＩＤ：ａｂｃ１２３"],
    ["ラインのIDはabc_12", "ラインのIDはabc_12"],
    ["telegram @x", "telegram @x"],
    ["my insta: @some.body", "insta: @some.body"],
    ["wechat abc_1234", "wechat abc_1234"],
    ["緑ID: abc123", "緑ID: abc123"],
    ["WhatsApp +81 90 1234 5678", "WhatsApp +81 90 1234 5678"],
  ])("finds the id of %s", (text, id) => {
    expect(found("messenger", text)).toContain(id);
  });

  it.each([
    "緑のMサイズください",
    "ラインがきれい",
    "L size please",
    "LINE交換は禁止です",
    "can I pay with LINE?",
    "deadline: 20241010",
    "line: 5 items",
    "the line id is required",
    "instagram is down",
    "ラ",
  ])("leaves %s alone", (text) => {
    expect(found("messenger", text)).toEqual([]);
  });
});

describe("detector.flood", () => {
  it("finds a long message that repeats itself", () => {
    const text = "BAN COUCH GUY ".repeat(8).trim();
    expect(found("flood", text)).toEqual([text]);
  });

  it("counts laughter as mild", () => {
    const [reason] = probe.ask("草".repeat(100)).reasons;
    expect(reason).toMatchObject({ rule: "detector.flood", severity: 1 });
  });

  it.each([
    ["one character below its length", "a".repeat(89)],
    [
      "prose",
      "I bought one of these last month and it still looks new, so I would say that it is " +
        "worth every yen you pay.",
    ],
  ])("leaves %s alone", (_what, text) => {
    expect(found("flood", text)).toEqual([]);
  });
});
