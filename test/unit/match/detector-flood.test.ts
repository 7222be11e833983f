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
});
