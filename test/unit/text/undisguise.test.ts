// Whole sentences in disguise are read as people read them; ordinary texts are not read twice.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFolded } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";
import { undisguised } from "../../../src/text/undisguise.ts";

const folded = createFolded();

function readings(text: string): readonly string[] {
  fold(text, folded);
  return undisguised(folded).map((reading) => reading.text);
}

describe("undisguised", () => {
  it.each([
    ["ラ イ ン で連絡して", "らいんで連絡して"],
    ["L I N E で連絡して", "lineで連絡して"],
    ["消、え、ろ", "消えろ"],
    ["バ*カ*店*主", "ばか店主"],
    ["go l-o-s-e-r go", "go loser go"],
    ["ur a w0rthl3ss cl0wn", "ur a worthless clown"],
    ["br41n of a g0ldf1sh", "brain of a goldfish"],
    ["w4nt t0 d13", "want to die"],
    ["my si$ter, s!t up", "my sister, sit up"],
    ["gonna k*ll you", "gonna kill you"],
    ["k*ll y0urself", "kill yourself"],
    ["k i l l  y o u r s e l f", "kill yourself"],
    ["v.enmo m🔥e, p-a-y t(h)ere", "venmo me, pay there"],
    ["ve🔥🔥nmo", "venmo"],
    ["pay.me.there", "pay me there"],
    ["pay_me-there", "pay me there"],
    ["you are a looooser", "you are a loser"],
    ["go killlll them", "go kill them"],
    ["ライ🍀ンで、連・絡/して", "らいんで、連絡して"],
    ["ラインで 連絡 して", "らいんで連絡して"],
    ["バ*カ*店*主だよ", "ばか店主だよ"],
    ["きもいいいい店主", "きもい店主"],
  ])("reads %s as %s", (text, reading) => {
    expect(readings(text)).toContain(reading);
  });

  it("reads 1 as i and as l", () => {
    expect(readings("a c1own, not a k1ng")).toEqual(["a ciown, not a king", "a clown, not a klng"]);
  });

  it.each([
    "how much is shipping to Ohio?",
    "size S M or L?",
    "iPhone 15 Pro 256GB, mp3 player",
    "これ買います！ 2個で3000円",
    "12 13 14 15 16",
    "https://example.com/watch?v=NO9pOVZ9OIQ",
    "5 * 4 * 3",
    "great show!! see you",
    "wow... so nice, really :)",
    "don't be shy, it's 5.99 (or less)",
    "https://example.com/a-b_c.d",
    "wwww すごーーーい！ 買います😍😍",
    "aaaa",
    "size L, 色は白、2-3日で届く",
    "LINE スタンプ 2 個",
    "a b",
  ])("does not read %s a second time", (text) => {
    expect(readings(text)).toEqual([]);
  });

  it("leads each character back to what was written there, and tells what was changed", () => {
    fold("go l-o-s-e-r, n00b", folded);
    const [reading] = undisguised(folded);
    const told = Array.from(reading?.text ?? "", (letter, at) => {
      const unit = String.fromCharCode(folded.units[reading?.places[at] ?? 0] ?? 0);
      return reading?.isChanged[at] === 1 ? `${letter}<${unit}` : letter;
    });
    expect(told.join("")).toBe("go l<lo<os<se<er<r, no<0o<0b");
  });

  it("tells where signs were taken out", () => {
    fold("v.enmo me", folded);
    const [reading] = undisguised(folded);
    const told = Array.from(reading?.text ?? "", (letter, at) =>
      reading?.isSeam[at] === 1 ? `|${letter}` : letter,
    );
    expect(told.join("")).toBe("v|enmo me");
  });

  it("leaves to lists' own ways what single terms see through", () => {
    const isForTerms = (text: string) => {
      fold(text, folded);
      return undisguised(folded).map((reading) => reading.isForTerms);
    };
    expect(isForTerms("v.enmo")).toEqual([false]);
    expect(isForTerms("v.enm0 me")).toEqual([false]);
    expect(isForTerms("v3nmo")).toEqual([true]);
    expect(isForTerms("k*ll")).toEqual([true, true, true, true, true]);
  });

  it("makes few readings of any text, each with a place in it for every character", () => {
    const part = fc.constantFrom(
      "a",
      "b",
      "k",
      "1",
      "0",
      "*",
      " ",
      "-",
      "、",
      "死",
      "ラ",
      "@",
      "!",
      ".",
      "🔥",
      "・",
    );
    const text = fc.array(fc.oneof(part, fc.string({ unit: "binary", maxLength: 2 })));
    fc.assert(
      fc.property(text, (parts) => {
        fold(parts.join(""), folded);
        const all = undisguised(folded);
        expect(all.length).toBeLessThanOrEqual(8);
        for (const { text: read, places, isChanged, isSeam } of all) {
          expect(places.length).toBe(read.length);
          expect(isChanged.length).toBe(read.length);
          expect(isSeam.length).toBe(read.length);
          expect(places.every((at, i) => at < folded.length && at >= (places[i - 1] ?? 0))).toBe(
            true,
          );
        }
      }),
    );
  });
});
