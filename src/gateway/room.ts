// A live room on this gateway: who is in it, its history, and what is on its way through its log.
//
// States: joining (its log has been asked) -> live (the head is here) -> closed (left).
import type { MessageId, RoomId } from "../domain/message.ts";
import type { Category } from "../domain/categories.ts";
import type { OrderedEvent } from "../domain/room-event.ts";
import type { RoomContext } from "../engine/types.ts";
import { DIALECTS } from "../protocol/weir-v1/weir-v1.ts";
import type { Names } from "./addressed.ts";
import { DelayLine } from "./delay.ts";
import type { History } from "./history.ts";
import type { Attempt } from "./idempotency.ts";
import { KnownMessages } from "./known-messages.ts";
import { Outbox } from "./outbox.ts";
import { Pace } from "./pace.ts";
import { Sampler } from "./sampling.ts";
import type { Session } from "./session.ts";
import { Topics } from "./streams.ts";

/** A message of this gateway that was appended to the room's log and has not come back yet. */
export interface PendingDelivery {
  readonly attempt: Attempt;
  readonly session: Session;
  readonly category: Category | undefined;
}

export class Room {
  readonly id: RoomId;
  readonly context: RoomContext;
  readonly topics: readonly Topics[];
  readonly sessions = new Set<Session>();
  readonly pending = new Map<MessageId, PendingDelivery>();
  readonly known = new KnownMessages();
  readonly delay: DelayLine;
  readonly sampler: Sampler;
  readonly pace = new Pace();
  readonly outbox = new Outbox();
  state: "joining" | "live" | "closed" = "joining";
  history: History | null = null;
  /**
   * Newest number that viewers and recorders were shown, or will be at the next write; behind the
   * history's while messages are delayed. A welcome goes so far.
   */
  shownSeq = 0;
  /** The same of moderators, for whom nothing is delayed. */
  moderatorsSeq = 0;
  /** Events that came before the head; bounded by what a join may take. */
  early: { readonly epoch: string; readonly ordered: OrderedEvent }[] = [];
  /** Encoded history by dialect and audience, until there is more or something is withdrawn. */
  readonly welcomes = new Map<string, Uint8Array>();
  /** Users by mention key while the room is sampled, else null. */
  names: Names | null = null;
  /** Messages that the room showed in the last full second, whichever gateway took them in. */
  messagesPerSecond = 0;
  emptySince: number | null = null;

  /**
   * @param serial a number of its own: shorter than its id in every subscription's topic
   * @param delayed told of every event that begins to wait in the delay line
   */
  constructor(context: RoomContext, readableRate: number, serial: number, delayed?: () => void) {
    this.id = context.id;
    this.delay = new DelayLine(delayed);
    this.context = context;
    this.sampler = new Sampler(readableRate);
    this.topics = DIALECTS.map((dialect, at) => new Topics(dialect, `r${serial}.${at}`));
  }

  get delayMs(): number {
    return (this.context.modes.delaySeconds ?? 0) * 1_000;
  }

  topicsFor(session: Session): Topics | undefined {
    return this.topics.find(({ dialect }) => dialect === session.facts.dialect);
  }
}
