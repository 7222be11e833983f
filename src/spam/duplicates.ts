// Who said the same lately: each user's last messages, and a room's while everybody must be unique.

/** Messages remembered a user; a policy that allows more copies than this gets this many. */
export const REMEMBERED_PER_USER = 8;
/** Messages of a room that must not be repeated while the mode is on. */
export const REMEMBERED_PER_ROOM = 1_024;
/** Rooms with the mode on at once; beyond them the oldest forgets. */
const UNIQUE_ROOMS = 1_000;

/**
 * A message's mark: of its folded text without spaces, never 0. Kana, digits and emoji count, so
 * こんにちは and はい differ, and so do two bids.
 */
export function hashMessage(units: Uint16Array, length: number, seed: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)) | 0;
  for (let i = 0; i < length; i++) {
    const unit = units[i]!;
    if (unit === 0x20) continue;
    hash = Math.imul(hash ^ unit, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0 || 1;
}

export class UserDuplicates {
  private hashes = new Uint32Array(64 * REMEMBERED_PER_USER);
  private times = new Float64Array(64 * REMEMBERED_PER_USER);
  private heads = new Uint8Array(64);

  /**
   * @returns 0 when fewer than `max` copies stand in the window, else the ms until one leaves it.
   */
  wait(slot: number, hash: number, atMs: number, windowMs: number, max: number): number {
    if (slot >= this.heads.length) this.grow(slot);
    const from = slot * REMEMBERED_PER_USER;
    let copies = 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (let i = from; i < from + REMEMBERED_PER_USER; i++) {
      if (this.hashes[i] !== hash) continue;
      const at = this.times[i]!;
      if (Math.abs(atMs - at) >= windowMs) continue;
      copies++;
      oldest = Math.min(oldest, at);
    }
    if (copies < Math.min(max, REMEMBERED_PER_USER)) return 0;
    return Math.max(1, Math.ceil(oldest + windowMs - atMs));
  }

  remember(slot: number, hash: number, atMs: number): void {
    if (slot >= this.heads.length) this.grow(slot);
    const head = this.heads[slot]!;
    this.hashes[slot * REMEMBERED_PER_USER + head] = hash;
    this.times[slot * REMEMBERED_PER_USER + head] = atMs;
    this.heads[slot] = (head + 1) % REMEMBERED_PER_USER;
  }

  reset(slot: number): void {
    if (slot >= this.heads.length) return;
    const from = slot * REMEMBERED_PER_USER;
    this.hashes.fill(0, from, from + REMEMBERED_PER_USER);
  }

  private grow(slot: number): void {
    const size = Math.max(slot + 1, this.heads.length * 2);
    const hashes = new Uint32Array(size * REMEMBERED_PER_USER);
    const times = new Float64Array(size * REMEMBERED_PER_USER);
    const heads = new Uint8Array(size);
    hashes.set(this.hashes);
    times.set(this.times);
    heads.set(this.heads);
    this.hashes = hashes;
    this.times = times;
    this.heads = heads;
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
