// What speaks against an app or asks about a payment is no lure.
import { describe, expect, it } from "vitest";
import type { DetectorText } from "../../../src/match/detector.ts";
import { isHarmlessTalk } from "../../../src/match/detector-stance.ts";
import { foldedString } from "../../../src/match/folded-bytes.ts";
import { createFolded } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";

/** Reused from text to text, as the engine does: what stood there before must not be read. */
const folded = createFolded();

/** Is what the text says of `name` harmless. */
function isHarmless(text: string, name: string): boolean {
  fold(text, folded);
  const asked: DetectorText = {
    folded,
    gates: 0,
    allowed: { has: () => false },
    string: () => foldedString(folded),
  };
  const start = text.indexOf(name);
  return isHarmlessTalk(asked, start, start + name.length);
}

describe("isHarmlessTalk", () => {
  it.each([
    ["LINE交換は禁止です", "LINE交換"],
    ["LINE交換はしません", "LINE交換"],
    ["インスタでのやり取りはご遠慮ください", "インスタ"],
    ["アプリ外での取引は規約違反です", "アプリ外での取引"],
    ["DMでの値段交渉はお断りしています", "DM"],
    ["no DMs please", "DMs"],
    ["never pay outside the app", "pay outside"],
    ["off-platform deals are not allowed here", "off-platform deals"],
    ["please don't text me on telegram", "telegram"],
    ["PayPal OK?", "PayPal"],
    ["does this take Apple Pay", "Apple Pay"],
    ["PayPay使えますか", "PayPay"],
    ["銀行振込で払えますか？", "銀行振込"],
  ])("frees %s", (text, name) => {
    expect(isHarmless(text, name)).toBe(true);
  });

  it("reads nothing of the message before", () => {
    expect(isHarmless("LINE交換はしませんか", "LINE交換")).toBe(false);
    expect(isHarmless("LINE交換はしません", "LINE交換")).toBe(true);
  });

  it.each([
    ["LINE交換しよう", "LINE交換"],
    ["LINE教えてくれませんか", "LINE教えて"],
    ["ここじゃなくて直接取引しない？", "直接取引"],
    ["dm me on telegram for cheaper", "telegram"],
    ["PayPayで払ってくれたら安くします", "PayPay"],
    ["can you pay me on paypal? i'll do it cheaper", "paypal"],
    ["can i just zelle you so we skip tax", "zelle"],
    ["venmo's quicker lol just do that", "venmo"],
    ["禁止されてないよ。LINE追加して", "LINE追加"],
    ["no rules here. text me on telegram", "telegram"],
  ])("leaves %s a lure", (text, name) => {
    expect(isHarmless(text, name)).toBe(false);
  });
});
