// Who spoke lately: gives each of them a record, so that what is remembered of messages costs
// nothing for the many who only watch.

/** Called when a record changes hands. */
export type OnForget = (record: number) => void;

/** How many records are looked at for one whose owner did not speak lately. */
const SECOND_CHANCES = 16;

/** Bounded: when full, the record of somebody who did not speak lately goes, one at a time. */
export class Speakers {
  private readonly capacity: number;
  private readonly onForget: OnForget;
  /** User's slot -> record + 1; 0 = none. */
  private records = new Int32Array(64);
  private owners = new Int32Array(64).fill(-1);
  private spoke = new Uint8Array(64);
  private count = 0;
  private hand = 0;

  constructor(capacity: number, onForget: OnForget) {
    this.capacity = capacity;
    this.onForget = onForget;
  }

  /** @returns -1 when nothing is remembered of the user. */
  find(slot: number): number {
    return slot < this.records.length ? this.records[slot]! - 1 : -1;
  }

  /** The user speaks: theirs from now on. */
  claim(slot: number): number {
    const known = this.find(slot);
    if (known !== -1) {
      this.spoke[known] = 1;
      return known;
    }
    if (slot >= this.records.length) this.records = widened(this.records, slot + 1);
    const record = this.count < this.capacity ? this.fresh() : this.reclaim();
    this.owners[record] = slot;
    this.records[slot] = record + 1;
    this.spoke[record] = 1;
    return record;
  }

  /** The slot has a new owner, who said nothing yet. */
  forget(slot: number): void {
    const record = this.find(slot);
    if (record === -1) return;
    this.records[slot] = 0;
    this.owners[record] = -1;
    this.spoke[record] = 0;
    this.onForget(record);
  }

  private fresh(): number {
    const record = this.count++;
    if (record >= this.owners.length) {
      this.owners = widened(this.owners, this.count);
      const spoke = new Uint8Array(this.owners.length);
      spoke.set(this.spoke);
      this.spoke = spoke;
    }
    return record;
  }

  private reclaim(): number {
    for (let spared = 0; spared < SECOND_CHANCES && this.spoke[this.hand] === 1; spared++) {
      this.spoke[this.hand] = 0;
      this.hand = (this.hand + 1) % this.capacity;
    }
    const record = this.hand;
    this.hand = (this.hand + 1) % this.capacity;
    const owner = this.owners[record]!;
    if (owner !== -1) this.records[owner] = 0;
    this.onForget(record);
    return record;
  }
}

function widened(array: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(Math.max(least, array.length * 2));
  wide.set(array);
  return wide;
}
