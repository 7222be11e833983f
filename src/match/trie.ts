// Packs keys into a double-array trie, breadth first.

export interface Trie {
  readonly classes: Uint16Array;
  readonly base: Int32Array;
  readonly check: Int32Array;
  /** Value of the key that ends at a state; -1 = none; below: what `tails` tells from -2 - key on. */
  readonly key: Int32Array;
  /**
   * How many keys, then for each its value (lower half, upper half), how many units follow and the
   * units.
   */
  readonly tails: Uint16Array;
}

/**
 * Where no more keys than this go on, the rest of each is kept as a string instead of states: five
 * times fewer states, so that most of what a scan touches stays in the cache.
 */
const MOST_TAILS = 4;

/** Numbers before the units of a tail: its value in two halves, how many units follow. */
export const TAIL_HEAD = 3;

/** Free slots that a node tries before it takes fresh ones at the end: bounds the build's time. */
const PLACE_TRIES = 4_000;

/**
 * Growing arrays of the build; free slots are linked both ways so that full regions cost nothing.
 */
class Slots {
  base = new Int32Array(1 << 12);
  check = new Int32Array(1 << 12).fill(-1);
  key = new Int32Array(1 << 12).fill(-1);
  private next = new Int32Array(1 << 12);
  private previous = new Int32Array(1 << 12);
  /**
   * Slots that are linked or taken; those above are fresh. Slot 0 is the root and the list's head.
   */
  private size = 1;

  private ensure(size: number): void {
    if (size > this.check.length) {
      const length = Math.max(size, this.check.length * 2);
      this.base = widened(this.base, length, 0);
      this.check = widened(this.check, length, -1);
      this.key = widened(this.key, length, -1);
      this.next = widened(this.next, length, 0);
      this.previous = widened(this.previous, length, 0);
    }
    for (; this.size < size; this.size++) {
      const tail = this.previous[0]!;
      this.next[tail] = this.size;
      this.previous[this.size] = tail;
      this.next[this.size] = 0;
      this.previous[0] = this.size;
    }
  }

  take(slot: number, parent: number): void {
    this.ensure(slot + 1);
    const before = this.previous[slot]!;
    const after = this.next[slot]!;
    this.next[before] = after;
    this.previous[after] = before;
    this.check[slot] = parent;
  }

  /** @param steps `count` ascending classes. @returns a base under which all are free. */
  place(steps: Int32Array, count: number): number {
    const first = steps[0]!;
    const last = steps[count - 1]!;
    let slot = this.next[0]!;
    for (let tries = 0; slot !== 0 && tries < PLACE_TRIES; tries++) {
      const base = slot - first;
      if (base > 0 && this.areFree(base, steps, count)) return base;
      slot = this.next[slot]!;
    }
    const base = Math.max(1, this.size - first);
    this.ensure(base + last + 1);
    return base;
  }

  private areFree(base: number, steps: Int32Array, count: number): boolean {
    for (let i = 0; i < count; i++) {
      const slot = base + steps[i]!;
      if (slot < this.size && this.check[slot] !== -1) return false;
    }
    return true;
  }

  /** Cuts the arrays to what is reached, with room for every step from every state. */
  finish(size: number): void {
    this.ensure(size);
    this.base = this.base.slice(0, size);
    this.check = this.check.slice(0, size);
    this.key = this.key.slice(0, size);
  }
}

function widened(array: Int32Array, length: number, fill: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(length).fill(fill, array.length);
  wide.set(array);
  return wide;
}

/** Classes by falling frequency: small numbers pack the array more tightly. */
function classify(keys: readonly string[]): { classes: Uint16Array; count: number } {
  const frequency = new Map<number, number>();
  for (const key of keys) {
    for (let i = 0; i < key.length; i++) {
      const unit = key.charCodeAt(i);
      frequency.set(unit, (frequency.get(unit) ?? 0) + 1);
    }
  }
  const units = [...frequency].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
  const classes = new Uint16Array(0x10000);
  units.forEach(([unit], index) => {
    classes[unit] = index + 1;
  });
  return { classes, count: units.length };
}

