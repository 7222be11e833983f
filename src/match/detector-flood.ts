// Floods inside one message: a long text that repeats itself, letters buried in marks, a wall of
// emoji.
import { countsOf } from "../text/folded.ts";
import { KIND } from "../text/kinds.ts";
import type { Detector } from "./detector.ts";

/** CATEGORIES: about 90 characters or more. */
export const FLOOD_LENGTH = 90;
/** Of four-letter pieces that many may be new; ordinary prose has 0.85 and more. */
const NEW_SHARE = 0.35;
/** Fewer different letters than this are laughter or applause: noted, not punished. */
const LAUGHTER_LETTERS = 5;

/** So many emoji are a wall, whichever they are. */
const EMOJI_WALL = 60;

const seen = new Uint8Array(4_096);

export const floodDetector: Detector = {
  id: "detector.flood",
  category: "flood",
  severity: 2,
  isWorth: ({ folded }) => folded.text.length >= FLOOD_LENGTH,
  detect({ folded }, found) {
    const { units, length } = folded;
    if (isBuried(folded.text) || isEmojiWall(countsOf(folded), length)) {
      found(0, length, 1);
      return;
    }
    if (length < 12) return;
    seen.fill(0);
    let fresh = 0;
    // Prose is known for prose after a third of it.
    const most = (length - 3) * NEW_SHARE;
    let window = 0;
    for (let i = 0; i < length && fresh <= most; i++) {
      // Six bits a unit: what stood four units before has left the window.
      window = ((window << 6) ^ units[i]!) & 0xff_ffff;
      if (i < 3) continue;
      const slot = Math.imul(window, 0x9e3779b1) >>> 20;
      if (seen[slot] === 0) {
        seen[slot] = 1;
        fresh++;
      }
    }
    if (fresh > most) return;
    found(
      0,
      length,
      isLaughter(folded.squeezed.units, folded.squeezed.length, countsOf(folded)) ? 1 : 2,
    );
  },
};

function isLaughter(units: Uint16Array, length: number, counts: Int32Array): boolean {
  if (counts[KIND.EMOJI]! > length) return true;
  const letters = new Set<number>();
  for (let i = 0; i < length && letters.size <= LAUGHTER_LETTERS; i++) letters.add(units[i]!);
  return letters.size < LAUGHTER_LETTERS;
}

function isEmojiWall(counts: Int32Array, length: number): boolean {
  const emoji = counts[KIND.EMOJI]!;
  // A unit or two each in the folded view: nothing else of weight stands there.
  return emoji >= EMOJI_WALL && emoji * 3 >= length;
}

/** Two thirds are combining marks: no language stacks them so. */
function isBuried(text: string): boolean {
  let marks = 0;
  for (let i = 0; i < text.length; i++) if (isMark(text.charCodeAt(i))) marks++;
  return marks * 3 >= text.length * 2;
}

/** Combining diacritical marks of all blocks, Cyrillic's among them. */
function isMark(unit: number): boolean {
  if (unit < 0x0300) return false;
  if (unit <= 0x036f || (unit >= 0x0483 && unit <= 0x0489)) return true;
  if (unit < 0x1ab0) return false;
  return (
    unit <= 0x1aff ||
    (unit >= 0x1dc0 && unit <= 0x1dff) ||
    (unit >= 0x20d0 && unit <= 0x20ff) ||
    (unit >= 0xfe20 && unit <= 0xfe2f)
  );
}
