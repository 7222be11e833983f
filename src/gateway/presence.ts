// How many are where: viewers and rates of every room, messages of every user, told once a second.
import { LIMITS } from "../domain/limits.ts";
import type { RoomId, UserId } from "../domain/message.ts";
import type { Bus, BusMessage } from "../domain/ports/bus.ts";
import type { RoomStatistics } from "../domain/room-event.ts";
import type { Room } from "./room.ts";

type Statistics = Extract<BusMessage, { readonly kind: "statistics" }>;

/** A gateway that is silent for so long is gone, and its viewers with it. */
const PEER_MS = 5_000;

interface Peer {
  at: number;
  viewers: Map<RoomId, number>;
}

export class Presence {
  readonly #gatewayId: string;
  readonly #bus: Bus;
  readonly #peers = new Map<string, Peer>();
  #users = new Map<UserId, { readonly name: string; messages: number }>();

  constructor(gatewayId: string, bus: Bus) {
    this.#gatewayId = gatewayId;
    this.#bus = bus;
  }

  /** A user's message was accepted: shown, held or shadowed. */
  accepted(userId: UserId, name: string): void {
    const known = this.#users.get(userId);
    if (known !== undefined) known.messages += 1;
    else this.#users.set(userId, { name, messages: 1 });
  }

  /** Another gateway's report; its room counts are kept for rooms that live here too. */
  heard({ gateway, rooms }: Statistics, nowMs: number, isHere: (room: RoomId) => boolean): void {
    if (gateway === this.#gatewayId) return;
    let peer = this.#peers.get(gateway);
    if (peer === undefined || nowMs - peer.at > PEER_MS) {
      if (peer === undefined && this.#peers.size >= LIMITS.peerGateways.value) return;
      peer = { at: nowMs, viewers: new Map() };
      this.#peers.set(gateway, peer);
    }
    peer.at = nowMs;
    for (const { room, viewers } of rooms) {
      if (viewers > 0 && isHere(room)) peer.viewers.set(room, viewers);
      else peer.viewers.delete(room);
    }
  }

  /** Viewers of a room, here and on the gateways that were heard lately. */
  viewers(room: Room, nowMs: number): number {
    let viewers = room.sessions.size;
    for (const peer of this.#peers.values()) {
      if (nowMs - peer.at <= PEER_MS) viewers += peer.viewers.get(room.id) ?? 0;
    }
    return viewers;
  }

  /**
   * Tells what this gateway has, in reports of bounded size. Viewers are those here, rates those of
   * the whole room, as every gateway sees all its messages. A room that emptied is told with 0.
   */
  tell(rooms: Iterable<Room>, nowMs: number, policyVersion: string): void {
    const statistics: RoomStatistics[] = [];
    for (const room of rooms) {
      const { messagesPerSecond } = room;
      statistics.push({ room: room.id, viewers: room.sessions.size, messagesPerSecond });
    }
    const users = [...this.#users].map(([id, { name, messages }]) => [id, name, messages] as const);
    this.#users = new Map();
    const reports = Math.max(
      1,
      Math.ceil(statistics.length / LIMITS.statisticsRooms.value),
      Math.ceil(users.length / LIMITS.userCounts.value),
    );
    for (let report = 0; report < reports; report += 1) {
      this.#bus.tell({
        kind: "statistics",
        gateway: this.#gatewayId,
        at: nowMs,
        rooms: part(statistics, report, LIMITS.statisticsRooms.value),
        users: part(users, report, LIMITS.userCounts.value),
        policyVersion,
      });
    }
  }
}

function part<T>(all: readonly T[], at: number, size: number): readonly T[] {
  return all.slice(at * size, (at + 1) * size);
}
