// The detector of messenger ids: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found, reasonsOf } from "../../support/detectors.ts";

describe("detector.messenger", () => {
  it.each([
    ["LINE ID: abc123", "LINE ID: abc123"],
    ["add me on LINE, ID: deal_777", "LINE, ID: deal_777"],
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
    "love the line, size_m please",
    "in that line, size 42 please",
    "the line id is required",
    "instagram is down",
    "ラ",
  ])("leaves %s alone", (text) => {
    expect(found("messenger", text)).toEqual([]);
  });

  it.each([
    ["緑2255881", "緑2255881"],
    ["緑→momo_shop22", "緑→momo_shop22"],
    ["らのid: momo_22", "らのid: momo_22"],
    ["K ID: momo_kr22", "K ID: momo_kr22"],
    ["青い鳥 @momo_shop", "青い鳥 @momo_shop"],
    ["LI*NE ID momo_shop22", "LI*NE ID momo_shop22"],
    ["L I N E ID momo_22", "L I N E ID momo_22"],
    ["cashapp $mariecloset", "cashapp $mariecloset"],
    ["t.me/bagbarn", "t.me/bagbarn"],
    ["PayPay ID: momo2255", "PayPay ID: momo2255"],
  ])("finds the id of %s by its code word or app", (text, expected) => {
    expect(found("messenger", text)).toEqual([expected]);
  });

  it.each([
    "緑 AB1234 ください",
    "黄 500円なら買う",
    "K18 ring 7.5g",
    "new line ss2024 collection",
    "オンラインid必要ですか",
    "order id: ab_12345 add to cart",
    "商品ID: ab_12345 を追加しました",
    "カカオ72%チョコですか",
    "Facebook: https://example.com",
    "$tsla to the moon",
  ])("leaves %s alone, which gives no id", (text) => {
    expect(found("messenger", text)).toEqual([]);
  });

  it("calls an id a contact too", () => {
    expect(reasonsOf("handle", "line id: momo_22")).toMatchObject([{ category: "contact" }]);
  });

  it("is no lure where people are warned of the id, which stays a contact", () => {
    const text = "@bagbarn on telegram: no, telegram @bagbarn_22 is a scammer";
    expect(found("messenger", text)).toEqual([]);
    expect(found("handle", text)).toEqual(["telegram @bagbarn_22"]);
  });
});
