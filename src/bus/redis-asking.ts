// Questions over Redis: asked on a channel a name, claimed by one of those who serve it, answered on
// the asker's own channel.
import { randomUUID } from "node:crypto";
import type { Json } from "../domain/message.ts";
import { answerWith, askOwn, NOBODY_SERVES, Questions, type Serve } from "./asking.ts";
import { decodeAnswer, decodeQuestion } from "./redis-decode.ts";
import type { RedisLink } from "./redis-link.ts";

const ASK_PREFIX = "weir:ask:";
const CLAIM_SECONDS = 60;

export class RedisAsking {
  readonly replyChannel = `weir:reply:${randomUUID()}`;
  readonly #link: RedisLink;
  readonly #questions = new Questions();
  readonly #services = new Map<string, Serve>();

  constructor(link: RedisLink) {
    this.#link = link;
  }

  /** Channels to be subscribed whenever Redis is (again) there. */
  channels(): readonly string[] {
    return [this.replyChannel, ...[...this.#services.keys()].map((name) => ASK_PREFIX + name)];
  }

  ask(name: string, body: Json, timeoutMs: number): Promise<Json> {
    const own = this.#services.get(name);
    if (own !== undefined || !this.#link.isUp()) return askOwn(own, body, timeoutMs);
    return this.#questions.ask(timeoutMs, (n) => {
      const question = JSON.stringify({ replyTo: this.replyChannel, n, body });
      this.#link.commands.publish(ASK_PREFIX + name, question).then(
        (listeners) => {
          if (listeners === 0) this.#questions.settle(n, NOBODY_SERVES);
        },
        () => {
          this.#link.count("ask");
          this.#questions.settle(n, NOBODY_SERVES);
        },
      );
    });
  }

  serve(name: string, handler: Serve): void {
    this.#services.set(name, handler);
    // Failing or not, the next restore subscribes all channels.
    if (!this.#link.isUp()) return;
    this.#link.events.subscribe(ASK_PREFIX + name).catch(() => this.#link.healSoon());
  }

  hear(channel: string, text: string): void {
    if (channel === this.replyChannel) {
      const { n, answer } = decodeAnswer(text);
      this.#questions.settle(n, answer);
    } else if (channel.startsWith(ASK_PREFIX)) {
      const serve = this.#services.get(channel.slice(ASK_PREFIX.length));
      if (serve !== undefined) void this.#answer(serve, text);
    }
  }

  end(): void {
    this.#questions.failAll();
  }

  async #answer(serve: Serve, text: string): Promise<void> {
    const { replyTo, n, body } = decodeQuestion(text);
    try {
      // Several processes may serve the name; a question is answered by one.
      const claim = `weir:claim:${replyTo}:${n}`;
      const won = await this.#link.commands.set(claim, "1", "EX", CLAIM_SECONDS, "NX");
      if (won === null) return;
      const answer = await answerWith(serve, body);
      await this.#link.commands.publish(replyTo, JSON.stringify({ n, answer }));
    } catch {
      // Redis went away: the asker's deadline tells them.
      this.#link.count("answer");
    }
  }
}
