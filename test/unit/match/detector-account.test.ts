// The detector of bank accounts and national numbers: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found } from "../../support/detectors.ts";

describe("detector.account", () => {
  it.each([
    ["口座番号 1234567", "1234567"],
    ["三菱銀行 渋谷支店 普通 2345678", "2345678"],
    ["ゆうちょ 記号 12340 番号 12345671", "12345671"],
    ["iban DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"],
    ["GB82WEST12345698765432", "GB82WEST12345698765432"],
    ["my account number is 000123456789", "000123456789"],
    ["ssn 219-09-9999", "219-09-9999"],
    ["cpf 529.982.247-25", "529.982.247-25"],
    ["マイナンバー 123456789012", "123456789012"],
  ])("finds the account of %s", (text, expected) => {
    expect(found("account", text)).toEqual([expected]);
  });

  it.each([
    "普通サイズ 2300円",
    "銀行振込は使えますか",
    "account looks great 100000 followers",
    "DE89 3704 0044 0532 0130 01",
    "529.982.247-26",
  ])("leaves %s alone", (text) => {
    expect(found("account", text)).toEqual([]);
  });
});
