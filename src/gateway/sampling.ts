// Readable rooms: above the readable rate each viewer gets a fair share of the others' messages.
//
// Why shards: viewers are spread over eight shards, and a sampled message goes to some of them in
// turn. So every viewer gets the same share, and a frame is published a shard, not sent a viewer.
import { LIMITS } from "../domain/limits.ts";

export const SHARDS = 8;

/** A change smaller than this part of the share is not worth a frame to everybody. */
const STEADY = 0.15;

/**
 * @param share in force
 * @param rate messages in the last full second
 * @param readableRate 0 = never sample
 */
export function nextShare(share: number, rate: number, readableRate: number): number {
  if (readableRate === 0 || rate <= readableRate) return 1;
  const wanted = readableRate / rate;
  if (share < 1 && Math.abs(wanted - share) <= STEADY * share) return share;
  return Math.max(0.001, Math.round(wanted * 1_000) / 1_000);
}

/** Measures one room second by second and deals its messages out to the shards. */
export class Sampler {
  readonly #readableRate: number;
  #share = 1;
  #messages = 0;
  #credit = 0;
  #nextShard = 0;

  constructor(readableRate: number) {
    this.#readableRate = readableRate;
  }

  get share(): number {
    return this.#share;
  }

  count(): void {
    this.#messages += 1;
  }

  /** Ends a second. @returns its messages, and whether the share is another one now */
  endSecond(): { readonly messages: number; readonly isChanged: boolean } {
    const messages = this.#messages;
    this.#messages = 0;
    const share = nextShare(this.#share, messages, this.#readableRate);
    const isChanged = share !== this.#share;
    this.#share = share;
    return { messages, isChanged };
  }

  /** The shards that get the next sampled message, as bits. */
  deal(): number {
    this.#credit += this.#share * SHARDS;
    let shards = 0;
    for (; this.#credit >= 1; this.#credit -= 1) {
      shards |= 1 << this.#nextShard;
      this.#nextShard = (this.#nextShard + 1) % SHARDS;
    }
    return shards;
  }
}

const MAX_NAME = 32;

/** How a name is looked up: its first word, in lower case. */
export function mentionKey(name: string): string {
  return (/^\S*/u.exec(name)?.[0] ?? "").slice(0, MAX_NAME).toLowerCase();
}

/**
 * Who may be meant by the @names in a text. Japanese runs on behind a name without a space
 * (@あきさん), so every beginning of the run is looked up.
 * Cost: at most LIMITS.mentions x 32 look-ups.
 */
export function mentioned<T>(text: string, byKey: ReadonlyMap<string, T>): readonly T[] {
  const found: T[] = [];
  let at = text.search(/[@@]/u);
  for (let mentions = 0; at >= 0 && mentions < LIMITS.mentions.value; mentions += 1) {
    const run = mentionKey(text.slice(at + 1, at + 1 + MAX_NAME));
    for (let end = run.length; end > 0; end -= 1) {
      const hit = byKey.get(run.slice(0, end));
      if (hit === undefined) continue;
      found.push(hit);
      break;
    }
    const rest = text.slice(at + 1).search(/[@@]/u);
    at = rest < 0 ? -1 : at + 1 + rest;
  }
  return found;
}
