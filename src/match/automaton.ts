// Finds every one of many keys: a trie laid out as a double array, entered only where the next four
// letters are those of a key.
//
// Why this way: an automaton that goes from state to state (Aho-Corasick) waits for memory at each
// letter, one look-up for the next, and guesses wrong where it goes back. Here a table of four letters,
// without a branch, passes seven in ten Latin letters of chat (half of them with 94,000 terms and 2,100
// rules). Measured against it: docs/performance.md. Source: the q-gram filters of Wu and Manber (TR
// 94-17, 1994) and of Hyperscan (NSDI 2019).
import { findPlaces, fourthLetters, gramAt, gramOf, GRAMS, startOf } from "./automaton-grams.ts";
import type { Scanned } from "./automaton-grams.ts";
import { buildTrie, TAIL_HEAD } from "./trie.ts";

/**
 * A state is the offset of its numbers in `nodes`, side by side so that a step costs one cache line;
 * the root is 0. A step by class c from s goes to nodes[s] + 4c where `check` is s.
 */
export interface Automaton {
  /** Code unit -> 4 times its class; 0 = in no key. */
  readonly steps: Int32Array;
  /**
   * Base, check, value of the key that ends there (-1 = none; below: see Trie), and what goes on from
   * there: a bit for all units whose lowest five bits are the same.
   */
  readonly nodes: Int32Array;
  /** What ends behind states that few keys go through: see Trie. */
  readonly tails: Uint16Array;
  /** See fourthLetters. */
  readonly fourth: Int32Array;
  /**
   * By a gram of three letters: the state that they lead to; 0: there is none, or a key ends on the
   * way there.
   */
  readonly third: Int32Array;
}

/** What a scan found; reused. `ends[i]` is the index behind the key's last unit. */
export interface Hits {
  keys: Int32Array;
  ends: Int32Array;
  count: number;
}

/** In `Automaton.nodes`. */
const NO_KEY = -1;
const ALL_UNITS = -1;

/** In the lowest bit of a key's value: it counts only where a word may begin. */
export const BEGINS_WORD = 1;

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
  const { classes, base, check, key, tails } = buildTrie(keys, values);
  const units = unitsOf(classes);
  const nodes = new Int32Array(base.length * 4);
  for (let state = 0; state < base.length; state++) {
    nodes[state * 4] = base[state]! * 4;
    nodes[state * 4 + 1] = check[state]! < 0 ? check[state]! : check[state]! * 4;
    nodes[state * 4 + 2] = key[state]!;
    nodes[state * 4 + 3] = key[state]! < NO_KEY ? tailUnits(key[state]!, tails) : 0;
  }
  for (let state = 1; state < base.length; state++) {
    const parent = check[state]!;
    if (parent >= 0) nodes[parent * 4 + 3]! |= 1 << units[state - base[parent]!]!;
  }
  const steps = new Int32Array(classes.length);
  for (let unit = 0; unit < steps.length; unit++) steps[unit] = classes[unit]! * 4;
  const isOfBegin = (at: number): boolean => (values[at]! & BEGINS_WORD) !== 0;
  const third = thirdStates(steps, nodes);
  return { steps, nodes, tails, fourth: fourthLetters(keys, isOfBegin), third };
}

/** Class -> code unit. */
function unitsOf(classes: Uint16Array): Uint16Array {
  const units = new Uint16Array(classes.length);
  for (let unit = 0; unit < classes.length; unit++) units[classes[unit]!] = unit;
  return units;
}

/** @returns bits of what the tails begin with; all: a key ends with the state itself */
function tailUnits(ending: number, tails: Uint16Array): number {
  let units = 0;
  let tail = -2 - ending;
  for (let left = tails[tail++]!; left > 0; left--) {
    const count = tails[tail + 2]!;
    if (count === 0) return ALL_UNITS;
    units |= 1 << tails[tail + TAIL_HEAD]!;
    tail += TAIL_HEAD + count;
  }
  return units;
}

