// Who said the same lately: each speaker's last messages, and a room's while everybody must be
// unique.
import { similarity, SKETCH_WORDS } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";

/** Messages remembered a user; a policy that allows more copies than this gets this many. */
export const REMEMBERED_PER_USER = 8;
/** Long messages whose sketch is remembered a user. */
export const SKETCHES_PER_USER = 4;
/** Messages of a room that must not be repeated while the mode is on. */
export const REMEMBERED_PER_ROOM = 1_024;
/** Rooms with the mode on at once; beyond them the oldest forgets. */
const UNIQUE_ROOMS = 1_000;
/** A shorter text with other digits in it is no copy: two bids are two messages. */
const TEMPLATE_LETTERS = 36;

/**
 * A speaker's record, in 32-bit words: how many messages and sketches were remembered; marks and
 * times of the messages; times, digits and words of the sketches. Side by side, for a check comes
 * to it cold. Times are the low 32 bits of the ms: of a window's length, never more, is asked.
 */
const SKETCHED = 1;
const MARKS = 2;
const TIMES = MARKS + REMEMBERED_PER_USER;
const SKETCH_TIMES = TIMES + REMEMBERED_PER_USER;
const SKETCH_DIGITS = SKETCH_TIMES + SKETCHES_PER_USER;
const SKETCHES = SKETCH_DIGITS + SKETCHES_PER_USER;
const STRIDE = 64;

export interface Window {
  readonly atMs: number;
  readonly windowMs: number;
  /** Copies that may pass in the window. */
  readonly max: number;
}

/** By a speaker's record (Speakers); 256 bytes each. */
export class UserDuplicates {
  private data = new Int32Array(64 * STRIDE);

  /** @returns 0 when fewer than `max` copies stand in the window, else the ms until one leaves. */
  wait(record: number, mark: number, { atMs, windowMs, max }: Window): number {
    const from = record * STRIDE;
    const { data } = this;
    if (from >= data.length) return 0;
    const own = mark | 0;
    const nowMs = low(atMs);
    let copies = 0;
    let oldestMs = 0;
    for (let i = from + MARKS; i < from + TIMES; i++) {
      if (data[i] !== own) continue;
      const agoMs = (nowMs - data[i + REMEMBERED_PER_USER]!) | 0;
      if (Math.abs(agoMs) >= windowMs) continue;
      oldestMs = copies++ === 0 ? agoMs : Math.max(oldestMs, agoMs);
    }
    return copies < Math.min(max, REMEMBERED_PER_USER) ? 0 : Math.max(1, windowMs - oldestMs);
  }

  /**
   * The same for texts that are nearly the same.
   * @param alike 0 to 1: from this similarity on two texts are copies.
   */
  waitAlike(record: number, sketch: Sketch, window: Window, alike: number): number {
    const from = record * STRIDE;
    const { data } = this;
    if (from >= data.length) return 0;
    const { windowMs, max } = window;
    const nowMs = low(window.atMs);
    const known = Math.min(SKETCHES_PER_USER, data[from + SKETCHED]!);
    let copies = 0;
    let oldestMs = 0;
    for (let i = 0; i < known; i++) {
      const agoMs = (nowMs - data[from + SKETCH_TIMES + i]!) | 0;
      if (Math.abs(agoMs) >= windowMs) continue;
      const isOther = data[from + SKETCH_DIGITS + i] !== sketch.digits;
      if (isOther && sketch.letters < TEMPLATE_LETTERS) continue;
      const at = from + SKETCHES + i * SKETCH_WORDS;
      if (similarity(sketch.words, 0, data, at) < alike) continue;
      oldestMs = copies++ === 0 ? agoMs : Math.max(oldestMs, agoMs);
    }
    return copies < Math.min(max, SKETCHES_PER_USER) ? 0 : Math.max(1, windowMs - oldestMs);
  }

  remember(record: number, mark: number, atMs: number): void {
    const from = record * STRIDE;
    if (from >= this.data.length) this.grow(record);
    const { data } = this;
    const at = from + MARKS + (data[from]! & (REMEMBERED_PER_USER - 1));
    data[from]!++;
    data[at] = mark;
    data[at + REMEMBERED_PER_USER] = low(atMs);
  }

  rememberSketch(record: number, { words, digits }: Sketch, atMs: number): void {
    const from = record * STRIDE;
    if (from >= this.data.length) this.grow(record);
    const { data } = this;
    const at = data[from + SKETCHED]! & (SKETCHES_PER_USER - 1);
    data[from + SKETCHED]!++;
    data[from + SKETCH_TIMES + at] = low(atMs);
    data[from + SKETCH_DIGITS + at] = digits;
    const to = from + SKETCHES + at * SKETCH_WORDS;
    for (let i = 0; i < SKETCH_WORDS; i++) data[to + i] = words[i]!;
  }

  reset(record: number): void {
    const from = record * STRIDE;
    if (from < this.data.length) this.data.fill(0, from, from + TIMES);
  }

  private grow(record: number): void {
    const data = new Int32Array(Math.max((record + 1) * STRIDE, this.data.length * 2));
    data.set(this.data);
    this.data = data;
  }
}

function low(atMs: number): number {
  return atMs | 0;
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
