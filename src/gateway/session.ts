// One socket in one room: who it is, what it may see, how much it has sent.
//
// States: joining (opened, its room's log has not answered) -> live (welcome sent) -> closed.
import { LIMITS } from "../domain/limits.ts";
import type { PublicUser, RoomId } from "../domain/message.ts";
import { isModerating } from "../domain/message.ts";
import type { UserContext } from "../engine/types.ts";
import type { CloseName } from "../protocol/close-codes.ts";
import { CLOSE_CODES } from "../protocol/close-codes.ts";
import type { Dialect, Wire } from "../protocol/dialect.ts";
import type { Language } from "../protocol/result-texts.ts";
import type { ServerFrame } from "../protocol/server-frames.ts";
import type { Since } from "../protocol/since.ts";
import type { Socket } from "../transport/transport.ts";
import { FrameCounter } from "./frame-counter.ts";
import type { Streams } from "./streams.ts";
import { MODERATORS, RECORDERS } from "./streams.ts";

const HOST_RATE = LIMITS.hostFramesPerSecond;

/**
 * `moderators` (sellers and admins too): reasons, no delay, everything. `recorders` (analysts and
 * services): as viewers, but never sampled. `viewers`: delayed and sampled with the room.
 */
export type Audience = "moderators" | "recorders" | "viewers";

export interface SessionFacts {
  readonly id: string;
  readonly room: RoomId;
  readonly user: PublicUser;
  readonly engineUser: UserContext;
  readonly dialect: Dialect;
  readonly language: Language;
  /** Key of the address that the connection is counted under. */
  readonly address: string;
  /** Ms since 1970. */
  readonly expiresAt: number;
  readonly since: Since | null;
  /** 0 to SHARDS - 1: which part of a sampled room it belongs to. */
  readonly shard: number;
}

export class Session {
  readonly facts: SessionFacts;
  readonly audience: Audience;
  /** The one that it hears. */
  readonly stream: Streams;
  readonly frames: FrameCounter;
  state: "joining" | "live" | "closed" = "joining";
  /** Frames that came before the welcome was out; null once live. */
  early: (string | null)[] | null = null;
  #socket: Socket<Session> | null = null;

  constructor(facts: SessionFacts) {
    this.facts = facts;
    this.audience = audienceOf(facts.user);
    this.stream = streamOf(this.audience, facts.shard);
    const isHost = this.audience === "moderators";
    this.frames = new FrameCounter((isHost ? HOST_RATE : LIMITS.framesPerSecond).value);
  }

  opened(socket: Socket<Session>): void {
    this.#socket = socket;
  }

  get socket(): Socket<Session> | null {
    return this.#socket;
  }

  /** To this socket alone; does nothing when it is closed. */
  send(frame: ServerFrame): void {
    if (this.state === "closed") return;
    this.#socket?.send(this.facts.dialect.encode(frame));
  }

  /** @param bytes from the dialect's `encodeWelcome` */
  sendWelcome(bytes: Uint8Array): void {
    if (this.state === "closed") return;
    if (this.facts.dialect.isBinary) this.#socket?.send(bytes);
    else this.#socket?.sendText(bytes);
  }

  sendWire(wire: Wire): void {
    if (this.state === "closed") return;
    this.#socket?.send(wire);
  }

  /** The transport calls back (`close`) before this returns. */
  close(name: CloseName): void {
    const { code, reason } = CLOSE_CODES[name];
    this.#socket?.close(code, reason);
  }

  closed(): void {
    this.state = "closed";
    this.early = null;
    this.#socket = null;
  }
}

function audienceOf(user: PublicUser): Audience {
  if (isModerating(user.role)) return "moderators";
  return user.role === "viewer" ? "viewers" : "recorders";
}

function streamOf(audience: Audience, shard: number): Streams {
  switch (audience) {
    case "moderators":
      return MODERATORS;
    case "recorders":
      return RECORDERS;
    case "viewers":
      return 1 << shard;
  }
}
