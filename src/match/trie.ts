// Packs keys into a double-array trie, breadth first: the automaton's skeleton.

export interface Trie {
  readonly classes: Uint16Array;
  readonly base: Int32Array;
  readonly check: Int32Array;
  /** Key that ends at a state; -1 = none. */
  readonly key: Int32Array;
  /** States breadth first (the root first), with the parent and the class that led there. */
  readonly order: Int32Array;
  readonly parents: Int32Array;
  readonly steps: Uint16Array;
}

/** Free slots that a node tries before it takes fresh ones at the end: bounds the build's time. */
const PLACE_TRIES = 64;

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
      const tail = this.previous[0] ?? 0;
      this.next[tail] = this.size;
      this.previous[this.size] = tail;
      this.next[this.size] = 0;
      this.previous[0] = this.size;
    }
  }

  take(slot: number, parent: number): void {
    this.ensure(slot + 1);
    const before = this.previous[slot] ?? 0;
    const after = this.next[slot] ?? 0;
    this.next[before] = after;
    this.previous[after] = before;
    this.check[slot] = parent;
  }

  /** @param steps ascending classes of the children. @returns a base under which all are free. */
  place(steps: readonly number[]): number {
    const first = steps[0] ?? 0;
    const last = steps[steps.length - 1] ?? first;
    let slot = this.next[0] ?? 0;
    for (let tries = 0; slot !== 0 && tries < PLACE_TRIES; tries++) {
      const base = slot - first;
      if (base > 0 && this.areFree(base, steps)) return base;
      slot = this.next[slot] ?? 0;
    }
    const base = Math.max(1, this.size - first);
    this.ensure(base + last + 1);
    return base;
  }

  private areFree(base: number, steps: readonly number[]): boolean {
    for (const step of steps) {
      const slot = base + step;
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

/** @param keys different from each other, none empty */
export function buildTrie(keys: readonly string[]): Trie {
  const { classes, count } = classify(keys);
  const sorted = [...keys.keys()].toSorted((a, b) =>
    compareBy(classes, keys[a] ?? "", keys[b] ?? ""),
  );
  const text = (row: number): string => keys[sorted[row] ?? 0] ?? "";
  const slots = new Slots();
  const order = [0];
  const parents = [0];
  const steps = [0];
  const lows = [0];
  const highs = [sorted.length];
  const depths = [0];
  slots.check[0] = -2;
  for (let node = 0; node < order.length; node++) {
    const state = order[node] ?? 0;
    const depth = depths[node] ?? 0;
    const high = highs[node] ?? 0;
    let low = lows[node] ?? 0;
    // Sorted: a key that ends here stands first.
    if (low < high && text(low).length === depth) slots.key[state] = sorted[low++] ?? -1;
    const children: number[] = [];
    const bounds: number[] = [];
    for (let row = low; row < high; row++) {
      const step = classes[text(row).charCodeAt(depth)] ?? 0;
      if (children[children.length - 1] === step) continue;
      children.push(step);
      bounds.push(row);
    }
    if (children.length === 0) continue;
    bounds.push(high);
    const base = state === 0 ? 0 : slots.place(children);
    slots.base[state] = base;
    children.forEach((step, i) => {
      slots.take(base + step, state);
      order.push(base + step);
      parents.push(state);
      steps.push(step);
      lows.push(bounds[i] ?? 0);
      highs.push(bounds[i + 1] ?? 0);
      depths.push(depth + 1);
    });
  }
  return packed(slots, classes, count, order, parents, steps);
}

function packed(
  slots: Slots,
  classes: Uint16Array,
  count: number,
  order: readonly number[],
  parents: readonly number[],
  steps: readonly number[],
): Trie {
  let highest = 0;
  for (const state of order) highest = Math.max(highest, state, slots.base[state] ?? 0);
  // Every step from every state stays inside: the scan needs no bounds of its own.
  const size = highest + count + 2;
  slots.finish(size);
  return {
    classes,
    base: slots.base,
    check: slots.check,
    key: slots.key,
    order: Int32Array.from(order),
    parents: Int32Array.from(parents),
    steps: Uint16Array.from(steps),
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
