// Cookies as they are read.
import { describe, expect, it } from "vitest";
import { readCookie } from "../../../src/api/sessions.ts";

describe("readCookie", () => {
  it.each([
    ["weir_session=abc", "abc"],
    ["a=1; weir_session=abc; b=2", "abc"],
    ["a=1;weir_session=a=b", "a=b"],
    ["xweir_session=abc", undefined],
    ["weir_session", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("of %j is %j", (header, value) => {
    expect(readCookie(header, "weir_session")).toBe(value);
  });
});
