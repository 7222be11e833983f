// The known word nearest to a misspelt one, for hints.

/** Longer words are never worth the quadratic comparison. */
const LONGEST = 64;

/** @returns the nearest of `known` within a third of its length in edits, else undefined. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    // People shorten words: a shared beginning ("langs", "languages") tells more than edits do.
    const isBeginning = word.length >= 4 && candidate.startsWith(word.slice(0, 4).toLowerCase());
    const distance = isBeginning ? Math.min(edits, 1.5) : edits;
    const allowed = Math.max(1.5, Math.ceil(candidate.length / 3));
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
