// Turns ids into small integers once, at connect, so that a check needs no string.

/** Called when a slot changes hands: whatever is kept under it belongs to nobody now. */
export type OnReuse = (slot: number) => void;

/**
 * Bounded: when full, the slot that was not used for longest goes round (second chance), a slot at
 * a time. A live session whose slot went shares it with its new owner: a stricter limit, no leak.
 */
export class KeyTable {
  readonly capacity: number;
  private readonly slots = new Map<string, number>();
  private readonly ids: string[] = [];
  private used = new Uint8Array(64);
  private hand = 0;
  private readonly onReuse: OnReuse;

  constructor(capacity: number, onReuse: OnReuse) {
    this.capacity = capacity;
    this.onReuse = onReuse;
  }

  get size(): number {
    return this.ids.length;
  }

  slotOf(id: string): number {
    const known = this.slots.get(id);
    if (known !== undefined) {
      this.used[known] = 1;
      return known;
    }
    const slot = this.ids.length < this.capacity ? this.ids.length : this.reclaim();
    this.slots.set(id, slot);
    this.ids[slot] = id;
    if (slot >= this.used.length) this.used = grown(this.used, slot, this.capacity);
    this.used[slot] = 1;
    return slot;
  }

  /** Keeps the slot from being taken at the next round. */
  touch(slot: number): void {
    this.used[slot] = 1;
  }

  private reclaim(): number {
    // Ends within two rounds: the first takes every second chance away.
    while (this.used[this.hand] === 1) {
      this.used[this.hand] = 0;
      this.hand = (this.hand + 1) % this.capacity;
    }
    const slot = this.hand;
    this.hand = (this.hand + 1) % this.capacity;
    const old = this.ids[slot];
    if (old !== undefined) this.slots.delete(old);
    this.onReuse(slot);
    return slot;
  }
}

/** A longer copy with room for `index`; doubling, at most `capacity`. */
function grown(array: Uint8Array, index: number, capacity: number): Uint8Array<ArrayBuffer> {
  const wide = new Uint8Array(Math.max(index + 1, Math.min(capacity, array.length * 2)));
  wide.set(array);
  return wide;
}