function thirdStates(steps: Int32Array, nodes: Int32Array): Int32Array {
  const third = new Int32Array(GRAMS);
  const childOf = (state: number, letter: number): number => {
    const step = steps[0x60 + letter]!;
    const next = nodes[state]! + step;
    return step === 0 || nodes[next + 1] !== state ? -1 : next;
  };
  const eachChild = (state: number, visit: (child: number, letter: number) => void): void => {
    for (let letter = 1; letter <= 26; letter++) {
      const child = childOf(state, letter);
      if (child !== -1) visit(child, letter);
    }
  };
  eachChild(0, (one, first) => {
    if (nodes[one + 2] !== NO_KEY) return;
    eachChild(one, (two, second) => {
      if (nodes[two + 2] !== NO_KEY) return;
      eachChild(two, (state, letter) => {
        third[gramOf(first, second, letter)] = state;
      });
    });
  });
  return third;
}

/** Of the text that is scanned: where keys may begin. */
let places = new Int32Array(1_024);

/**
 * Puts all hits in the text into `hits`, which it empties first, in the order of their beginnings.
 * Cost: O(length), and at places where keys may begin O(what is written of them).
 */
export function scan(automaton: Automaton, text: Scanned, hits: Hits): void {
  const { third } = automaton;
  hits.count = 0;
  if (places.length < text.length) places = new Int32Array(text.length * 2);
  const count = findPlaces(automaton, text, places);
  for (let k = 0; k < count; k++) {
    const place = places[k]!;
    const behind = third[gramAt(place)]!;
    walk(automaton, text, startOf(place), behind, behind === 0 ? 0 : 3, hits);
  }
}

/**
 * Walks along what is written.
 * @param start where a key would begin; @param first where its first `depth` units have led
 */
function walk(
  automaton: Automaton,
  text: Scanned,
  start: number,
  first: number,
  depth: number,
  hits: Hits,
): void {
  const { steps, nodes } = automaton;
  const { units, length } = text;
  const unwanted = text.isInner[start] === 0 ? 0 : BEGINS_WORD;
  let state = first;
  for (let i = start + depth; ; i++) {
    const ending = nodes[state + 2]!;
    if (ending >= 0 && (ending & unwanted) === 0) add(hits, ending, i);
    const goesOn = nodes[state + 3]!;
    if (i === length) {
      if (ending < NO_KEY) compareTails(automaton, text, ending, i, unwanted, hits);
      return;
    }
    if (((goesOn >>> units[i]!) & 1) === 0) return;
    if (ending < NO_KEY) return compareTails(automaton, text, ending, i, unwanted, hits);
    const step = steps[units[i]!]!;
    const next = nodes[state]! + step;
    if (step === 0 || nodes[next + 1] !== state) return;
    state = next;
  }
}

/** @param ending as in `nodes`; @param from where tails would begin; @param unwanted bits of values */
function compareTails(
  { tails }: Automaton,
  { units, length }: Scanned,
  ending: number,
  from: number,
  unwanted: number,
  hits: Hits,
): void {
  let tail = -2 - ending;
  for (let left = tails[tail++]!; left > 0; left--) {
    const low = tails[tail]!;
    const count = tails[tail + 2]!;
    const rest = tail + TAIL_HEAD;
    if ((low & unwanted) === 0 && from + count <= length) {
      let i = 0;
      while (i < count && units[from + i] === tails[rest + i]) i++;
      if (i === count) add(hits, low | (tails[tail + 1]! << 16), from + count);
    }
    tail = rest + count;
  }
}

function add(hits: Hits, key: number, end: number): void {
  if (hits.count === hits.keys.length) growHits(hits);
  hits.keys[hits.count] = key;
  hits.ends[hits.count++] = end;
}

/** Bounded by text length times the longest chain of keys that begin at one place. */
function growHits(hits: Hits): void {
  const keys = new Int32Array(hits.keys.length * 2);
  const ends = new Int32Array(keys.length);
  keys.set(hits.keys);
  ends.set(hits.ends);
  hits.keys = keys;
  hits.ends = ends;
}
