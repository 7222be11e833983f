// The detector of payment cards: what it finds, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { found } from "../../support/detectors.ts";

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

  it.each(["hello 0.5181721811032243", "0.376812968505317", "０．4111111111111111"])(
    "leaves %s alone: places of a decimal fraction",
    (text) => {
      expect(found("card", text)).toEqual([]);
    },
  );

  it.each([
    "no.4111111111111111",
    "1.4111111111111111",
    "10.4111111111111111",
    "0.4111 1111 1111 1111",
  ])("finds the card of %s behind a point", (text) => {
    expect(found("card", text)).toHaveLength(1);
  });

  it("is no phone number as well", () => {
    expect(found("phone", "tel 4111111111111111")).toEqual([]);
  });

  it.each(["4 5 6 7 8 9 10 11 12 13 14", "tracking 9405 5112 0620 1234 5678 90", "4902102072618"])(
    "leaves %s alone, which passes the check by chance",
    (text) => {
      expect(found("card", text)).toEqual([]);
    },
  );
});
