// Texts for senders, `since`, and close codes; and that docs/ names what the code has, and no more.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CATEGORIES } from "../../../src/domain/categories.ts";
import { RESULT_CODES } from "../../../src/domain/verdict.ts";
import { CLIENT_OPS } from "../../../src/protocol/client-frames.ts";
import { CLOSE_CODES } from "../../../src/protocol/close-codes.ts";
import {
  heldText,
  languageOf,
  LANGUAGES,
  maskedText,
  rejectedText,
} from "../../../src/protocol/result-texts.ts";
import { FRAME_ERROR_CODES, SERVER_OPS } from "../../../src/protocol/server-frames.ts";
import { parseSince } from "../../../src/protocol/since.ts";

const doc = (name: string) =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8");

/** First cells, in backticks, of the table under a heading. */
function tableKeys(text: string, heading: string): readonly string[] {
  const section = text.split(/^#+ /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `([a-z0-9_]+)` \|/gm)].map((match) => match[1] ?? "");
}

describe("texts for senders", () => {
  it.each(LANGUAGES)("say something for every code and category in %s", (language) => {
    const texts = [
      ...RESULT_CODES.map((code) => rejectedText(code, undefined, language)),
      ...CATEGORIES.map((category) => rejectedText("blocked", category, language)),
      ...CATEGORIES.map((category) => maskedText(category, language)),
      heldText(language),
      maskedText(undefined, language),
    ];
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.every((text) => text.length > 4)).toBe(true);
  });

  it.each([
    ["ja", "ja"],
    ["ja-JP", "ja"],
    ["JA", "ja"],
    ["jav", "en"],
    ["fr", "en"],
    [undefined, "en"],
  ])("for the language %s are %s", (lang, language) => {
    expect(languageOf(lang)).toBe(language);
  });
});

describe("parseSince", () => {
  it.each([
    ["e1:812", { epoch: "e1", seq: 812 }],
    ["e:1:0", { epoch: "e:1", seq: 0 }],
    ["e1:", null],
    [":5", null],
    ["e1:-5", null],
    ["e1:5.5", null],
    [null, null],
  ])("%s", (value, since) => {
    expect(parseSince(value)).toEqual(since);
  });
});

describe("CLOSE_CODES", () => {
  it("from 4500 on tell the client to stay away, all others to come back", () => {
    for (const { code, retry } of Object.values(CLOSE_CODES)) {
      expect(retry).toBe(code >= 4500 ? "stay_away" : "reconnect");
    }
  });
});

describe("docs", () => {
  it("errors.md lists every close code with what to do", () => {
    const text = doc("errors.md");
    const codes = Object.values(CLOSE_CODES);
    const closeKeys = tableKeys(text, "Close codes");
    expect([...closeKeys].toSorted()).toEqual(codes.map(({ code }) => String(code)).toSorted());
    for (const { meaning } of codes) expect(text).toContain(meaning);
  });

  it("errors.md lists every result code and every code of an error frame", () => {
    const text = doc("errors.md");
    expect(tableKeys(text, "Result codes")).toEqual(["held", ...RESULT_CODES]);
    expect(tableKeys(text, "Error frames")).toEqual([...FRAME_ERROR_CODES]);
  });

  it("protocol.md lists every frame", () => {
    const text = doc("protocol.md");
    expect(tableKeys(text, "What you send")).toEqual([...CLIENT_OPS]);
    expect(tableKeys(text, "What you get")).toEqual([...SERVER_OPS]);
  });
});
