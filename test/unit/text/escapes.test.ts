// Which escapes are read as the characters they stand for, and which signs stay signs.
import { describe, expect, it } from "vitest";
import { createFolded } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";

const folded = createFolded();

function viewOf(text: string): string {
  fold(text, folded);
  return String.fromCharCode(...folded.units.subarray(0, folded.length));
}

describe("fold of escapes", () => {
  it.each([
    ["percent-encoded kana", "%E3%83%A9%E3%82%A4%E3%83%B3", "らいん"],
    ["percent-encoded letters", "f%75ck", "fuck"],
    ["a word of them", "%66%75%63%6B you", "fuck you"],
    ["percent-encoded emoji", "a%F0%9F%98%80b", "a😀b"],
    ["percent-encoded voicing marks", "%EF%BD%B6%EF%BE%9E", "が"],
    ["decimal references", "&#12521;&#x30A4;&#12531;", "らいん"],
    ["named references", "a&nbsp;b &lt;3 &AMP;", "a b <3 &"],
    ["astral references", "&#x1F600;", "😀"],
    ["a reference to a lone surrogate", "&#xD800;", "\ufffd"],
    ["escapes only once", "%2541 &amp;#65;", "%41 &#65;"],
  ])("reads %s", (_what, text, expected) => {
    expect(viewOf(text)).toBe(expected);
  });

  it.each([
    "50%de descuento",
    "100%20",
    "20% off",
    "%",
    "a%E3%8",
    "%C0%AF",
    "AT&T; R&D",
    "&#;",
    "&",
    "&#99999999;",
  ])("leaves %s as it is written", (text) => {
    expect(viewOf(text)).toBe(text.toLowerCase());
  });

  it("leads back to the whole escape", () => {
    fold("x%E6%AD%BB&#12397;", folded);
    const origins = Array.from({ length: folded.length }, (_, i) => [
      folded.starts[i],
      folded.ends[i],
    ]);
    expect(origins).toEqual([
      [0, 1],
      [1, 10],
      [10, 18],
    ]);
  });
});
