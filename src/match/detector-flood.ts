// Floods inside one message: a long text that repeats itself.
import { KIND } from "../text/kinds.ts";
import type { Detector } from "./detector.ts";

/** CATEGORIES: about 90 characters or more. */
export const FLOOD_LENGTH = 90;
/** Of four-letter pieces that many may be new; ordinary prose has 0.85 and more. */
const NEW_SHARE = 0.35;
/** Fewer different letters than this are laughter or applause: noted, not punished. */
const LAUGHTER_LETTERS = 5;

const seen = new Uint8Array(4_096);

export const floodDetector: Detector = {
  id: "detector.flood",
  category: "flood",
  severity: 2,
  isWorth: ({ folded }) => folded.text.length >= FLOOD_LENGTH,
  detect({ folded }, found) {
    const { units, length } = folded;
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
      isLaughter(folded.squeezed.units, folded.squeezed.length, folded.counts) ? 1 : 2,
    );
  },
};

function isLaughter(units: Uint16Array, length: number, counts: Int32Array): boolean {
  if (counts[KIND.EMOJI]! > length) return true;
  const letters = new Set<number>();
  for (let i = 0; i < length && letters.size <= LAUGHTER_LETTERS; i++) letters.add(units[i]!);
  return letters.size < LAUGHTER_LETTERS;
}
