// Lines of labelled files: both shapes, and what is said of wrong ones.
import { describe, expect, it } from "vitest";
import {
  isHarmless,
  type LabelledText,
  parseLabelledText,
  parseText,
} from "../../../src/classifier/labelled.ts";

function parsed(line: unknown): LabelledText {
  const result = parseLabelledText(JSON.stringify(line));
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

describe("parseLabelledText", () => {
  it("takes labels as everything that applies", () => {
    const item = parsed({ text: "x", labels: ["scam", "off_platform"] });
    expect([...item.labels].filter(([, applies]) => applies).map(([name]) => name)).toEqual([
      "scam",
      "off_platform",
    ]);
    expect(item.labels.size).toBe(16);
  });

  it("leaves out of y what is absent, null or of another scheme", () => {
    const item = parsed({ text: "x", y: { toxic: 1, hate: 0, sexual: null, insult: 1 } });
    expect([...item.labels]).toEqual([
      ["harassment", true],
      ["hate", false],
    ]);
  });

  it("counts a scam as spam, whichever comes first", () => {
    expect(parsed({ text: "x", y: { spam: 0, scam: 1 } }).labels.get("spam")).toBe(true);
    expect(parsed({ text: "x", y: { scam: 1, spam: 0 } }).labels.get("spam")).toBe(true);
  });

  it("reads both spellings of self-harm", () => {
    expect(parsed({ text: "x", y: { selfharm: 1 } }).labels.get("self_harm")).toBe(true);
    expect(parsed({ text: "x", y: { self_harm: 1 } }).labels.get("self_harm")).toBe(true);
  });

  it("knows nothing of what a line does not say", () => {
    expect(parsed({ text: "x", labels: [] })).toMatchObject({
      lang: null,
      source: "unnamed",
      evasion: null,
      weight: 1,
    });
  });

  it("is harmless when nothing applies", () => {
    expect(isHarmless(parsed({ text: "x", labels: [] }))).toBe(true);
    expect(isHarmless(parsed({ text: "x", y: { toxic: 0, spam: 1 } }))).toBe(false);
  });

  it.each([
    ["{", "not JSON"],
    ["[]", "not an object"],
    ['{"labels":[]}', '"text"'],
    ['{"text":"","labels":[]}', '"text"'],
    ['{"text":"x"}', "labels"],
    ['{"text":"x","labels":"spam"}', "list"],
    ['{"text":"x","labels":["rude"]}', '"rude" is not a category'],
    ['{"text":"x","y":{"toxic":0.5}}', '"y.toxic"'],
    ['{"text":"x","y":{"toxic":"1"}}', '"y.toxic"'],
    ['{"text":"x","labels":[],"weight":0}', '"weight"'],
    ['{"text":"x","labels":[],"weight":10.1}', '"weight"'],
  ])("says what is wrong with %s", (line, message) => {
    const result = parseLabelledText(line);
    expect(result.ok ? "good" : result.message).toContain(message);
  });
});

describe("parseText", () => {
  it("takes a line without labels", () => {
    const result = parseText('{"text":"hi","lang":"en"}');
    expect(result).toMatchObject({ ok: true, value: { text: "hi", lang: "en" } });
  });
});
