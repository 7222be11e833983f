// Finds every one of many keys in one pass: an Aho-Corasick automaton laid out as a double array.
//
// Why this way: among what runs in JavaScript it is the fastest that stays small (100,000 keys in
// some 10 MB) and whose worst text costs no more a character than ordinary chat.
import { buildTrie } from "./trie.ts";

/**
 * A state is the offset of its four numbers in `nodes`, side by side so that a step costs one cache
 * line; the root is 0. A step by class c from s goes to nodes[s] + 4c where `check` is s.
 */
export interface Automaton {
  /** Code unit -> 4 times its class; 0 = in no key. */
  readonly steps: Int32Array;
  /**
   * Base, check, failure state, and the nearest state on the way of failures, itself included,
   * where a key ends or has its tail (0 = none).
   */
  readonly nodes: Int32Array;
  /** By state / 4: the nearest such state, itself excluded. */
  readonly nextHit: Int32Array;
  /** By state / 4: value of the key that ends there; -1 = none; below: see Trie. */
  readonly key: Int32Array;
  /** What ends behind states that few keys go through: see Trie. */
  readonly tails: Uint16Array;
}

/** What a scan found; reused. `ends[i]` is the index behind the key's last unit. */
export interface Hits {
  keys: Int32Array;
  ends: Int32Array;
  count: number;
}

/** In `Automaton.key`. */
const NO_KEY = -1;

export function createHits(): Hits {
  return { keys: new Int32Array(256), ends: new Int32Array(256), count: 0 };
}

/**
 * @param keys different from each other, none empty
 * @param values 0 or more: what hits name; by default each key's index
 * Cost: some 5 us a key.
 */
export function buildAutomaton(
  keys: readonly string[],
  values: readonly number[] = [...keys.keys()],
): Automaton {
  const { classes, base, check, key, tails, order, parents, steps } = buildTrie(keys, values);
  const nodes = new Int32Array(base.length * 4);
  const nextHit = new Int32Array(base.length);
  for (let state = 0; state < base.length; state++) {
    nodes[state * 4] = base[state]! * 4;
    nodes[state * 4 + 1] = check[state]! < 0 ? check[state]! : check[state]! * 4;
  }
  for (let i = 1; i < order.length; i++) {
    const state = order[i]! * 4;
    const target = failureOf(nodes, parents[i]! * 4, steps[i]! * 4);
    nodes[state + 2] = target;
    nextHit[state >> 2] = nodes[target + 3]!;
    nodes[state + 3] = key[state >> 2]! !== NO_KEY ? state : nodes[target + 3]!;
  }
  const offsets = new Int32Array(classes.length);
  for (let unit = 0; unit < offsets.length; unit++) offsets[unit] = classes[unit]! * 4;
  return { steps: offsets, nodes, nextHit, key, tails };
}

/** Longest suffix of parent + step that is a prefix of some key. */
function failureOf(nodes: Int32Array, parent: number, step: number): number {
  if (parent === 0) return 0;
  for (let back = nodes[parent + 2]!; ; back = nodes[back + 2]!) {
    const next = nodes[back]! + step;
    if (nodes[next + 1] === back) return next;
    if (back === 0) return 0;
  }
}

/**
 * Adds all hits in `units[0, length)` to `hits`, which it empties first. Cost: O(length + hits).
 */
export function scan(automaton: Automaton, units: Uint16Array, length: number, hits: Hits): void {
  const { steps, nodes } = automaton;
  hits.count = 0;
  let state = 0;
  for (let i = 0; i < length; i++) {
    const step = steps[units[i]!]!;
    if (step === 0) {
      state = 0;
      continue;
    }
    let next = nodes[state]! + step;
    while (nodes[next + 1] !== state) {
      if (state === 0) {
        next = 0;
        break;
      }
      state = nodes[state + 2]!;
      next = nodes[state]! + step;
    }
    state = next;
    if (nodes[state + 3] !== 0) report(automaton, state, units, length, i + 1, hits);
  }
}

function report(
  { nodes, nextHit, key, tails }: Automaton,
  state: number,
  units: Uint16Array,
  length: number,
  end: number,
  hits: Hits,
): void {
  for (let at = nodes[state + 3]!; at !== 0; at = nextHit[at >> 2]!) {
    const ending = key[at >> 2]!;
    if (ending >= 0) {
      if (hits.count === hits.keys.length) growHits(hits);
      hits.keys[hits.count] = ending;
      hits.ends[hits.count++] = end;
      continue;
    }
    let tail = -2 - ending;
    for (let left = tails[tail++]!; left > 0; left--) {
      const count = tails[tail + 2]!;
      const from = tail + 3;
      let i = 0;
      if (end + count <= length) while (i < count && units[end + i] === tails[from + i]) i++;
      if (i === count && end + count <= length) {
        if (hits.count === hits.keys.length) growHits(hits);
        hits.keys[hits.count] = tails[tail]! | (tails[tail + 1]! << 16);
        hits.ends[hits.count++] = end + count;
      }
      tail = from + count;
    }
  }
}

/** Bounded by text length times the longest chain of keys that end at one place. */
function growHits(hits: Hits): void {
  const keys = new Int32Array(hits.keys.length * 2);
  const ends = new Int32Array(keys.length);
  keys.set(hits.keys);
  ends.set(hits.ends);
  hits.keys = keys;
  hits.ends = ends;
}
