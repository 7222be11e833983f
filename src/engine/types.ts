// What the engine is asked and what it answers; one object a room and user, reused by the session.
import type { UserAttrs, UserId, RoomId, Role } from "../domain/message.ts";
import type { Modes } from "../domain/modes.ts";
import type { Verdict } from "../domain/verdict.ts";

/** Built once when a session opens; `key` comes from Engine.userKey. */
export interface UserContext {
  readonly id: UserId;
  readonly role: Role;
  readonly attrs: UserAttrs;
  /** Slots of the engine's memory: looked up once here, so that a check needs no string. */
  readonly keys: MemoryKeys;
}

export interface MemoryKeys {
  readonly user: number;
  readonly device: number;
  readonly address: number;
}

export interface RoomContext {
  readonly id: RoomId;
  /** From Engine.roomKey. */
  readonly key: number;
  modes: Modes;
  viewers: number;
}

export interface JudgeInput {
  /** Any string, lone surrogates and all; longer than LIMITS.textLength is rejected `too_long`. */
  readonly text: string;
  /** Ms since 1970; may repeat, may go back a little. */
  readonly at: number;
  readonly user: UserContext;
  readonly room: RoomContext;
}

/** Synchronous, no I/O, no clock, no chance: the same calls give the same verdicts. */
export interface Engine {
  readonly policyVersion: string;
  judge(input: JudgeInput): Verdict;
  /** Integer slots for a user's limits; room-independent ids, cheap to call at connect. */
  memoryKeys(userId: UserId, deviceHash: string | null, address: string | null): MemoryKeys;
  roomKey(room: RoomId): number;
}
