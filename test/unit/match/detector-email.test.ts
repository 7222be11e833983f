// The detector of e-mail addresses: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found } from "../../support/detectors.ts";

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

  it.each([
    ["hanako[アット]gmail.com", "hanako[アット]gmail.com"],
    ["jane dot doe at gmail dot com", "jane dot doe at gmail dot com"],
    ["m a r i e @ g m a i l . c o m", "m a r i e @ g m a i l . c o m"],
    ["hanako88@gmail", "hanako88@gmail"],
    ["marie @ example . com", "marie @ example . com"],
  ])("finds the disguised address of %s", (text, expected) => {
    expect(found("email", text)).toEqual([expected]);
  });

  it.each([
    "best prices at luckybags.store",
    "we are at shop dot com",
    "ig @thriftqueen.la",
    "あっという間のドット柄",
  ])("leaves %s alone, which is no mail", (text) => {
    expect(found("email", text)).toEqual([]);
  });
});
