// Who says nearly the same in a room: clusters of similar long texts and the accounts behind them.
//
// A cluster is found through locality-sensitive hashing (A. Broder, "On the resemblance and
// containment of documents", 1997; P. Indyk, R. Motwani, STOC 1998): 16 bands of two bins each lead
// to the cluster that had the same band last, and the sketches are compared. At a similarity of
// 0.6 a shared band is missed once in 1,000.
import { similarity, SKETCH_BYTES } from "./sketch.ts";
import type { Sketch } from "./sketch.ts";

/** Accounts remembered a cluster. */
export const CLUSTER_MEMBERS = 16;
const BANDS = SKETCH_BYTES / 2;
const TABLE_BITS = 18;
/** Clusters compared at most for one message: hostile texts share bands with many. */
const MOST_COMPARED = 6;
/** How many clusters that are alive are spared before one is taken. */
const SECOND_CHANCES = 8;

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

/** Bounded: the oldest cluster goes for a new one, one at a time. Some 300 bytes each. */
export class Campaigns {
  readonly crowd: Crowd = { accounts: 0, newAccounts: 0, trustedAccounts: 0, messages: 0 };
  private readonly capacity: number;
  /** Band -> cluster + 1. Made with the first long text. */
  private table: Int32Array | undefined;
  private bins = new Uint8Array(0);
  private rooms = new Int32Array(0);
  private users = new Int32Array(0);
  private accounts = new Uint8Array(0);
  private messages = new Uint8Array(0);
  private times = new Float64Array(0);
  private count = 0;
  private hand = 0;
  /** Cluster of the message that was looked at last; -1 = none was similar. */
  private found = -1;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** @returns who says the same, the asker among them. Cost: some 100 ns. */
  look(sketch: Sketch, asked: Similar): Crowd {
    const { crowd } = this;
    this.found = this.find(sketch, asked);
    crowd.accounts = 1;
    crowd.messages = 1;
    crowd.newAccounts = (asked.account & ACCOUNT.NEW) === 0 ? 0 : 1;
    crowd.trustedAccounts = (asked.account & ACCOUNT.TRUSTED) === 0 ? 0 : 1;
    if (this.found === -1) return crowd;
    const from = this.found * CLUSTER_MEMBERS;
    for (let i = from; i < from + CLUSTER_MEMBERS; i++) {
      if (!(Math.abs(asked.atMs - this.times[i]!) < asked.windowMs)) continue;
      crowd.messages += this.messages[i]!;
      if (this.users[i] === asked.user) continue;
      crowd.accounts++;
      if ((this.accounts[i]! & ACCOUNT.NEW) !== 0) crowd.newAccounts++;
      if ((this.accounts[i]! & ACCOUNT.TRUSTED) !== 0) crowd.trustedAccounts++;
    }
    return crowd;
  }

  /** The message that was looked at last counts from now on. */
  remember(sketch: Sketch, asked: Similar): void {
    if (this.found === -1) this.found = this.begin(sketch, asked);
    const { user, atMs, windowMs, account } = asked;
    const from = this.found * CLUSTER_MEMBERS;
    let at = from;
    for (let i = from; i < from + CLUSTER_MEMBERS; i++) {
      if (this.users[i] === user) {
        at = i;
        break;
      }
      // The first place that is unused, else the one that is silent for longest.
      if (Number.isNaN(this.times[at]!)) continue;
      if (Number.isNaN(this.times[i]!) || this.times[i]! < this.times[at]!) at = i;
    }
    const isSame = this.users[at] === user && Math.abs(atMs - this.times[at]!) < windowMs;
    this.messages[at] = isSame ? Math.min(255, this.messages[at]! + 1) : 1;
    this.users[at] = user;
    this.accounts[at] = account;
    this.times[at] = atMs;
  }

  private find(sketch: Sketch, asked: Similar): number {
    const { table } = this;
    if (table === undefined) return -1;
    let best = -1;
    let compared = 0;
    for (let band = 0; band < BANDS && compared < MOST_COMPARED; band++) {
      const slot = slotOf(sketch, band, asked.room);
      if (slot === -1) continue;
      const cluster = table[slot]! - 1;
      if (cluster < 0 || cluster === best || this.rooms[cluster] !== asked.room) continue;
      compared++;
      if (similarity(sketch.bins, 0, this.bins, cluster * SKETCH_BYTES) < asked.alike) continue;
      best = cluster;
      break;
    }
    return best;
  }

  private begin(sketch: Sketch, { room, atMs, windowMs }: Similar): number {
    const table = (this.table ??= new Int32Array(1 << TABLE_BITS));
    const cluster = this.count < this.capacity ? this.count++ : this.oldest(atMs, windowMs);
    if (cluster >= this.rooms.length) this.grow();
    this.bins.set(sketch.bins, cluster * SKETCH_BYTES);
    this.rooms[cluster] = room;
    const from = cluster * CLUSTER_MEMBERS;
    this.users.fill(-1, from, from + CLUSTER_MEMBERS);
    this.times.fill(Number.NaN, from, from + CLUSTER_MEMBERS);
    for (let band = 0; band < BANDS; band++) {
      const slot = slotOf(sketch, band, room);
      if (slot !== -1) table[slot] = cluster + 1;
    }
    return cluster;
  }

  /** Round the clusters; one of several accounts that is still alive is spared a few times. */
  private oldest(atMs: number, windowMs: number): number {
    for (let spared = 0; spared < SECOND_CHANCES; spared++) {
      const from = this.hand * CLUSTER_MEMBERS;
      const isAlone = Number.isNaN(this.times[from + 1]!);
      if (isAlone || !(Math.abs(atMs - this.times[from]!) < windowMs)) break;
      this.hand = (this.hand + 1) % this.capacity;
    }
    const cluster = this.hand;
    this.hand = (this.hand + 1) % this.capacity;
    return cluster;
  }

  private grow(): void {
    const size = Math.min(this.capacity, Math.max(64, this.rooms.length * 2));
    const members = size * CLUSTER_MEMBERS;
    const bins = new Uint8Array(size * SKETCH_BYTES);
    const rooms = new Int32Array(size);
    const users = new Int32Array(members);
    const accounts = new Uint8Array(members);
    const messages = new Uint8Array(members);
    const times = new Float64Array(members);
    bins.set(this.bins);
    rooms.set(this.rooms);
    users.set(this.users);
    accounts.set(this.accounts);
    messages.set(this.messages);
    times.set(this.times);
    this.bins = bins;
    this.rooms = rooms;
    this.users = users;
    this.accounts = accounts;
    this.messages = messages;
    this.times = times;
  }
}

/** Where a band leads; -1 when both of its bins are empty. */
function slotOf({ bins }: Sketch, band: number, room: number): number {
  const a = bins[band * 2]!;
  const b = bins[band * 2 + 1]!;
  if (a + b === 0) return -1;
  let hash = Math.imul((a << 16) | (b << 8) | band, 0x9e3779b1) ^ Math.imul(room + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & ((1 << TABLE_BITS) - 1);
}
