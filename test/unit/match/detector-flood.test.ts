// The detector of floods inside one message: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found } from "../../support/detectors.ts";
import { statelessProbe } from "../../support/engine.ts";

describe("detector.flood", () => {
  it("finds a long message that repeats itself", () => {
    const text = "BAN COUCH GUY ".repeat(8).trim();
    expect(found("flood", text)).toEqual([text]);
  });

  it("counts laughter as mild", () => {
    const [reason] = statelessProbe().ask("草".repeat(100)).reasons;
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

  it("is letters buried in marks, and a wall of emoji, whichever they are", () => {
    const marks = "\u0301\u0302\u0303\u0304\u0305";
    const buried = Array.from("look at this bag of mine", (letter) => letter + marks).join("");
    const wall = Array.from({ length: 64 }, (_, i) => String.fromCodePoint(0x1f600 + i)).join("");
    for (const text of [buried, wall]) {
      expect(statelessProbe().ask(text).reasons).toMatchObject([
        { rule: "detector.flood", severity: 1 },
      ]);
    }
  });

  it("is no text of a language that stacks vowels, nor one in capitals", () => {
    const thai = "เสื้อตัวนี้ราคาเท่าไหร่คะ มีสีอื่นไหมคะ อยากได้สีชมพูค่ะ ขอบคุณมากนะคะ ส่งฟรีไหมคะ วันนี้ได้ไหมคะ";
    const capitals =
      "THIS IS THE BEST BAG I HAVE EVER SEEN PLEASE SHOW IT AGAIN FROM THE OTHER SIDE AND TELL US";
    for (const text of [thai, capitals]) expect(statelessProbe().ask(text).reasons).toEqual([]);
  });
});
