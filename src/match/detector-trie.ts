// Words by their letters: finds the longest one that begins at a place of the folded view.
import { foldToString } from "./term-forms.ts";

/** Nodes times 65,536 plus a unit must fit 31 bits. */
const MOST_NODES = 0x7fff;

/**
 * Flat: an edge is a slot of an open-addressed table keyed by node and unit. Latin words end where
 * no Latin letter follows; where they may begin is the caller's matter.
 */
export class WordTrie {
  /** Node behind a word's first unit; 0: no word begins with it. */
  readonly first = new Uint16Array(0x10000);
  /** Roles of the word that `longest` found last: bits. */
  tag = 0;
  private readonly keys: Int32Array;
  private readonly targets: Uint16Array;
  private readonly tags: Int32Array;
  private readonly mask: number;

  /**
   * @param rows words parted by spaces (`_` for a space inside one), each row with its role, a bit;
   * a word may have several.
   */
  constructor(rows: readonly (readonly [tag: number, words: string])[]) {
    const edges = new Map<number, number>();
    const tags: number[] = [0];
    for (const [tag, words] of rows) {
      for (const word of words.split(/\s+/u).filter((each) => each !== "")) {
        const text = foldToString(word.replaceAll("_", " "));
        if (text === "") throw new Error(`nothing is left of ${word}`);
        let node = 0;
        for (let i = 0; i < text.length; i++) {
          const key = node * 0x10000 + text.charCodeAt(i);
          let next = edges.get(key);
          if (next === undefined) {
            next = tags.push(0) - 1;
            edges.set(key, next);
          }
          if (node === 0) this.first[text.charCodeAt(i)] = next;
          node = next;
        }
        tags[node] = (tags[node] ?? 0) | tag;
      }
    }
    if (tags.length > MOST_NODES) throw new Error("too many words");
    let size = 64;
    while (size < edges.size * 2) size *= 2;
    this.mask = size - 1;
    this.keys = new Int32Array(size).fill(-1);
    this.targets = new Uint16Array(size);
    this.tags = Int32Array.from(tags);
    for (const [key, target] of edges) {
      let slot = slotOf(key) & this.mask;
      while (this.keys[slot] !== -1) slot = (slot + 1) & this.mask;
      this.keys[slot] = key;
      this.targets[slot] = target;
    }
  }

  /** @returns roles of the word that `[start, end)` is, 0 when it is none of them */
  whole(units: Uint16Array, start: number, end: number): number {
    return this.longest(units, end, start) === end ? this.tag : 0;
  }

  /** @returns end of the longest word that begins at `at`, -1 for none; `tag` says which. */
  longest(units: Uint16Array, length: number, at: number): number {
    const { keys, targets, tags, mask } = this;
    let node = this.first[units[at]!]!;
    if (node === 0) return -1;
    let end = -1;
    for (let i = at + 1; ; i++) {
      const next = i < length ? units[i]! : 0;
      const role = tags[node]!;
      // A Latin word ends where no Latin letter follows.
      if (role !== 0 && !(isLatinUnit(next) && isLatinUnit(units[i - 1]!))) {
        end = i;
        this.tag = role;
      }
      if (i >= length) break;
      const key = node * 0x10000 + next;
      let slot = Math.imul(key, 0x9e3779b1);
      slot = (slot ^ (slot >>> 15)) & mask;
      while (keys[slot] !== key && keys[slot] !== -1) slot = (slot + 1) & mask;
      if (keys[slot] === -1) break;
      node = targets[slot]!;
    }
    return end;
  }
}

export function isLatinUnit(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

function slotOf(key: number): number {
  const mixed = Math.imul(key, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
