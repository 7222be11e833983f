// A caller of a running weir's HTTP API: every answer is read by the schema that describes it.
import { z } from "zod";
import { auditEntry, caseView, sanction, userView } from "../../src/api/wire.ts";
import WebSocket from "ws";
import { type TokenWish, tokenFor } from "./tokens.ts";
import type { WeirProcess } from "./weir-process.ts";

const WAIT_MS = 8_000;
const POLL_MS = 25;

export const casePage = z.object({ items: z.array(caseView), nextCursor: z.string().nullable() });
export const auditPage = z.object({ items: z.array(auditEntry) });
export const liveEvent = z.object({
  type: z.string(),
  at: z.number(),
  room: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type HeardEvent = z.infer<typeof liveEvent>;
export const conflictBody = z.object({
  error: z.object({ code: z.string(), details: z.object({ case: caseView }) }),
});
export { caseView, sanction, userView };

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export class ServiceApi {
  readonly #base: string;
  readonly #token: string;

  constructor(weir: Pick<WeirProcess, "consolePort">, token: string) {
    this.#base = `127.0.0.1:${weir.consolePort}`;
    this.#token = token;
  }

  /** @param call method and path: `GET /v1/policies`. */
  async call(call: string, body?: object): Promise<Reply> {
    const [method = "", path = ""] = call.split(" ");
    const reply = await fetch(`http://${this.#base}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      signal: AbortSignal.timeout(WAIT_MS * 2),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, body: text === "" ? null : JSON.parse(text) };
  }

  /** The answer's body. Errors: the status and body of any answer that is not 2xx. */
  async get<T>(schema: z.ZodType<T>, call: string, body?: object): Promise<T> {
    const reply = await this.call(call, body);
    if (reply.status < 200 || reply.status > 299) {
      throw new Error(`${call}: ${reply.status} ${JSON.stringify(reply.body)}`);
    }
    return schema.parse(reply.body);
  }

  /** Asks again until the answer fits. */
  async until<T>(schema: z.ZodType<T>, call: string, fits: (body: T) => boolean): Promise<T> {
    const endsAt = Date.now() + WAIT_MS;
    for (;;) {
      const body = await this.get(schema, call);
      if (fits(body)) return body;
      if (Date.now() > endsAt) throw new Error(`${call}: still ${JSON.stringify(body)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** The case of a message, as soon as there is one that is open. */
  async caseOf(messageId: string) {
    const page = await this.until(casePage, "GET /v1/cases?limit=200", ({ items }) =>
      items.some(({ message }) => message.id === messageId),
    );
    const found = page.items.find(({ message }) => message.id === messageId);
    if (found === undefined) throw new Error("it was there");
    return found;
  }

  /** Live events from now on. */
  async listen(): Promise<LiveListener> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const socket = new WebSocket(`ws://${this.#base}/v1/events`, { headers });
    const listener = new LiveListener(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    return listener;
  }
}

export class LiveListener {
  readonly #socket: WebSocket;
  readonly #heard: HeardEvent[] = [];
  #wake: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      this.#heard.push(liveEvent.parse(JSON.parse(data.toString())));
      for (const wake of this.#wake.splice(0)) wake();
    });
  }

  /** The first event of the type that fits, heard already or to come. */
  async event(type: string, fits: (event: HeardEvent) => boolean): Promise<HeardEvent> {
    const endsAt = Date.now() + WAIT_MS;
    for (;;) {
      const found = this.#heard.find((event) => event.type === type && fits(event));
      if (found !== undefined) return found;
      const leftMs = endsAt - Date.now();
      if (leftMs <= 0) {
        throw new Error(`no ${type}; heard ${this.#heard.map((event) => event.type).join(" ")}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}

export async function apiOf(
  weir: Pick<WeirProcess, "consolePort">,
  user: string,
  wish: TokenWish = {},
): Promise<ServiceApi> {
  return new ServiceApi(weir, await tokenFor(user, wish));
}
