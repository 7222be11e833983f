// Detectors on any text: spans inside it, numbers found through separators, no card by chance.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { found, reasonsOf } from "../support/detectors.ts";

const KINDS = [
  "link",
  "phone",
  "card",
  "account",
  "email",
  "address",
  "messenger",
  "handle",
  "flood",
] as const;

const PARTS = [
  "a.b.c.d",
  "@@@@",
  "://",
  " dot dot dot ",
  " id id ",
  "090-1234-",
  "〇九〇",
  "ゼロキュー",
  "zero nine ",
  "4111 1111 ",
  "example.com",
  "ｅｘａｍｐｌｅ。ｊｐ",
  "me (at) ",
  "LINE ID: ",
  "緑",
  "abc_12",
  "東京都港区",
  "1-2-3",
  "〒150-",
  "12 main street ",
  "口座番号 123",
  "DE89 3704 ",
  "%2e",
  "0️⃣",
  "𝟎𝟗",
  "😀",
  "\ud83d",
  "\u200b",
  "゛",
  "$",
  "+81 ",
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: "binary", maxLength: 4 })), {
    maxLength: 24,
  })
  .map((parts) => parts.join(""));

const separator = fc.constantFrom("", " ", "-", ".", " - ", "ー", "・", "/", "の", "_", "☎", "*");

/** The digits with one of the separators behind each. */
function written(digits: string, separators: readonly string[]): string {
  return Array.from(digits)
    .map((digit, i) => (i === 0 ? digit : `${separators[i] ?? ""}${digit}`))
    .join("");
}

function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = digits.length - 1, isSecond = true; i >= 0; i--, isSecond = !isSecond) {
    const digit = Number(digits[i]) * (isSecond ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

const decimals = (length: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.constantFrom(...Array.from("0123456789")),
    minLength: length,
    maxLength: length,
  });

describe("detectors", () => {
  it("answer any text with spans inside it, rising, between characters", () => {
    fc.assert(
      fc.property(text, (message) => {
        for (const kind of KINDS) {
          for (const { spans } of reasonsOf(kind, message)) {
            let last = -1;
            for (const [start, end] of spans) {
              expect(start).toBeGreaterThan(last);
              expect(end).toBeGreaterThan(start);
              expect(end).toBeLessThanOrEqual(message.length);
              for (const at of [start, end]) {
                expect(
                  /[\ud800-\udbff]$/.test(message.slice(0, at)) &&
                    /^[\udc00-\udfff]/.test(message.slice(at)),
                ).toBe(false);
              }
              last = end;
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("find a mobile number through separators anywhere in it", () => {
    const separators = fc.array(separator, { minLength: 11, maxLength: 11 });
    const tail = decimals(8).filter((digits) => new Set(digits).size >= 3);
    fc.assert(
      fc.property(fc.constantFrom("070", "080", "090"), tail, separators, (head, rest, signs) => {
        const number = written(head + rest, signs);
        expect(found("phone", `call ${number}`)).toEqual([number]);
      }),
      { numRuns: 300 },
    );
  });

  it("find a card through separators anywhere in it", () => {
    const separators = fc.array(separator, { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(decimals(14), separators, (rest, signs) => {
        const digits = `4${rest}`;
        const card = written(`${digits}${checkDigit(digits)}`, signs);
        expect(found("card", card)).toEqual([card]);
      }),
      { numRuns: 300 },
    );
  });

  it("call no number a card whose check digit is wrong", () => {
    const wrong = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(decimals(14), wrong, (rest, by) => {
        const digits = `4${rest}`;
        const card = `${digits}${(checkDigit(digits) + by) % 10}`;
        expect(found("card", card)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
