// When each user last spoke in each room with slow mode: a bounded table of pairs.

const WAYS = 4;
/** Pairs remembered when the table is at its largest: 131,072, in 2 MiB. */
const SETS = 1 << 15;

/** A pair that is pushed out may speak a little too early; nobody ever waits for another. */
export class SlowMode {
  /** Made when a room first slows down: most processes never need it. */
  private table:
    | { readonly rooms: Int32Array; readonly users: Int32Array; readonly times: Float64Array }
    | undefined;

  /** @returns 0 when the user may speak, else the ms to wait. */
  wait(room: number, user: number, atMs: number, slowMs: number): number {
    const at = this.find(room, user);
    if (at === -1) return 0;
    const since = atMs - (this.table?.times[at] ?? 0);
    // A clock that went back further than the wait itself was set, not slow.
    if (since >= slowMs || since < -slowMs) return 0;
    return Math.ceil(slowMs - since);
  }

  remember(room: number, user: number, atMs: number): void {
    this.table ??= {
      rooms: new Int32Array(SETS * WAYS).fill(-1),
      users: new Int32Array(SETS * WAYS),
      times: new Float64Array(SETS * WAYS),
    };
    const { rooms, users, times } = this.table;
    let at = this.find(room, user);
    if (at === -1) {
      const from = setOf(room, user) * WAYS;
      at = from;
      for (let i = from; i < from + WAYS; i++) if (times[i]! < times[at]!) at = i;
      rooms[at] = room;
      users[at] = user;
    }
    times[at] = atMs;
  }

  private find(room: number, user: number): number {
    const { table } = this;
    if (table === undefined) return -1;
    const from = setOf(room, user) * WAYS;
    for (let i = from; i < from + WAYS; i++) {
      if (table.rooms[i] === room && table.users[i] === user) return i;
    }
    return -1;
  }
}

function setOf(room: number, user: number): number {
  const mixed = Math.imul(room + 1, 0x9e3779b1) ^ Math.imul(user + 1, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) & (SETS - 1);
}
