// Decides on a handshake: path, address, dialect, token, room, ban, place. A refusal says why.
import { UnavailableError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { Facts } from "../domain/errors.ts";
import type { RoomId } from "../domain/message.ts";
import type { Clock, Logger, Metrics } from "../domain/ports/telemetry.ts";
import type { TokenClaims, TokenResult, TokenVerifier } from "../domain/ports/tokens.ts";
import { opensRoom } from "../domain/ports/tokens.ts";
import type { Engine } from "../engine/types.ts";
import type { Dialect } from "../protocol/dialect.ts";
import { languageOf } from "../protocol/result-texts.ts";
import { publicUser } from "../protocol/server-frames.ts";
import { parseSince } from "../protocol/since.ts";
import { DIALECTS, weirV1 } from "../protocol/weir-v1/weir-v1.ts";
import type { Admission, UpgradeRequest } from "../transport/transport.ts";
import { addressKey, clientAddress, senderKey } from "./addresses.ts";
import type { Addresses } from "./addresses.ts";
import type { MakeId } from "./deps.ts";
import type { SanctionIndex } from "./sanctions.ts";
import { Session } from "./session.ts";

export interface AdmissionParts {
  readonly tokens: TokenVerifier;
  readonly engine: Engine;
  readonly sanctions: SanctionIndex;
  readonly addresses: Addresses;
  readonly trustedProxies: ReadonlySet<string>;
  readonly clock: Clock;
  readonly ids: MakeId;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** `not_ready` or `stopping` while no socket may open. */
  readonly closedBecause: () => "not_ready" | "stopping" | undefined;
  readonly hasPlace: (room: RoomId) => boolean;
  /** Deals viewers out to the shards of sampled rooms. */
  readonly nextShard: () => number;
}

export type Refused = Extract<Admission<Session>, { readonly ok: false }>;

const CHAT_PATH = /^\/v1\/rooms\/([^/]+)\/chat$/;
const BEARER_PROTOCOL = "bearer.";

/** May one more connection wait for its handshake. A trusted proxy's wait for many clients. */
export function mayArrive(parts: AdmissionParts, remoteAddress: string): boolean {
  const { addresses, trustedProxies, clock, metrics } = parts;
  if (trustedProxies.has(remoteAddress)) return true;
  const isWelcome = addresses.mayWait(addressKey(remoteAddress), clock.now());
  if (!isWelcome) metrics.count("weir_connections_total", { outcome: "cut" });
  return isWelcome;
}

/** At once unless the token's key must be fetched. Errors: none; what cannot be told now is a 503. */
export function admit(
  parts: AdmissionParts,
  request: UpgradeRequest,
): Admission<Session> | Promise<Admission<Session>> {
  parts.addresses.spoke(addressKey(request.remoteAddress));
  const knock = read(parts, request);
  if ("ok" in knock) return counted(parts, knock);
  try {
    const checked = parts.tokens.verify(knock.token);
    if (!(checked instanceof Promise)) return counted(parts, decide(parts, knock, checked));
    return checked.then(
      (result) => counted(parts, decide(parts, knock, result)),
      (error: unknown) => counted(parts, unchecked(parts, error)),
    );
  } catch (error) {
    return counted(parts, unchecked(parts, error));
  }
}

function counted({ metrics }: AdmissionParts, admission: Admission<Session>): Admission<Session> {
  metrics.count("weir_connections_total", {
    outcome: admission.ok ? "accepted" : String(admission.status),
  });
  return admission;
}

/** What the handshake says, before anything is believed. */
function read(parts: AdmissionParts, request: UpgradeRequest): Refused | Knock {
  const room = roomOf(request.path);
  if (room === undefined) return refuse(404, "not_found", "There is no WebSocket at this path.");
  if (room === null) {
    const most = LIMITS.roomIdLength.value;
    return refuse(400, "bad_room", `A room's id has 1 to ${most} characters, none of control.`);
  }
  const forwarded = request.header("x-forwarded-for");
  const address = clientAddress(request.remoteAddress, forwarded, parts.trustedProxies);
  const key = addressKey(address);
  if (!parts.addresses.mayKnock(key, parts.clock.now())) {
    return busy("too_many_handshakes", "Too many handshakes from this address.");
  }
  const offer = readOffer(request.header("sec-websocket-protocol"));
  const { dialect, isNamed } = offer;
  if (dialect === undefined) {
    const known = DIALECTS.map(({ protocol }) => protocol).join(" or ");
    return refuse(400, "unknown_protocol", `Offer the sub-protocol ${known}.`);
  }
  const query = new URLSearchParams(request.query);
  const token = bearer(request.header("authorization")) ?? offer.token ?? query.get("token");
  if (token === null || token === "") return unauthorized("no_token", "A token is needed.");
  const since = parseSince(query.get("since"));
  return { room, key, address, dialect, isNamed, since, token };
}

/** Nothing is waited for after it: what it finds is true when the socket opens. */
function decide(parts: AdmissionParts, knock: Knock, result: TokenResult): Admission<Session> {
  if (!result.ok) return unauthorized(result.code, result.message);
  const { claims } = result;
  const { room, key, dialect, isNamed } = knock;
  if (!opensRoom(claims, room)) {
    return refuse(403, "room_forbidden", "The token is not for this room.");
  }
  const { id } = claims.user;
  const inForce = parts.sanctions.inForce(id, room, parts.clock.now());
  const ban = inForce.find(({ kind }) => kind === "ban");
  if (ban !== undefined) {
    const { until, reason } = ban;
    return refuse(403, "banned", "The user is banned here.", { until, reason });
  }
  const refusal = placeFor(parts, room, key);
  if (refusal !== undefined) return refusal;
  parts.addresses.admitted(key);
  const state = open(parts, claims, knock);
  return { ok: true, state, protocol: isNamed ? dialect.protocol : undefined };
}

function unchecked({ logger }: AdmissionParts, error: unknown): Refused {
  if (!(error instanceof UnavailableError)) throw error;
  logger.error("token.unchecked", {}, error);
  return refuse(503, error.code, error.safeText);
}

function placeFor(parts: AdmissionParts, room: RoomId, key: string): Refused | undefined {
  const closed = parts.closedBecause();
  if (closed !== undefined) return refuse(503, closed, "This gateway takes no one at the moment.");
  if (!parts.addresses.mayConnect(key)) {
    return busy("too_many_connections", "Too many connections from this address.");
  }
  return parts.hasPlace(room) ? undefined : refuse(503, "full", "This gateway is full.");
}

interface Knock {
  readonly room: RoomId;
  readonly key: string;
  readonly address: string;
  readonly dialect: Dialect;
  /** Was the dialect offered by name; a server may only choose what was. */
  readonly isNamed: boolean;
  readonly since: ReturnType<typeof parseSince>;
  readonly token: string;
}

function open(parts: AdmissionParts, claims: TokenClaims, knock: Knock): Session {
  const { user, expiresAt } = claims;
  const { id, role, attrs } = user;
  const { room, key, dialect, since } = knock;
  return new Session({
    id: parts.ids("c", parts.clock.now()),
    room,
    user: publicUser(user),
    engineUser: {
      id,
      role,
      attrs,
      keys: parts.engine.memoryKeys(id, attrs.deviceHash ?? null, senderKey(knock.address)),
    },
    dialect,
    language: languageOf(attrs.lang),
    address: key,
    expiresAt,
    since,
    shard: parts.nextShard(),
  });
}

interface Offer {
  /** Undefined when none of what was offered is spoken here. */
  readonly dialect: Dialect | undefined;
  /** Was it offered by name; a server may only choose what was. */
  readonly isNamed: boolean;
  readonly token: string | undefined;
}

/** Browsers cannot set headers, so the token may stand beside the dialect: `bearer.<token>`. */
function readOffer(header: string | undefined): Offer {
  const offered = (header ?? "").split(",").map((name) => name.trim());
  const token = offered.find((name) => name.startsWith(BEARER_PROTOCOL));
  const names = offered.filter((name) => name !== "" && !name.startsWith(BEARER_PROTOCOL));
  const chosen = names.find((name) => DIALECTS.some(({ protocol }) => protocol === name));
  const named = DIALECTS.find(({ protocol }) => protocol === chosen);
  return {
    dialect: names.length === 0 ? weirV1 : named,
    isNamed: named !== undefined,
    token: token?.slice(BEARER_PROTOCOL.length),
  };
}

function bearer(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer +(\S+)\s*$/i.exec(header)?.[1];
}

/** Undefined: not a chat's path. null: no room can have this id. */
function roomOf(path: string): RoomId | null | undefined {
  const encoded = CHAT_PATH.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  try {
    const room = decodeURIComponent(encoded);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    const isPlain = !/[\u0000-\u001f\u007f]/.test(room);
    return isPlain && room.length <= LIMITS.roomIdLength.value ? room : null;
  } catch {
    // A broken percent escape: decodeURIComponent has no other way to say so.
    return null;
  }
}

/** A refusal as PROTOCOL.md wants errors: `{"error":{"code","message","details"}}`. */
export function refuse(
  status: number,
  code: string,
  message: string,
  details: Facts = {},
): Refused {
  return { ok: false, status, body: JSON.stringify({ error: { code, message, details } }) };
}

function unauthorized(code: string, message: string): Refused {
  return { ...refuse(401, code, message), headers: { "www-authenticate": "Bearer" } };
}

function busy(code: string, message: string): Refused {
  return { ...refuse(429, code, message), headers: { "retry-after": "1" } };
}
