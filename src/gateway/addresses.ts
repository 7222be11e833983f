// Who connects from where: the client's address behind proxies, and limits per address.
import { BlockList, isIP } from "node:net";
import { LIMITS } from "../domain/limits.ts";

const SECOND_MS = 1_000;
/** After so long the transport has cut off who said nothing; its timers look every 4 s. */
const WAIT_MS = LIMITS.requestHeadMs.value + 4_000;

/**
 * The address that limits count. Only what a trusted proxy wrote is believed: X-Forwarded-For is
 * read from the right, and the first address that is not a trusted proxy is the client.
 */
export function clientAddress(
  remoteAddress: string,
  forwardedFor: string | undefined,
  trustedProxies: ReadonlySet<string>,
): string {
  if (forwardedFor === undefined || !trustedProxies.has(remoteAddress)) return remoteAddress;
  for (const hop of forwardedFor.split(",").toReversed()) {
    const address = bareAddress(hop.trim());
    if (address === undefined) return remoteAddress;
    if (!trustedProxies.has(address)) return address;
  }
  return remoteAddress;
}

/** What is counted as one: an IPv4 address, or an IPv6 /64 (one household has all of it). */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const start = head.split(":").filter((group) => group !== "");
  const end = (tail ?? "").split(":").filter((group) => group !== "");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - start.length - end.length);
  const groups = [...start, ...Array.from({ length: zeros }, () => "0"), ...end];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

/** Loopback, private networks, link-local. */
const NOT_PUBLIC_V6 = new BlockList();
for (const [net, prefix] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  NOT_PUBLIC_V6.addSubnet(net, prefix, "ipv6");
}

/**
 * Loopback, private networks, carriers' shared space, link-local. By hand: nearly everybody comes
 * with such an address, and a list's look costs a join 13 us.
 */
function isPublicV4(address: string): boolean {
  const [first = 0, second = 0] = address.split(".", 2).map(Number);
  if (first === 10 || first === 127) return false;
  if (first === 100) return second < 64 || second > 127;
  if (first === 169) return second !== 254;
  if (first === 172) return second < 16 || second > 31;
  return first !== 192 || second !== 168;
}

/**
 * What a policy's limit of messages an address counts by; null = no such limit. An address that is
 * not public is a proxy's that nobody named as trusted, or a test's: all of a shop's viewers would
 * share its 40 messages a second.
 */
export function senderKey(address: string): string | null {
  const [plain = address] = address.split("%");
  const kind = isIP(plain);
  if (kind === 0) return null;
  const isPublic = kind === 4 ? isPublicV4(plain) : !NOT_PUBLIC_V6.check(plain, "ipv6");
  return isPublic ? addressKey(address) : null;
}

export interface AddressLimits {
  /** 0 = no limit. */
  readonly connections: number;
  /** A second; 0 = no limit. */
  readonly handshakes: number;
}

/**
 * Counts by key. Bounded by the open sockets, by what may knock within one second, and by
 * LIMITS.waitingAddresses.
 *
 * Why two generations of those that wait: uWebSockets.js tells from where a connection has come, not
 * which one has gone. So one that never spoke is counted for one to two WAIT_MS.
 */
export class Addresses {
  readonly #limits: AddressLimits;
  readonly #connections = new Map<string, number>();
  /** Admitted, not open yet: many may be in the same turn, when one answer was awaited by all. */
  readonly #admitted = new Map<string, number>();
  #handshakes = new Map<string, number>();
  #secondStart = 0;
  #waiting = new Map<string, number>();
  #waitingBefore = new Map<string, number>();
  #waitStart = 0;

  constructor(limits: AddressLimits) {
    this.#limits = limits;
  }

  /** Counts a connection that has said nothing yet. False when its address has too many of them. */
  mayWait(key: string, nowMs: number): boolean {
    const { connections } = this.#limits;
    if (connections === 0) return true;
    this.#ageWaiting(nowMs);
    const waiting = this.#waiting.get(key) ?? 0;
    // Whoever asks for /healthz or /metrics stays counted: a strict limit must leave them some.
    const most = Math.max(connections, LIMITS.waitingPerAddress.value);
    if (waiting + (this.#waitingBefore.get(key) ?? 0) >= most) return false;
    // Who has more addresses than that is not held by a limit on each.
    const isFull = this.#waiting.size >= LIMITS.waitingAddresses.value;
    if (waiting > 0 || !isFull) this.#waiting.set(key, waiting + 1);
    return true;
  }

  /** One of them has made a handshake: it is a socket from now on, or gone. */
  spoke(key: string): void {
    const generation = this.#waitingBefore.has(key) ? this.#waitingBefore : this.#waiting;
    const left = (generation.get(key) ?? 0) - 1;
    if (left > 0) generation.set(key, left);
    else generation.delete(key);
  }

  #ageWaiting(nowMs: number): void {
    const elapsed = nowMs - this.#waitStart;
    if (elapsed >= 0 && elapsed < WAIT_MS) return;
    const isNext = elapsed >= 0 && elapsed < 2 * WAIT_MS;
    this.#waitingBefore = isNext ? this.#waiting : new Map();
    this.#waiting = new Map();
    this.#waitStart = isNext ? this.#waitStart + WAIT_MS : nowMs;
  }

  /** Counts a handshake. False when this address has had all of its second's. */
  mayKnock(key: string, nowMs: number): boolean {
    if (this.#limits.handshakes === 0) return true;
    const elapsed = nowMs - this.#secondStart;
    if (elapsed >= SECOND_MS || elapsed < 0) {
      this.#secondStart = nowMs;
      this.#handshakes = new Map();
    }
    const knocked = (this.#handshakes.get(key) ?? 0) + 1;
    this.#handshakes.set(key, knocked);
    return knocked <= this.#limits.handshakes;
  }

  mayConnect(key: string): boolean {
    if (this.#limits.connections === 0) return true;
    const taken = (this.#connections.get(key) ?? 0) + (this.#admitted.get(key) ?? 0);
    return taken < this.#limits.connections;
  }

  /** Keeps a place for the rest of the loop's turn: a socket opens in it, or never. */
  admitted(key: string): void {
    if (this.#limits.connections === 0) return;
    if (this.#admitted.size === 0) setImmediate(() => this.#admitted.clear());
    this.#admitted.set(key, (this.#admitted.get(key) ?? 0) + 1);
  }

  connected(key: string): void {
    const waiting = this.#admitted.get(key) ?? 0;
    // Left at 0 until the turn ends, which empties the map.
    if (waiting > 0) this.#admitted.set(key, waiting - 1);
    this.#connections.set(key, (this.#connections.get(key) ?? 0) + 1);
  }

  disconnected(key: string): void {
    const left = (this.#connections.get(key) ?? 0) - 1;
    if (left > 0) this.#connections.set(key, left);
    else this.#connections.delete(key);
  }
}

/** Proxies write `1.2.3.4`, `1.2.3.4:567`, `::1` or `[::1]:567`. */
function bareAddress(hop: string): string | undefined {
  const bracketed = /^\[([^\]]+)\]/.exec(hop)?.[1];
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1];
  const address = bracketed ?? withPort ?? hop;
  return isIP(address) === 0 ? undefined : address.replace(/^::ffff:(?=\d+\.)/i, "");
}
