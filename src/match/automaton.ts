// Finds every one of many keys in one pass: an Aho-Corasick automaton laid out as a double array.
//
// Why this way: among what runs in JavaScript it is the fastest that stays small (100,000 keys in
// some 10 MB) and whose worst text costs no more a character than ordinary chat.
import { buildTrie, TAIL_HEAD } from "./trie.ts";

/**
 * A state is the offset of its four numbers in `nodes`, side by side so that a step costs one cache
 * line; the root is 0. A step by class c from s goes to nodes[s] + 4c where `check` is s.
 */
export interface Automaton {
  /** Code unit -> 4 times its class; 0 = in no key. */
  readonly steps: Int32Array;
  /**
   * Base, check, failure state, and what is found there: 0 = nothing; else the nearest state on the
   * way of failures, itself included, where a key ends or has its tail, in FOUND_STATE's bits,
   * how deep it is below that, and FOUND_BEGINS; below 0: tails alone are found, and those bits are
   * a set of what they may begin with.
   */
  readonly nodes: Int32Array;
  /**
   * At state / 2: value of the key that ends there (-1 = none; below: see Trie), and the nearest such
   * state, itself excluded.
   */
  readonly ends: Int32Array;
  /** What ends behind states that few keys go through: see Trie. */
  readonly tails: Uint16Array;
}

/** A text to scan. */
export interface Scanned {
  readonly units: Uint16Array;
  /** Not 0: keys that count only where a word begins do not begin there. */
  readonly isInner: Uint8Array;
  readonly length: number;
}

/** What a scan found; reused. `ends[i]` is the index behind the key's last unit. */
export interface Hits {
  keys: Int32Array;
  ends: Int32Array;
  count: number;
}

/** In `Automaton.ends`. */
const NO_KEY = -1;

/** In the lowest bit of a key's value: it counts only where a word may begin. */
export const BEGINS_WORD = 1;
/** In a node: all that is found there counts only where a word may begin. */
const FOUND_BEGINS = 0x80;
/** In a node: units of the longest key, or beginning of one, that is found there. */
const FOUND_DEPTH = 0x7f;
const FOUND_STATE_SHIFT = 8;
/** In a set of what tails may begin with, a bit for all units whose lowest bits are the same. */
const UNIT_BITS = 15;
const FOUND_TAILS = -0x80000000;

export function createHits(): Hits {
  return { keys: new Int32Array(256), ends: new Int32Array(256), count: 0 };
}

/**
 * @param keys different from each other, none empty
 * @param values 0 or more: what hits name, with BEGINS_WORD in its place; by default twice each key's
 *   index
 * Cost: some 5 us a key.
 */
export function buildAutomaton(
  keys: readonly string[],
  values: readonly number[] = keys.map((_, index) => index * 2),
): Automaton {
  const { classes, base, check, key, tails, order, parents, steps } = buildTrie(keys, values);
  const nodes = new Int32Array(base.length * 4);
  const ends = new Int32Array(base.length * 2);
  for (let state = 0; state < base.length; state++) {
    nodes[state * 4] = base[state]! * 4;
    nodes[state * 4 + 1] = check[state]! < 0 ? check[state]! : check[state]! * 4;
    ends[state * 2] = key[state]!;
  }
  const depths = new Uint16Array(base.length);
  const foundAt = (state: number, depth: number, behind: number): number => {
    // A key too long for its depth to be told is looked at wherever it stands.
    const isAllBegins = depth <= FOUND_DEPTH && beginsOnly(key[state]!, tails);
    const begins = isAllBegins && (behind === 0 || (behind & FOUND_BEGINS) !== 0);
    const low = (begins ? FOUND_BEGINS : 0) | (depth & FOUND_DEPTH);
    const units = behind === 0 && key[state]! < NO_KEY ? tailUnits(key[state]!, tails) : 0;
    const isTails = units !== 0;
    return isTails
      ? FOUND_TAILS | (units << FOUND_STATE_SHIFT) | low
      : (state << FOUND_STATE_SHIFT) | low;
  };
  for (let i = 1; i < order.length; i++) {
    const state = order[i]!;
    const at = state * 4;
    const target = failureOf(nodes, parents[i]! * 4, steps[i]! * 4);
    depths[state] = depths[parents[i]!]! + 1;
    nodes[at + 2] = target;
    const behind = nodes[target + 3]!;
    ends[state * 2 + 1] = behind === 0 ? 0 : hitState(ends, target);
    nodes[at + 3] = key[state] === NO_KEY ? behind : foundAt(state, depths[state]!, behind);
  }
  const offsets = new Int32Array(classes.length);
  for (let unit = 0; unit < offsets.length; unit++) offsets[unit] = classes[unit]! * 4;
  return { steps: offsets, nodes, ends, tails };
}

