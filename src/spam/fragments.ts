// Each speaker's last short messages in a room: a word that is sent in pieces is judged whole.

/** Folded units remembered a speaker, over all pieces. */
export const FRAGMENT_UNITS = 64;
/** Pieces remembered a speaker. */
export const FRAGMENT_PARTS = 12;
/** A message with more folded units is no piece of anything, and ends what came before it. */
export const LONGEST_FRAGMENT = 24;

/**
 * A speaker's record, in 16-bit words: how many pieces, how many units; the pieces' sizes, the
 * lengths of their messages, the ms since the piece before (at most 65 s); the units.
 */
const USED = 1;
const SIZES = 2;
const LENGTHS = SIZES + FRAGMENT_PARTS;
const GAPS = LENGTHS + FRAGMENT_PARTS;
const UNITS = GAPS + FRAGMENT_PARTS;
const STRIDE = UNITS + FRAGMENT_UNITS;
const MOST = 0xffff;

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

/** Where and when a message is said. */
export interface Said {
  readonly room: number;
  readonly atMs: number;
  readonly windowMs: number;
}

/** By a speaker's record (Speakers); 216 bytes each. */
export class Fragments {
  private data = new Uint16Array(64 * STRIDE);
  private rooms = new Int32Array(64);
  private times = new Float64Array(64);

  /** Cost: a few comparisons; nearly every message ends here. */
  has(record: number, { room, atMs, windowMs }: Said): boolean {
    if (record < 0 || record >= this.rooms.length || this.rooms[record] !== room) return false;
    return Math.abs(atMs - this.times[record]!) < windowMs && this.data[record * STRIDE] !== 0;
  }

  /**
   * Writes the pieces one behind the other, `separator` after each.
   * @param parts is emptied and filled
   * @returns the joined text, which the present message goes on.
   */
  join(record: number, separator: string, parts: Fragment[]): string {
    const { data } = this;
    const base = record * STRIDE;
    const count = data[base]!;
    parts.length = 0;
    let at = this.times[record]!;
    for (let i = 1; i < count; i++) at -= data[base + GAPS + i]!;
    let joined = "";
    let from = base + UNITS;
    for (let i = 0; i < count; i++) {
      const size = data[base + SIZES + i]!;
      const length = data[base + LENGTHS + i]!;
      if (i > 0) at += data[base + GAPS + i]!;
      parts.push({ start: joined.length, end: joined.length + size, at, length });
      joined += String.fromCharCode(...data.subarray(from, from + size)) + separator;
      from += size;
    }
    return joined;
  }

  /**
   * @param units the message folded, `[0, size)`
   * @param length of the message as it was written
   */
  remember(record: number, units: Uint16Array, size: number, length: number, said: Said): void {
    if (record >= this.rooms.length) this.grow(record);
    const { data } = this;
    const base = record * STRIDE;
    if (size > LONGEST_FRAGMENT) {
      data[base] = 0;
      return;
    }
    if (size === 0) return;
    if (!this.has(record, said)) {
      data[base] = 0;
      data[base + USED] = 0;
    } else if (data[base] === FRAGMENT_PARTS || data[base + USED]! + size > FRAGMENT_UNITS) {
      this.makeRoom(base, size);
    }
    const part = data[base]!++;
    const to = base + UNITS + data[base + USED]!;
    for (let i = 0; i < size; i++) data[to + i] = units[i]!;
    data[base + USED]! += size;
    data[base + SIZES + part] = size;
    data[base + LENGTHS + part] = Math.min(length, MOST);
    data[base + GAPS + part] = Math.min(Math.max(0, said.atMs - this.times[record]!), MOST);
    this.rooms[record] = said.room;
    this.times[record] = said.atMs;
  }

  reset(record: number): void {
    if (record < this.rooms.length) this.data[record * STRIDE] = 0;
  }

  /** Drops the oldest pieces until one of `size` fits. */
  private makeRoom(base: number, size: number): void {
    const { data } = this;
    const count = data[base]!;
    const used = data[base + USED]!;
    let dropped = 0;
    let units = 0;
    while (count - dropped >= FRAGMENT_PARTS || used - units + size > FRAGMENT_UNITS) {
      units += data[base + SIZES + dropped]!;
      dropped++;
    }
    data.copyWithin(base + UNITS, base + UNITS + units, base + UNITS + used);
    for (const column of [SIZES, LENGTHS, GAPS]) {
      data.copyWithin(base + column, base + column + dropped, base + column + count);
    }
    data[base] = count - dropped;
    data[base + USED] = used - units;
  }

  private grow(record: number): void {
    const size = Math.max(record + 1, this.rooms.length * 2);
    const data = new Uint16Array(size * STRIDE);
    const rooms = new Int32Array(size);
    const times = new Float64Array(size);
    data.set(this.data);
    rooms.set(this.rooms);
    times.set(this.times);
    this.data = data;
    this.rooms = rooms;
    this.times = times;
  }
}
