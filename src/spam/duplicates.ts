// Who said the same lately: each speaker's last messages, and a room's while everybody must be
// unique.
import { similarity, SKETCH_BYTES } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";

/** Messages remembered a user; a policy that allows more copies than this gets this many. */
export const REMEMBERED_PER_USER = 8;
/** Long messages whose sketch is remembered a user. */
export const SKETCHES_PER_USER = 4;
/** Messages of a room that must not be repeated while the mode is on. */
export const REMEMBERED_PER_ROOM = 1_024;
/** Rooms with the mode on at once; beyond them the oldest forgets. */
const UNIQUE_ROOMS = 1_000;
/** With fewer pieces a text is no template with a changing number: two bids are two messages. */
const TEMPLATE_VARIETY = 36;

export interface Window {
  readonly atMs: number;
  readonly windowMs: number;
  /** Copies that may pass in the window. */
  readonly max: number;
}

/** By a speaker's record (Speakers); some 270 bytes each. */
export class UserDuplicates {
  private marks = new Uint32Array(64 * REMEMBERED_PER_USER);
  private times = new Float64Array(64 * REMEMBERED_PER_USER);
  private heads = new Uint8Array(64);
  private sketches = new Uint8Array(64 * SKETCHES_PER_USER * SKETCH_BYTES);
  private sketchDigits = new Int32Array(64 * SKETCHES_PER_USER);
  private sketchTimes = new Float64Array(64 * SKETCHES_PER_USER).fill(Number.NaN);
  private sketchHeads = new Uint8Array(64);

  /** @returns 0 when fewer than `max` copies stand in the window, else the ms until one leaves. */
  wait(record: number, mark: number, { atMs, windowMs, max }: Window): number {
    if (record >= this.heads.length) return 0;
    const from = record * REMEMBERED_PER_USER;
    let copies = 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (let i = from; i < from + REMEMBERED_PER_USER; i++) {
      if (this.marks[i] !== mark) continue;
      const at = this.times[i]!;
      if (Math.abs(atMs - at) >= windowMs) continue;
      copies++;
      oldest = Math.min(oldest, at);
    }
    if (copies < Math.min(max, REMEMBERED_PER_USER)) return 0;
    return Math.max(1, Math.ceil(oldest + windowMs - atMs));
  }

  /**
   * The same for texts that are nearly the same.
   * @param alike 0 to 1: from this similarity on two texts are copies.
   */
  waitAlike(record: number, sketch: Sketch, window: Window, alike: number): number {
    if (record >= this.heads.length) return 0;
    const { atMs, windowMs, max } = window;
    const from = record * SKETCHES_PER_USER;
    let copies = 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (let i = from; i < from + SKETCHES_PER_USER; i++) {
      const at = this.sketchTimes[i]!;
      // Not a number where nothing is remembered: no comparison holds.
      if (!(Math.abs(atMs - at) < windowMs)) continue;
      const isBid = sketch.variety < TEMPLATE_VARIETY && this.sketchDigits[i] !== sketch.digits;
      if (isBid || similarity(sketch.bins, 0, this.sketches, i * SKETCH_BYTES) < alike) continue;
      copies++;
      oldest = Math.min(oldest, at);
    }
    if (copies < Math.min(max, SKETCHES_PER_USER)) return 0;
    return Math.max(1, Math.ceil(oldest + windowMs - atMs));
  }

  remember(record: number, mark: number, atMs: number): void {
    if (record >= this.heads.length) this.grow(record);
    const head = this.heads[record]!;
    this.marks[record * REMEMBERED_PER_USER + head] = mark;
    this.times[record * REMEMBERED_PER_USER + head] = atMs;
    this.heads[record] = (head + 1) % REMEMBERED_PER_USER;
  }

  rememberSketch(record: number, { bins, digits }: Sketch, atMs: number): void {
    if (record >= this.heads.length) this.grow(record);
    const head = this.sketchHeads[record]!;
    const at = record * SKETCHES_PER_USER + head;
    this.sketches.set(bins, at * SKETCH_BYTES);
    this.sketchDigits[at] = digits;
    this.sketchTimes[at] = atMs;
    this.sketchHeads[record] = (head + 1) % SKETCHES_PER_USER;
  }

  reset(record: number): void {
    if (record >= this.heads.length) return;
    const from = record * REMEMBERED_PER_USER;
    this.marks.fill(0, from, from + REMEMBERED_PER_USER);
    const sketch = record * SKETCHES_PER_USER;
    this.sketchTimes.fill(Number.NaN, sketch, sketch + SKETCHES_PER_USER);
  }

  private grow(record: number): void {
    const known = this.heads.length;
    const size = Math.max(record + 1, known * 2);
    const marks = new Uint32Array(size * REMEMBERED_PER_USER);
    const times = new Float64Array(size * REMEMBERED_PER_USER);
    const heads = new Uint8Array(size);
    const sketches = new Uint8Array(size * SKETCHES_PER_USER * SKETCH_BYTES);
    const sketchDigits = new Int32Array(size * SKETCHES_PER_USER);
    const sketchTimes = new Float64Array(size * SKETCHES_PER_USER).fill(Number.NaN);
    const sketchHeads = new Uint8Array(size);
    marks.set(this.marks);
    times.set(this.times);
    heads.set(this.heads);
    sketches.set(this.sketches);
    sketchDigits.set(this.sketchDigits);
    sketchTimes.set(this.sketchTimes);
    sketchHeads.set(this.sketchHeads);
    this.marks = marks;
    this.times = times;
    this.heads = heads;
    this.sketches = sketches;
    this.sketchDigits = sketchDigits;
    this.sketchTimes = sketchTimes;
    this.sketchHeads = sketchHeads;
  }
}

/** The last messages of rooms in which nobody may repeat one. */
export class RoomDuplicates {
  private readonly rooms = new Map<number, { readonly hashes: Uint32Array; head: number }>();

  has(room: number, hash: number): boolean {
    return this.rooms.get(room)?.hashes.includes(hash) === true;
  }

  remember(room: number, hash: number): void {
    let ring = this.rooms.get(room);
    if (ring === undefined) {
      if (this.rooms.size >= UNIQUE_ROOMS) {
        for (const oldest of this.rooms.keys()) {
          this.rooms.delete(oldest);
          break;
        }
      }
      ring = { hashes: new Uint32Array(REMEMBERED_PER_ROOM), head: 0 };
      this.rooms.set(room, ring);
    }
    ring.hashes[ring.head] = hash;
    ring.head = (ring.head + 1) % REMEMBERED_PER_ROOM;
  }

  reset(room: number): void {
    this.rooms.delete(room);
  }
}
