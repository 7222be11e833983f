// All sessions of a gateway, by when their tokens expire: a second looks at those whose time comes,
// not at 100,000 others.

/** What the book asks of a session. */
interface Expiring {
  /** `expiresAt` in ms since 1970. */
  readonly facts: { readonly expiresAt: number };
}

/** Tokens that expire so close together share a page; fewer pages cost less memory. */
const PAGE_MS = 16_384;

export class SessionBook<T extends Expiring> {
  readonly #pages = new Map<number, Set<T>>();
  /** No page before this one. */
  #first = Number.POSITIVE_INFINITY;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(session: T): void {
    const page = pageOf(session.facts.expiresAt);
    const known = this.#pages.get(page);
    if (known === undefined) this.#pages.set(page, new Set([session]));
    else if (known.has(session)) return;
    else known.add(session);
    this.#first = Math.min(this.#first, page);
    this.#size += 1;
  }

  /** Does nothing when it is not here. */
  remove(session: T): void {
    const page = pageOf(session.facts.expiresAt);
    const sessions = this.#pages.get(page);
    if (sessions?.delete(session) !== true) return;
    this.#size -= 1;
    if (sessions.size === 0) this.#pages.delete(page);
  }

  /**
   * Calls back with every session whose time is over; it may be removed meanwhile.
   * Cost: nothing when no page is due, else a look at all pages and at the sessions of those due.
   */
  expire(nowMs: number, over: (session: T) => void): void {
    const due = pageOf(nowMs);
    if (this.#first > due) return;
    const pages = [...this.#pages.keys()].filter((page) => page <= due);
    for (const page of pages) {
      for (const session of this.#pages.get(page) ?? []) {
        if (session.facts.expiresAt <= nowMs) over(session);
      }
    }
    this.#first = this.#earliest();
  }

  #earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const page of this.#pages.keys()) earliest = Math.min(earliest, page);
    return earliest;
  }
}

function pageOf(ms: number): number {
  return Math.floor(ms / PAGE_MS);
}
