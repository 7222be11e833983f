// Words by their letters: finds the longest one that begins at a place of the folded view.
import { foldToString } from "./term-forms.ts";

/** Nodes times 65,536 plus a unit must fit 31 bits. */
const MOST_NODES = 0x7fff;

/**
 * Flat: an edge is a slot of an open-addressed table keyed by node and unit. Latin words end where
 * no Latin letter follows; where they may begin is the caller's matter.
 */
export class WordTrie {
  /** 1: some word begins with this unit. */
  readonly first = new Uint8Array(0x10000);
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
        this.first[text.charCodeAt(0)] = 1;
        let node = 0;
        for (let i = 0; i < text.length; i++) {
          const key = node * 0x10000 + text.charCodeAt(i);
          let next = edges.get(key);
          if (next === undefined) {
            next = tags.push(0) - 1;
            edges.set(key, next);
          }
          node = next;
        }
        tags[node] = (tags[node] ?? 0) | tag;
      }
    }
    if (tags.length > MOST_NODES) throw new Error("too many words");
    let size = 64;
    while (size < edges.size * 4) size *= 2;
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

  /** @returns end of the longest word that begins at `at`, -1 for none; `tag` says which. */
  longest(units: Uint16Array, length: number, at: number): number {
    if (this.first[units[at]!] === 0) return -1;
    const { keys, targets, tags, mask } = this;
    let node = 0;
    let end = -1;
    for (let i = at; i < length; i++) {
      const unit = units[i]!;
      const key = node * 0x10000 + unit;
      let slot = slotOf(key) & mask;
      while (keys[slot] !== key && keys[slot] !== -1) slot = (slot + 1) & mask;
      if (keys[slot] === -1) break;
      node = targets[slot]!;
      if (tags[node] === 0) continue;
      if (isLatinUnit(unit) && i + 1 < length && isLatinUnit(units[i + 1]!)) continue;
      end = i + 1;
      this.tag = tags[node]!;
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