/** @param keys different from each other, none empty; @param values what a scan tells of each */
export function buildTrie(keys: readonly string[], values: readonly number[]): Trie {
  const { classes, count } = classify(keys);
  const rows = sortedRows(keys, classes);
  const slots = new Slots();
  slots.check[0] = -2;
  const nodes = new Nodes();
  nodes.add(0, 0, keys.length, 0);
  const children = new Int32Array(count + 1);
  const bounds = new Int32Array(count + 2);
  const tails = new Tails();
  for (let node = 0; node < nodes.count; node++) {
    const state = nodes.states[node]!;
    const depth = nodes.depths[node]!;
    const high = nodes.highs[node]!;
    let low = nodes.lows[node]!;
    if (depth > 0 && high - low <= MOST_TAILS && !endsWithIt(keys, rows, low, high, depth)) {
      slots.key[state] = -2 - tails.add(keys, values, rows.subarray(low, high), depth);
      continue;
    }
    // Sorted: a key that ends here stands first.
    const first = rows[low]!;
    if (low < high && keys[first]?.length === depth) {
      slots.key[state] = values[first] ?? -1;
      low++;
    }
    let found = 0;
    for (let row = low; row < high; row++) {
      const step = classes[keys[rows[row]!]?.charCodeAt(depth) ?? 0]!;
      if (found > 0 && children[found - 1] === step) continue;
      children[found] = step;
      bounds[found++] = row;
    }
    if (found === 0) continue;
    bounds[found] = high;
    const base = state === 0 ? 0 : slots.place(children, found);
    slots.base[state] = base;
    for (let i = 0; i < found; i++) {
      const step = children[i]!;
      slots.take(base + step, state);
      nodes.add(base + step, bounds[i]!, bounds[i + 1]!, depth + 1);
    }
  }
  return packed(slots, classes, count, nodes, tails.finish());
}

/** Nothing goes on behind the node. */
function endsWithIt(
  keys: readonly string[],
  rows: Int32Array,
  low: number,
  high: number,
  depth: number,
): boolean {
  return high - low === 1 && keys[rows[low]!]?.length === depth;
}

class Tails {
  private units = new Uint16Array(1 << 12);
  private length = 0;

  /** @returns where the record begins */
  add(keys: readonly string[], values: readonly number[], rows: Int32Array, depth: number): number {
    const start = this.length;
    this.push(rows.length);
    for (const row of rows) {
      const key = keys[row] ?? "";
      const value = values[row] ?? 0;
      this.push(value & 0xffff);
      this.push(value >>> 16);
      this.push(key.length - depth);
      for (let i = depth; i < key.length; i++) this.push(key.charCodeAt(i));
    }
    return start;
  }

  finish(): Uint16Array {
    return this.units.slice(0, this.length);
  }

  private push(unit: number): void {
    if (this.length === this.units.length) {
      const wide = new Uint16Array(this.length * 2);
      wide.set(this.units);
      this.units = wide;
    }
    this.units[this.length++] = unit;
  }
}

/** The nodes in the order of the walk: where they are, and which rows of the sorted keys they hold. */
class Nodes {
  count = 0;
  states = new Int32Array(1 << 12);
  lows = new Int32Array(1 << 12);
  highs = new Int32Array(1 << 12);
  depths = new Int32Array(1 << 12);

  add(state: number, low: number, high: number, depth: number): void {
    const at = this.count++;
    if (at === this.states.length) this.grow();
    this.states[at] = state;
    this.lows[at] = low;
    this.highs[at] = high;
    this.depths[at] = depth;
  }

  private grow(): void {
    const length = this.count * 2;
    this.states = widened(this.states, length, 0);
    this.lows = widened(this.lows, length, 0);
    this.highs = widened(this.highs, length, 0);
    this.depths = widened(this.depths, length, 0);
  }
}

function sortedRows(keys: readonly string[], classes: Uint16Array): Int32Array {
  const rows = new Int32Array(keys.length);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  return rows.sort((a, b) => compareBy(classes, keys[a] ?? "", keys[b] ?? ""));
}

function packed(
  slots: Slots,
  classes: Uint16Array,
  count: number,
  nodes: Nodes,
  tails: Uint16Array,
): Trie {
  let highest = 0;
  for (let i = 0; i < nodes.count; i++) {
    const state = nodes.states[i]!;
    highest = Math.max(highest, state, slots.base[state]!);
  }
  // Every step from every state stays inside: the scan needs no bounds of its own.
  const size = highest + count + 2;
  slots.finish(size);
  return {
    classes,
    base: slots.base,
    check: slots.check,
    key: slots.key,
    tails,
  };
}

function compareBy(classes: Uint16Array, a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (classes[a.charCodeAt(i)] ?? 0) - (classes[b.charCodeAt(i)] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
