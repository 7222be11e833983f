// The detector of phone numbers: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found } from "../../support/detectors.ts";

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

  it.each([
    ["090の1234の5678", "090の1234の5678"],
    ["○九○−二三四五−六七八九", "○九○−二三四五−六七八九"],
    ["ゼロキューゼロ 2345 6789", "ゼロキューゼロ 2345 6789"],
    ["oh eight oh 2345 6789", "oh eight oh 2345 6789"],
    ["0️⃣9️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "0️⃣9️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣"],
    ["o9o-1234-5678", "o9o-1234-5678"],
    ["090 ☎ 1234 ☎ 5678", "090 ☎ 1234 ☎ 5678"],
    ["mon portable 06 12 34 56 78", "06 12 34 56 78"],
    ["手机 138 0013 8000", "138 0013 8000"],
  ])("finds the disguised number of %s", (text, expected) => {
    expect(found("phone", text)).toEqual([expected]);
  });

  it.each([
    "注文番号 090-1234-5678 の件",
    "電話ケース 12 13 14 15",
    "電話は 12 13 14 15",
    "my order number is 415-555-0132",
    "tracking number 1234 5678 9012",
    "12:00 13:00 14:30 15:45",
    "one two three four five six seven eight nine ten",
    "bids 250 300 3500",
    "再生回数 1234567890",
    "fbid=10151234567890123",
    "OP05-119 SV2a 165/165",
    "call me when lot 1000000 is up",
    "0.1 0.2 0.3 0.4 0.5",
  ])("leaves %s alone, which is no telephone", (text) => {
    expect(found("phone", text)).toEqual([]);
  });
});