/** Where something is found: the nearest state on the way of failures where a key ends or has its tail. */
function hitState(ends: Int32Array, state: number): number {
  return ends[state >> 1] === NO_KEY ? ends[(state >> 1) + 1]! : state;
}

/** @param ending in `Automaton.ends` */
function beginsOnly(ending: number, tails: Uint16Array): boolean {
  if (ending >= 0) return (ending & BEGINS_WORD) !== 0;
  let tail = -2 - ending;
  for (let left = tails[tail++]!; left > 0; left--) {
    if ((tails[tail]! & BEGINS_WORD) === 0) return false;
    tail += TAIL_HEAD + tails[tail + 2]!;
  }
  return true;
}

/** @returns a set of what the tails begin with; 0: a key ends with the state itself */
function tailUnits(ending: number, tails: Uint16Array): number {
  let units = 0;
  let tail = -2 - ending;
  for (let left = tails[tail++]!; left > 0; left--) {
    const count = tails[tail + 2]!;
    if (count === 0) return 0;
    units |= 1 << (tails[tail + TAIL_HEAD]! & UNIT_BITS);
    tail += TAIL_HEAD + count;
  }
  return units;
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
 * Puts all hits in the text into `hits`, which it empties first; of keys that count only where a word
 * begins, some that begin elsewhere. Cost: O(length + hits).
 */
export function scan(automaton: Automaton, text: Scanned, hits: Hits): void {
  const { steps, nodes } = automaton;
  const { units, isInner, length } = text;
  hits.count = 0;
  let state = 0;
  let word = 0;
  for (let i = 0; i < length; i++) {
    if (isInner[i] === 0) word = i;
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
    const found = nodes[state + 3]!;
    if (found === 0) continue;
    // Most of what is found stands inside a longer word: one comparison, and no look at the keys.
    if ((found & FOUND_BEGINS) !== 0 && i - word >= (found & FOUND_DEPTH)) continue;
    if (found >= 0) report(automaton, (found >> FOUND_STATE_SHIFT) << 2, text, i + 1, hits);
    else if (i + 1 < length && ((found >> FOUND_STATE_SHIFT) >> (units[i + 1]! & UNIT_BITS)) & 1) {
      report(automaton, hitState(automaton.ends, state), text, i + 1, hits);
    }
  }
}

function report(
  { ends, tails }: Automaton,
  state: number,
  { units, length }: Scanned,
  end: number,
  hits: Hits,
): void {
  for (let at = state; at !== 0; at = ends[(at >> 1) + 1]!) {
    const ending = ends[at >> 1]!;
    if (ending >= 0) {
      if (hits.count === hits.keys.length) growHits(hits);
      hits.keys[hits.count] = ending;
      hits.ends[hits.count++] = end;
      continue;
    }
    let tail = -2 - ending;
    for (let left = tails[tail++]!; left > 0; left--) {
      const count = tails[tail + 2]!;
      const from = tail + TAIL_HEAD;
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
