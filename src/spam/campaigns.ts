// Who says nearly the same in a room: clusters of similar long texts and the accounts behind them.
//
// A cluster is found through the keys of its first text: each leads to the cluster that had the
// same key last, and the sketches are compared. Two texts that share three quarters of their pieces
// and have three keys each share one 98 times of 100; twelve letters have three.
import { similarity, SKETCH_KEYS, SKETCH_WORDS } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";

/** Accounts remembered a cluster. */
export const CLUSTER_MEMBERS = 16;
/** Clusters compared at most for one message: hostile texts share keys with many. */
const MOST_COMPARED = 6;
/** How many clusters that are alive are spared before one is taken. */
const SECOND_CHANCES = 8;

/**
 * The table, by the lower bits of a key's hash: the cluster + 1 in the lower half, the hash's
 * upper half above it, so that nearly every wrong cluster is known for wrong without a look at it.
 */
const TABLE_BITS = 16;
/** As many clusters as the lower half of an entry can name. */
const MOST_CLUSTERS = 0xffff;

/**
 * A cluster's record, in 32-bit words: its room, how many members, its first text's sketch; then
 * a member after the other: user, low 32 bits of the ms of the last message, messages and account.
 * Side by side: a new cluster, and most are, costs one cache line.
 */
const MEMBERS = 1;
const WORDS = 2;
const FIRST_MEMBER = WORDS + SKETCH_WORDS;
const MEMBER = 3;
const STRIDE = FIRST_MEMBER + CLUSTER_MEMBERS * MEMBER + 6;
const ACCOUNT_BITS = 2;

/** What is known of an account: bits. */
export const ACCOUNT = { NEW: 1, TRUSTED: 2 } as const;

/** Who said it within the window; the present message is counted in. Reused. */
export interface Crowd {
  accounts: number;
  newAccounts: number;
  trustedAccounts: number;
  messages: number;
}

export interface Similar {
  readonly room: number;
  readonly user: number;
  /** Bits of ACCOUNT. */
  readonly account: number;
  readonly atMs: number;
  readonly windowMs: number;
  /** 0 to 1. */
  readonly alike: number;
}

/** Bounded: the oldest cluster goes for a new one, one at a time. 256 bytes each. */
export class Campaigns {
  readonly crowd: Crowd = { accounts: 0, newAccounts: 0, trustedAccounts: 0, messages: 0 };
  private readonly capacity: number;
  /** Made with the first long text. */
  private table: Int32Array | undefined;
  private data = new Int32Array(64 * STRIDE);
  private count = 0;
  private hand = 0;
  /** Hashes of the keys of the message that was looked at last. */
  private readonly hashes = new Int32Array(SKETCH_KEYS);
  /** Where the cluster of that message begins; -1 = none was similar. */
  private found = -1;
  /** What was asked of that message, until it is remembered. */
  private asked: Similar | undefined;

  /** @param capacity in clusters; more than 65,535 are 65,535. */
  constructor(capacity: number) {
    this.capacity = Math.min(capacity, MOST_CLUSTERS);
  }

  /** @returns who says the same, the asker among them. Cost: some 100 ns. */
  look(sketch: Sketch, asked: Similar): Crowd {
    const { room, user, account, atMs, windowMs, alike } = asked;
    const { crowd } = this;
    this.asked = asked;
    crowd.accounts = 1;
    crowd.messages = 1;
    crowd.newAccounts = (account & ACCOUNT.NEW) === 0 ? 0 : 1;
    crowd.trustedAccounts = (account & ACCOUNT.TRUSTED) === 0 ? 0 : 1;
    this.found = this.find(sketch, room, alike);
    if (this.found === -1) return crowd;
    const { data } = this;
    const nowMs = low(atMs);
    const from = this.found + FIRST_MEMBER;
    const end = from + data[this.found + MEMBERS]! * MEMBER;
    for (let at = from; at < end; at += MEMBER) {
      if (Math.abs((nowMs - data[at + 1]!) | 0) >= windowMs) continue;
      const said = data[at + 2]!;
      crowd.messages += said >> ACCOUNT_BITS;
      if (data[at] === user) continue;
      crowd.accounts++;
      if ((said & ACCOUNT.NEW) !== 0) crowd.newAccounts++;
      if ((said & ACCOUNT.TRUSTED) !== 0) crowd.trustedAccounts++;
    }
    return crowd;
  }

