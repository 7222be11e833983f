// Russian and Greek words are no Latin words, though each of their letters may be read as one.
import { describe, expect, it } from "vitest";
import { createFolded } from "../../../src/text/folded.ts";
import { fold } from "../../../src/text/folder.ts";
import { isForeignWord } from "../../../src/text/foreign-words.ts";

const folded = createFolded();

/** Asks about the part of the text between brackets. */
function asks(marked: string): boolean {
  const text = marked.replaceAll(/[[\]]/g, "");
  const start = marked.indexOf("[");
  fold(text, folded);
  return isForeignWord(folded, start, marked.indexOf("]") - 1);
}

describe("isForeignWord", () => {
  it.each([
    ["a Russian word whose letters all look Latin", "жду [сосок]"],
    ["a Russian abbreviation of letters that do not", "цена за 5 [шт]"],
    ["a Greek word", "Καλημέρα [πορν]"],
  ])("holds for %s", (_what, marked) => {
    expect(asks(marked)).toBe(true);
  });

  it.each([
    ["a Latin word with a Cyrillic letter", "привет [fuсk] тебе"],
    ["a Latin word with a letter of faux Russian", "привет [яussia]"],
    ["twins alone, with nothing to tell what they are", "[СОСК]"],
    ["twins in an English text", "you are a [сосk]"],
    ["a Latin word in a Russian text", "продам [iphone] дешево"],
    ["digits in a Russian text", "цена [500]"],
    ["letters drawn as signs", "привет [🅵🆄]"],
  ])("does not hold for %s", (_what, marked) => {
    expect(asks(marked)).toBe(false);
  });
});
