// Builders for tests of the classifier: a small set that can be learned, and a model of it.
import type { Example } from "../../src/classifier/balance.ts";
import { HEADS } from "../../src/classifier/heads.ts";
import type { Model } from "../../src/classifier/model-format.ts";
import { train } from "../../src/classifier/training.ts";

const RUDE = ["you are a moron", "what a moron", "shut up moron", "おまえはゴミだ", "このゴミめ"];
const KIND = ["you are a star", "what a dress", "sit down please", "お前は星だ", "この服いいね"];

/** Annotated for the first head alone; every text a little different from the others. */
export function examplesToLearn(copies = 12): Example[] {
  const examples: Example[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    for (const [texts, label] of [
      [RUDE, 1],
      [KIND, 0],
    ] as const) {
      for (const text of texts) {
        const labels = Int8Array.from(HEADS, (_, h) => (h === 0 ? label : -1));
        const ending = String.fromCodePoint(0x3042 + copy * 2);
        examples.push({ text: `${text} ${ending}`, source: 0, labels, weight: 1 });
      }
    }
  }
  return examples;
}

export function smallModel(seed = 1): Model {
  return train(examplesToLearn(), 1, { bits: 12, epochs: 8, seed });
}
