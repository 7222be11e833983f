// Sketches of texts, as the engine makes them.
import { IS_WORD } from "../../src/engine/word-text.ts";
import { createSketch, hashMessage, sketchMessage } from "../../src/spam/sketch.ts";
import type { Sketch } from "../../src/spam/sketch.ts";
import { createFolded, fold } from "../../src/text/folder.ts";

const folded = createFolded();

/** @returns a sketch of its own, not overwritten by the next. */
export function sketchOf(text: string): Sketch {
  const sketch = createSketch();
  fold(text, folded);
  sketchMessage(folded.units, folded.kinds, folded.length, IS_WORD, sketch);
  return sketch;
}

export function markOf(text: string, seed = 0): number {
  fold(text, folded);
  return hashMessage(folded.units, folded.length, seed);
}
