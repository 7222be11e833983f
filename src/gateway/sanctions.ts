// The sanctions in force, in memory: what a message, a handshake and a socket are checked against.
import { LIMITS } from "../domain/limits.ts";
import type { RoomId, SanctionId, UserId } from "../domain/message.ts";
import type { Logger } from "../domain/ports/telemetry.ts";
import type { Sanction } from "../domain/sanction.ts";
import { appliesIn, isInForce } from "../domain/sanction.ts";
import type { Session } from "./session.ts";
import { sanctionFrame } from "../protocol/server-frames.ts";
import type { UserSockets } from "./user-sockets.ts";

/** What bars a user from sending, the severest of several. */
export type Bar =
  | { readonly code: "banned"; readonly retryAfterMs: number }
  | { readonly code: "muted"; readonly retryAfterMs: number }
  | { readonly code: "warning_pending"; readonly retryAfterMs: 0 };

/** The state board may replay an old warning; its user has heard of it. */
const NEWS_MS = 60_000;

export class SanctionIndex {
  readonly #byId = new Map<SanctionId, Sanction>();
  readonly #byUser = new Map<UserId, readonly Sanction[]>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Takes a change of the state board in.
   * @param sanction null = lifted
   * @returns the sanction when users should hear of it: it is new, or another than before
   */
  apply(id: SanctionId, sanction: Sanction | null, nowMs: number): Sanction | undefined {
    const before = this.#byId.get(id);
    this.#remove(before);
    if (sanction === null || !isHeard(sanction, nowMs)) return undefined;
    if (isInForce(sanction, nowMs)) this.#add(sanction, nowMs);
    const isSame = before?.kind === sanction.kind && before.until === sanction.until;
    return isSame ? undefined : sanction;
  }

  inForce(userId: UserId, room: RoomId, nowMs: number): readonly Sanction[] {
    const all = this.#byUser.get(userId);
    if (all === undefined) return [];
    return all.filter((sanction) => appliesIn(sanction, room) && isInForce(sanction, nowMs));
  }

  isBanned(userId: UserId, room: RoomId, nowMs: number): boolean {
    return this.inForce(userId, room, nowMs).some(({ kind }) => kind === "ban");
  }

  isShadowed(userId: UserId, room: RoomId, nowMs: number): boolean {
    return this.inForce(userId, room, nowMs).some(({ kind }) => kind === "shadow");
  }

  /** Undefined for almost everybody, at the cost of one look-up. */
  bar(userId: UserId, room: RoomId, nowMs: number): Bar | undefined {
    const inForce = this.inForce(userId, room, nowMs);
    if (inForce.length === 0) return undefined;
    const ban = longest(inForce, "ban", nowMs);
    if (ban !== undefined) return { code: "banned", retryAfterMs: ban };
    const timeout = longest(inForce, "timeout", nowMs);
    if (timeout !== undefined) return { code: "muted", retryAfterMs: timeout };
    if (!inForce.some(({ kind }) => kind === "warning")) return undefined;
    return { code: "warning_pending", retryAfterMs: 0 };
  }

  get(id: SanctionId): Sanction | undefined {
    return this.#byId.get(id);
  }

  /** Forgets what is over. Call it now and then. Cost: O(sanctions). */
  sweep(nowMs: number): void {
    for (const sanction of this.#byId.values()) {
      if (!isInForce(sanction, nowMs)) this.#remove(sanction);
    }
  }

  #add(sanction: Sanction, nowMs: number): void {
    if (this.#byId.size >= LIMITS.sanctionsInMemory.value) this.sweep(nowMs);
    if (this.#byId.size >= LIMITS.sanctionsInMemory.value) {
      // The direction of the error: the oldest sanction is forgotten, a user goes free. Told loudly.
      const oldest = this.#byId.values().next();
      if (oldest.done !== true) this.#remove(oldest.value);
      this.#logger.error("sanctions.overflow", { most: LIMITS.sanctionsInMemory.value });
    }
    this.#byId.set(sanction.id, sanction);
    const others = this.#byUser.get(sanction.userId) ?? [];
    this.#byUser.set(sanction.userId, [...others, sanction]);
  }

  #remove(sanction: Sanction | undefined): void {
    if (sanction === undefined) return;
    this.#byId.delete(sanction.id);
    const all = this.#byUser.get(sanction.userId) ?? [];
    const left = all.filter(({ id }) => id !== sanction.id);
    if (left.length === 0) this.#byUser.delete(sanction.userId);
    else this.#byUser.set(sanction.userId, left);
  }
}

/** Brings a new sanction to its user's sockets: a frame, and for a ban the end of the socket. */
export function enforceSanction(sanction: Sanction, sockets: UserSockets): void {
  // Whoever is shadowed must not learn it.
  if (sanction.kind === "shadow") return;
  for (const session of sockets.of(sanction.userId)) {
    if (!appliesIn(sanction, session.facts.room)) continue;
    if (session.state === "live") session.send(sanctionFrame(sanction));
    if (sanction.kind === "ban") session.close("banned");
  }
}

/** After a welcome: what bars this user from sending here, so that the client can say so. */
export function tellSanctions(session: Session, inForce: readonly Sanction[]): void {
  for (const sanction of inForce) {
    if (sanction.kind !== "shadow") session.send(sanctionFrame(sanction));
  }
}

/** A warning that asks for nothing bars nothing and is not kept: it is told while it is new. */
function isHeard(sanction: Sanction, nowMs: number): boolean {
  if (sanction.kind !== "warning" || sanction.acknowledge) return isInForce(sanction, nowMs);
  return nowMs - sanction.createdAt < NEWS_MS;
}

/** Ms until the last sanction of the kind ends (0 = no end), undefined when there is none. */
function longest(all: readonly Sanction[], kind: Sanction["kind"], nowMs: number) {
  const ends = all.filter((sanction) => sanction.kind === kind).map(({ until }) => until);
  if (ends.length === 0) return undefined;
  return ends.includes(null) ? 0 : Math.max(...ends.map((until) => (until ?? 0) - nowMs));
}
