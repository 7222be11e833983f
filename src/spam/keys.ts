// Turns ids into small integers once, at connect, so that a check needs no string.
//
// Why hashes instead of ids: a million ids in a Map cost 100 MB and more, their 64-bit hashes in
// typed arrays 17 MB. Two ids of a million share a hash with a chance of 3 in 10^8; they would then
// share their limits, nothing else.

/** Called when a slot changes hands: whatever is kept under it belongs to nobody now. */
export type OnReuse = (slot: number) => void;

/** How many slots are looked at for one that was not used lately, before any is taken. */
const SECOND_CHANCES = 64;
/** Buckets grow by this: the last growth moves an eighth of the keys, some milliseconds' work. */
const GROWTH_BITS = 3;
const FIRST_BITS = 8;

/**
 * Bounded: when full, a slot that was not used lately goes (second chance), a slot at a time. A
 * live session whose slot went shares it with its new owner: a stricter limit, no leak.
 */
export class KeyTable {
  readonly capacity: number;
  private readonly onReuse: OnReuse;
  private readonly bucketBits: number;
  /** Bucket -> its first slot + 1; 0 = none. */
  private buckets: Int32Array<ArrayBuffer>;
  /** Slot -> the next slot of its bucket + 1. */
  private next = new Int32Array(64);
  private high = new Uint32Array(64);
  private low = new Uint32Array(64);
  private used = new Uint8Array(64);
  private count = 0;
  private hand = 0;
  private askedHigh = 0;
  private askedLow = 0;

  constructor(capacity: number, onReuse: OnReuse) {
    this.capacity = capacity;
    this.onReuse = onReuse;
    this.bucketBits = Math.max(FIRST_BITS, Math.ceil(Math.log2(capacity)));
    const steps = Math.floor((this.bucketBits - FIRST_BITS) / GROWTH_BITS);
    this.buckets = new Int32Array(1 << (this.bucketBits - steps * GROWTH_BITS));
  }

  get size(): number {
    return this.count;
  }

  slotOf(id: string): number {
    this.hash(id);
    const { askedHigh, askedLow } = this;
    for (let at = this.buckets[this.bucketOf(askedLow)]!; at !== 0; at = this.next[at - 1]!) {
      if (this.low[at - 1] !== askedLow || this.high[at - 1] !== askedHigh) continue;
      this.used[at - 1] = 1;
      return at - 1;
    }
    const slot = this.count < this.capacity ? this.fresh() : this.reclaim();
    this.low[slot] = askedLow;
    this.high[slot] = askedHigh;
    this.used[slot] = 1;
    this.link(slot);
    return slot;
  }

  /** Keeps the slot from being taken at the next round. */
  touch(slot: number): void {
    this.used[slot] = 1;
  }

  /** Two independent multiply-and-mix hashes in one pass, finished as MurmurHash3 does. */
  private hash(id: string): void {
    let a = 0x9747b28c ^ id.length;
    let b = 0x3c6ef372 ^ id.length;
    for (let i = 0; i < id.length; i++) {
      const unit = id.charCodeAt(i);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ unit, 0x5f356495);
      b ^= b >>> 13;
    }
    a = Math.imul(a ^ (b >>> 16), 0x85ebca6b);
    b = Math.imul(b ^ (a >>> 13), 0xc2b2ae35);
    this.askedHigh = (b ^ (b >>> 16)) >>> 0;
    this.askedLow = (a ^ (a >>> 16)) >>> 0;
  }

  private bucketOf(low: number): number {
    return low & (this.buckets.length - 1);
  }

  private link(slot: number): void {
    const bucket = this.bucketOf(this.low[slot]!);
    this.next[slot] = this.buckets[bucket]!;
    this.buckets[bucket] = slot + 1;
  }

  private unlink(slot: number): void {
    const bucket = this.bucketOf(this.low[slot]!);
    let at = this.buckets[bucket]!;
    if (at === slot + 1) {
      this.buckets[bucket] = this.next[slot]!;
      return;
    }
    while (this.next[at - 1] !== slot + 1) at = this.next[at - 1]!;
    this.next[at - 1] = this.next[slot]!;
  }

  private fresh(): number {
    const slot = this.count++;
    if (slot >= this.used.length) this.grow();
    if (this.count > this.buckets.length && this.buckets.length < 1 << this.bucketBits) {
      this.buckets = new Int32Array(this.buckets.length << GROWTH_BITS);
      for (let known = 0; known < slot; known++) this.link(known);
    }
    return slot;
  }

  private reclaim(): number {
    for (let spared = 0; spared < SECOND_CHANCES && this.used[this.hand] === 1; spared++) {
      this.used[this.hand] = 0;
      this.hand = (this.hand + 1) % this.capacity;
    }
    const slot = this.hand;
    this.hand = (this.hand + 1) % this.capacity;
    this.unlink(slot);
    this.onReuse(slot);
    return slot;
  }

  private grow(): void {
    const size = Math.min(this.capacity, this.used.length * 2);
    const next = new Int32Array(size);
    const high = new Uint32Array(size);
    const low = new Uint32Array(size);
    const used = new Uint8Array(size);
    next.set(this.next);
    high.set(this.high);
    low.set(this.low);
    used.set(this.used);
    this.next = next;
    this.high = high;
    this.low = low;
    this.used = used;
  }
}
