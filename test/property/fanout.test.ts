// Whatever happens in a room, every listener gets exactly what it should, in the room's order.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Role } from "../../src/domain/message.ts";
import { isModerating } from "../../src/domain/message.ts";
import { ALL } from "../../src/gateway/streams.ts";
import type { Frame } from "../support/chat-client.ts";
import { FanoutRoom, type Listener } from "../support/fanout-room.ts";

const USERS = ["u_0", "u_1", "u_2", "u_3"];
const user = fc.constantFrom(...USERS);
const role = fc.constantFrom<Role>("viewer", "viewer", "viewer", "service", "moderator");

const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant("say" as const),
      times: fc.integer({ min: 1, max: 12 }),
      user,
      role: fc.constantFrom<Role>("viewer", "viewer", "viewer", "seller"),
      replyTo: fc.option(user),
      mention: fc.option(user),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("delete" as const), at: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("clear" as const), user }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("modes" as const) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("private" as const), user }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("endSecond" as const) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("pass" as const), ms: fc.nat(60) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("join" as const),
      user,
      role,
      shard: fc.nat(7),
      deflate: fc.boolean(),
      /** How far behind the newest number the client was elsewhere; null = new here. */
      behind: fc.option(fc.nat(20)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("leave" as const), at: fc.nat(10) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** What happened, and who is to hear of it. */
interface Item {
  /** How its frame is recognised. */
  readonly key: string;
  readonly seq: number;
  isFor(listener: Listener): boolean;
}

const forAll = (): boolean => true;

/** Plays what happens, and writes down beside it what everybody is to hear. */
class Stage {
  readonly shop: FanoutRoom;
  readonly items: Item[] = [];
  readonly joined = new Map<Listener, { readonly items: number; readonly since: number }>();
  readonly left = new Map<Listener, readonly Frame[]>();
  #count = 0;
  #dealt = 0;

  constructor(readableRate: number) {
    this.shop = new FanoutRoom(readableRate);
    const { sampler } = this.shop.room;
    const deal = sampler.deal.bind(sampler);
    sampler.deal = () => (this.#dealt = deal());
  }

  play(one: Happening): void {
    const { shop } = this;
    this.#count += 1;
    switch (one.what) {
      case "say":
        for (let n = 0; n < one.times; n += 1) this.#say(one);
        break;
      case "delete":
        if (shop.seq > 0) this.#delete(`m_${(one.at % shop.seq) + 1}`);
        break;
      case "clear":
        this.items.push({ key: `cleared ${one.user}`, seq: 0, isFor: forAll });
        shop.tell({ kind: "cleared", userId: one.user });
        break;
      case "modes": {
        const modes = { slowSeconds: this.#count };
        this.items.push({ key: `modes ${this.#count}`, seq: 0, isFor: forAll });
        shop.fanout.toAll(shop.room, { op: "modes", modes });
        shop.fanout.sendSoon(shop.room);
        break;
      }
      case "private":
        this.#private(one.user);
        break;
      case "endSecond":
        this.#endSecond();
        break;
      case "pass":
        shop.timing.pass(one.ms);
        break;
      case "join":
        this.#join(one);
        break;
      case "leave": {
        const leaving = [...shop.listeners][one.at];
        if (leaving === undefined) break;
        this.left.set(leaving, leaving.frames);
        shop.leave(leaving);
      }
    }
  }

  #say({ user: id, role: by, replyTo, mention }: Extract<Happening, { what: "say" }>): void {
    const { shop } = this;
    const { share } = shop.room.sampler;
    const text = mention === null ? "hello" : `hello @${mention}!`;
    const seq = shop.seq + 1;
    const message = { user: { id, name: id, role: by }, text };
    // Names are of those who are or were here since the sampling began.
    const isKnown = mention !== null && (shop.room.names?.has(mention) ?? false);
    shop.say(replyTo === null ? message : { ...message, replyToUser: replyTo });
    const dealt = this.#dealt;
    const addressed = new Set([id, replyTo, isKnown ? mention : null]);
    const isFor = ({ session }: Listener): boolean =>
      share === 1 ||
      isModerating(by) ||
      session.audience !== "viewers" ||
      (dealt & session.stream) !== 0 ||
      addressed.has(session.facts.user.id);
    this.items.push({ key: `message ${seq}`, seq, isFor });
  }

  #delete(messageId: string): void {
    this.items.push({ key: `deleted ${messageId}`, seq: 0, isFor: forAll });
    this.shop.tell({ kind: "deleted", messageId, by: "moderator" });
  }

  #private(userId: string): void {
    const messageId = `private-${this.#count}`;
    const isFor = ({ session }: Listener): boolean => session.facts.user.id === userId;
    this.items.push({ key: `deleted ${messageId}`, seq: 0, isFor });
    const frame = { op: "deleted", messageId, by: "moderator" } as const;
    this.shop.fanout.toUserInOrder(this.shop.room, userId, frame, ALL);
    this.shop.fanout.sendSoon(this.shop.room);
  }

  #endSecond(): void {
    const { sampler } = this.shop.room;
    const before = sampler.share;
    this.shop.endSecond();
    if (sampler.share === before) return;
    const isFor = ({ session }: Listener): boolean => session.audience === "viewers";
    this.items.push({ key: `sampling ${sampler.share}`, seq: 0, isFor });
  }

  #join({ behind, ...wish }: Extract<Happening, { what: "join" }>): void {
    const { shop } = this;
    const since = behind === null ? undefined : Math.max(0, shop.seq - behind);
    const listener = shop.join(since === undefined ? wish : { ...wish, since });
    const hello = listener.writes[0]?.[0];
    if (hello?.op !== "welcome") throw new Error("the first frame is no welcome");
    this.joined.set(listener, { items: this.items.length, since: hello.seq });
    const history = hello.history.flatMap((frame) => (frame.op === "message" ? [frame.seq] : []));
    // Nothing of what follows is in the history, and nothing that a client had before.
    for (const seq of history) {
      expect(seq).toBeLessThanOrEqual(hello.seq);
      if (since !== undefined && hello.recovered) expect(seq).toBeGreaterThan(since);
    }
  }
}

