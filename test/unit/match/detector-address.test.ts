// The detector of postal addresses: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found } from "../../support/detectors.ts";

describe("detector.address", () => {
  it.each([
    ["東京都新宿区西新宿2-8-1", "東京都新宿区西新宿2-8-1"],
    ["渋谷区神宮前一丁目二番三号", "渋谷区神宮前一丁目二番三号"],
    ["東京都港区芝公園４−２−８", "東京都港区芝公園４−２−８"],
    ["〒530-0001 です", "〒530-0001"],
    ["742 Evergreen Boulevard, Denton TX 76201", "742 Evergreen Boulevard, Denton TX 76201"],
    ["I live at 19 Harbor Road", "19 Harbor Road"],
    ["221B Baker St, London NW1 6XE", "221B Baker St, London NW1 6XE"],
    ["12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002"],
    ["Lindenstraße 14, 10969 Berlin", "Lindenstraße 14, 10969"],
    ["calle Mayor 12, 28013 Madrid", "calle Mayor 12, 28013"],
    ["서울 강남구 테헤란로 152", "강남구 테헤란로 152"],
    ["北京市朝阳区建国路88号", "北京市朝阳区建国路88号"],
  ])("finds the address of %s", (text, expected) => {
    expect(found("address", text)).toEqual([expected]);
  });

  it.each([
    "横浜市 3-0 川崎",
    "3丁目のカフェ",
    "渋谷区に住んでる人いる？",
    "5 minutes drive from my place",
    "2 way street",
    "is it 21 jump street themed",
    "street style 2024",
    "号数は11号です",
  ])("leaves %s alone", (text) => {
    expect(found("address", text)).toEqual([]);
  });
});