  /** The message at hand is of no interest: there is nothing to remember. */
  pass(): void {
    this.asked = undefined;
  }

  /** The message that was looked at last counts from now on, once. */
  remember(sketch: Sketch): void {
    const { asked } = this;
    if (asked === undefined) return;
    this.asked = undefined;
    const { room, user, account, atMs, windowMs } = asked;
    const nowMs = low(atMs);
    if (this.found === -1) this.found = this.begin(sketch, room, nowMs, windowMs);
    const at = this.placeOf(this.found, user);
    const { data } = this;
    const isSame = data[at] === user && Math.abs((nowMs - data[at + 1]!) | 0) < windowMs;
    const messages = isSame ? (data[at + 2]! >> ACCOUNT_BITS) + 1 : 1;
    data[at] = user;
    data[at + 1] = nowMs;
    data[at + 2] = (Math.min(messages, 0xffff) << ACCOUNT_BITS) | account;
  }

  private find({ words, keys, keyCount }: Sketch, room: number, alike: number): number {
    const table = (this.table ??= new Int32Array(1 << TABLE_BITS));
    const { hashes, data } = this;
    let compared = 0;
    let found = -1;
    for (let i = 0; i < keyCount; i++) {
      const hash = keyHash(keys[i]!, room);
      hashes[i] = hash;
      if (found !== -1 || compared === MOST_COMPARED) continue;
      const entry = table[hash & (table.length - 1)]!;
      if (entry >>> 16 !== hash >>> 16 || (entry & 0xffff) === 0) continue;
      const cluster = ((entry & 0xffff) - 1) * STRIDE;
      if (data[cluster] !== room) continue;
      compared++;
      if (similarity(words, 0, data, cluster + WORDS) >= alike) found = cluster;
    }
    return found;
  }

  private begin(
    { words, keyCount }: Sketch,
    room: number,
    nowMs: number,
    windowMs: number,
  ): number {
    const index = this.count < this.capacity ? this.count++ : this.oldest(nowMs, windowMs);
    const cluster = index * STRIDE;
    if (cluster >= this.data.length) this.grow();
    const { hashes, data, table } = this;
    data[cluster] = room;
    data[cluster + MEMBERS] = 0;
    for (let i = 0; i < SKETCH_WORDS; i++) data[cluster + WORDS + i] = words[i]!;
    if (table === undefined) return cluster;
    for (let i = 0; i < keyCount; i++) {
      const hash = hashes[i]!;
      table[hash & (table.length - 1)] = (hash & ~0xffff) | (index + 1);
    }
    return cluster;
  }

  /** The user's own place, else a new one, else that of who is silent for longest. */
  private placeOf(cluster: number, user: number): number {
    const { data } = this;
    const from = cluster + FIRST_MEMBER;
    const members = data[cluster + MEMBERS]!;
    const end = from + members * MEMBER;
    let oldest = from;
    for (let at = from; at < end; at += MEMBER) {
      if (data[at] === user) return at;
      if (((data[at + 1]! - data[oldest + 1]!) | 0) < 0) oldest = at;
    }
    if (members === CLUSTER_MEMBERS) return oldest;
    data[cluster + MEMBERS] = members + 1;
    data[end] = -1;
    return end;
  }

  /** Round the clusters; one of several accounts that is still alive is spared a few times. */
  private oldest(nowMs: number, windowMs: number): number {
    const { data, capacity } = this;
    for (let spared = 0; spared < SECOND_CHANCES; spared++) {
      const cluster = this.hand * STRIDE;
      const agoMs = (nowMs - data[cluster + FIRST_MEMBER + 1]!) | 0;
      if (data[cluster + MEMBERS]! < 2 || Math.abs(agoMs) >= windowMs) break;
      this.hand = (this.hand + 1) % capacity;
    }
    const index = this.hand;
    this.hand = (this.hand + 1) % capacity;
    return index;
  }

  private grow(): void {
    const data = new Int32Array(Math.min(this.capacity * STRIDE, this.data.length * 2));
    data.set(this.data);
    this.data = data;
  }
}

function keyHash(key: number, room: number): number {
  const hash = Math.imul(key ^ Math.imul(room + 1, 0x85ebca6b), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

/** The low 32 bits: of a window's length, never of more, is asked. */
function low(atMs: number): number {
  return atMs | 0;
}