function keyOf(frame: Frame): string {
  switch (frame.op) {
    case "message":
      return `message ${frame.seq}`;
    case "deleted":
      return `deleted ${frame.messageId}`;
    case "cleared":
      return `cleared ${frame.userId}`;
    case "modes":
      return `modes ${frame.modes.slowSeconds}`;
    case "sampling":
      return `sampling ${frame.share}`;
    case "welcome":
    case "result":
    case "outcome":
    case "sanction":
    case "error":
      return frame.op;
  }
}

function check(stage: Stage, listener: Listener, frames: readonly Frame[], isHere: boolean): void {
  const { items, since } = stage.joined.get(listener) ?? { items: 0, since: 0 };
  const got = frames.map(keyOf);
  const meant = stage.items
    .map((item, at) => ({ ...item, at }))
    .filter((item) => item.isFor(listener) && (item.seq === 0 || item.seq > since));
  // What waited when it came it hears as well: it begins somewhere before its joining, no later.
  const mustFrom = meant.findIndex(({ at, seq }) => at >= items || seq > 0);
  const least = mustFrom < 0 ? 0 : meant.length - mustFrom;
  const keys = meant.map(({ key }) => key);
  if (isHere) {
    expect(got.length).toBeGreaterThanOrEqual(least);
    expect(got).toEqual(keys.slice(keys.length - got.length));
    return;
  }
  // Who left lacks what waited then; what it got is without gaps from where it began.
  const begins = got.length === 0 ? 0 : startOf(keys, got, meant.length - least);
  expect(got).toEqual(keys.slice(begins, begins + got.length));
}

/** Where the run begins that was heard: no later than at `latest`. */
function startOf(keys: readonly string[], got: readonly string[], latest: number): number {
  for (let at = latest; at >= 0; at -= 1) {
    if (got.every((key, n) => keys[at + n] === key)) return at;
  }
  return -1;
}

it("gives every listener exactly what it should get, in order, in as few writes", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 5, 20),
      fc.array(happening, { minLength: 5, maxLength: 80 }),
      (readableRate, all) => {
        const stage = new Stage(readableRate);
        for (const one of all) stage.play(one);
        const { shop } = stage;
        shop.timing.pass(5_000);
        expect(shop.timing.pending).toBe(0);
        expect(shop.room.outbox.length).toBe(0);
        for (const listener of shop.listeners) {
          check(stage, listener, listener.frames, true);
          for (const wire of listener.wires) {
            expect(typeof wire === "string").toBe(
              listener.session.facts.dialect.label === "weir.v1",
            );
          }
        }
        for (const [listener, frames] of stage.left) check(stage, listener, frames, false);
      },
    ),
    { numRuns: 300 },
  );
});
