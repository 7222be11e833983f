// Each speaker's last short messages in a room: a word that is sent in pieces is judged whole.

/** Folded units remembered a speaker, over all pieces. */
export const FRAGMENT_UNITS = 64;
/** Pieces remembered a speaker. */
export const FRAGMENT_PARTS = 12;
/** A message with more folded units is no piece of anything, and ends what came before it. */
export const LONGEST_FRAGMENT = 24;

/** A piece as it stands in the joined text. */
export interface Fragment {
  /** `[start, end)` in the joined text. */
  readonly start: number;
  readonly end: number;
  /** When its message came. */
  readonly at: number;
  /** UTF-16 units of its message as it was written. */
  readonly length: number;
}

/** By a speaker's record (Speakers); some 210 bytes each. */
export class Fragments {
  private units = new Uint16Array(64 * FRAGMENT_UNITS);
  private sizes = new Uint8Array(64 * FRAGMENT_PARTS);
  private lengths = new Uint16Array(64 * FRAGMENT_PARTS);
  /** Ms from one piece to the next, at most 65 s. */
  private gaps = new Uint16Array(64 * FRAGMENT_PARTS);
  private counts = new Uint8Array(64);
  private rooms = new Int32Array(64);
  private times = new Float64Array(64);

  /** Cost: a few comparisons; nearly every message ends here. */
  has(record: number, room: number, atMs: number, windowMs: number): boolean {
    if (record < 0 || record >= this.counts.length || this.counts[record] === 0) return false;
    return this.rooms[record] === room && Math.abs(atMs - this.times[record]!) < windowMs;
  }

  /**
   * Writes the pieces one behind the other, `separator` after each.
   * @param parts is emptied and filled
   * @returns the joined text, which the present message goes on.
   */
  join(record: number, separator: string, parts: Fragment[]): string {
    const count = this.counts[record]!;
    const first = record * FRAGMENT_PARTS;
    parts.length = 0;
    let at = this.times[record]!;
    for (let i = 1; i < count; i++) at -= this.gaps[first + i]!;
    let joined = "";
    let from = record * FRAGMENT_UNITS;
    for (let i = 0; i < count; i++) {
      const size = this.sizes[first + i]!;
      if (i > 0) at += this.gaps[first + i]!;
      const length = this.lengths[first + i]!;
      parts.push({ start: joined.length, end: joined.length + size, at, length });
      joined += String.fromCharCode(...this.units.subarray(from, from + size)) + separator;
      from += size;
    }
    return joined;
  }

  /** @param length of the message as written; `units[0, size)` is its folded text. */
  remember(
    record: number,
    message: {
      readonly units: Uint16Array;
      readonly size: number;
      readonly length: number;
      readonly room: number;
      readonly atMs: number;
      readonly windowMs: number;
    },
  ): void {
    const { units, size, length, room, atMs, windowMs } = message;
    if (record >= this.counts.length) this.grow(record);
    if (!this.has(record, room, atMs, windowMs)) this.counts[record] = 0;
    if (size === 0) return;
    if (size > LONGEST_FRAGMENT) {
      this.counts[record] = 0;
      return;
    }
    const gapMs = this.counts[record] === 0 ? 0 : Math.max(0, atMs - this.times[record]!);
    const used = this.makeRoom(record, size);
    const part = record * FRAGMENT_PARTS + this.counts[record]!;
    const from = record * FRAGMENT_UNITS + used;
    for (let i = 0; i < size; i++) this.units[from + i] = units[i]!;
    this.sizes[part] = size;
    this.lengths[part] = Math.min(length, 0xffff);
    this.gaps[part] = Math.min(gapMs, 0xffff);
    this.counts[record]!++;
    this.rooms[record] = room;
    this.times[record] = atMs;
  }

  reset(record: number): void {
    if (record < this.counts.length) this.counts[record] = 0;
  }

  /** Drops the oldest pieces until one of `size` fits. @returns units in use then */
  private makeRoom(record: number, size: number): number {
    const first = record * FRAGMENT_PARTS;
    const count = this.counts[record]!;
    let used = 0;
    for (let i = 0; i < count; i++) used += this.sizes[first + i]!;
    let dropped = 0;
    let droppedUnits = 0;
    while (count - dropped >= FRAGMENT_PARTS || used - droppedUnits + size > FRAGMENT_UNITS) {
      droppedUnits += this.sizes[first + dropped]!;
      dropped++;
    }
    if (dropped === 0) return used;
    const units = record * FRAGMENT_UNITS;
    this.units.copyWithin(units, units + droppedUnits, units + used);
    this.sizes.copyWithin(first, first + dropped, first + count);
    this.lengths.copyWithin(first, first + dropped, first + count);
    this.gaps.copyWithin(first, first + dropped, first + count);
    this.counts[record] = count - dropped;
    return used - droppedUnits;
  }

  private grow(record: number): void {
    const size = Math.max(record + 1, this.counts.length * 2);
    const units = new Uint16Array(size * FRAGMENT_UNITS);
    const sizes = new Uint8Array(size * FRAGMENT_PARTS);
    const lengths = new Uint16Array(size * FRAGMENT_PARTS);
    const gaps = new Uint16Array(size * FRAGMENT_PARTS);
    const counts = new Uint8Array(size);
    const rooms = new Int32Array(size);
    const times = new Float64Array(size);
    units.set(this.units);
    sizes.set(this.sizes);
    lengths.set(this.lengths);
    gaps.set(this.gaps);
    counts.set(this.counts);
    rooms.set(this.rooms);
    times.set(this.times);
    this.units = units;
    this.sizes = sizes;
    this.lengths = lengths;
    this.gaps = gaps;
    this.counts = counts;
    this.rooms = rooms;
    this.times = times;
  }
}
