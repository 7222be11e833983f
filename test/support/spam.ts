// Sketches of texts, as the engine makes them.
import { IS_WORD } from "../../src/engine/word-text.ts";
import { createSketch, sketchMessage } from "../../src/spam/sketch.ts";
import type { Sketch } from "../../src/spam/sketch.ts";
import { createFolded } from "../../src/text/folded.ts";
import { fold } from "../../src/text/folder.ts";

const folded = createFolded();

/** @returns a sketch of its own, not overwritten by the next. */
export function sketchOf(text: string, room = 0): Sketch {
  const sketch = createSketch();
  fold(text, folded);
  sketchMessage(folded, IS_WORD, room, sketch);
  return sketch;
}
