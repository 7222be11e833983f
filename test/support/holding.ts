// Senders whose every message is held, and the queue as the API shows it.
import { setTimeout as wait } from "node:timers/promises";
import { type ChatClient, connect } from "./chat-client.ts";
import { tokenFor } from "./tokens.ts";

export interface Holding {
  /** Ids of messages that were answered `held`. */
  readonly held: ReadonlySet<string>;
  /** Result codes of those that were refused. */
  readonly refused: readonly string[];
  /** Resolves when so many were answered `held`. */
  until(count: number): Promise<void>;
  stop(): Promise<void>;
}

const GAP_MS = 10;
const WAIT_MS = 30_000;

/** Sends on, through reconnects, until stopped: 30 senders, each message another text. */
export function startHolding(port: number, room: string, senders = 30): Holding {
  const held = new Set<string>();
  const refused: string[] = [];
  const clients = new Map<number, ChatClient>();
  const state = { isStopped: false, sent: 0 };

  async function ensure(index: number): Promise<ChatClient | undefined> {
    const known = clients.get(index);
    if (known?.socket.readyState === 1) return known;
    try {
      const user = `holder-${index}`;
      const client = await connect(port, room, await tokenFor(user, { room }));
      client.socket.on("message", (data: Buffer) => {
        // The server's own frames; results are single objects here.
        const frame = JSON.parse(data.toString()) as {
          op: string;
          status?: string;
          messageId?: string;
          code?: string;
        };
        if (frame.op !== "result") return;
        if (frame.status === "held" && frame.messageId !== undefined) held.add(frame.messageId);
        if (frame.status === "rejected") refused.push(frame.code ?? "");
      });
      clients.set(index, client);
      return client;
    } catch {
      // The gateway is being restarted: the next round tries again.
      clients.delete(index);
      return undefined;
    }
  }

  async function run(): Promise<void> {
    while (!state.isStopped) {
      const client = await ensure(state.sent % senders);
      state.sent += 1;
      const id = `h${state.sent}`;
      client?.send({ op: "send", id, text: `LINE追加してください ID: deal_${state.sent}` });
      await wait(GAP_MS);
    }
  }
  const running = run();

  return {
    held,
    refused,
    async until(count) {
      const end = Date.now() + WAIT_MS;
      while (held.size < count) {
        if (Date.now() > end)
          throw new Error(`${held.size} held, ${refused.length} refused: ${refused.at(-1) ?? ""}`);
        await wait(GAP_MS);
      }
    },
    async stop() {
      state.isStopped = true;
      await running;
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

interface CasePage {
  readonly items: readonly { readonly message: { readonly id: string } }[];
  readonly nextCursor: string | null;
}

/** Message ids of all open cases. */
export async function openCaseMessages(consolePort: number): Promise<ReadonlySet<string>> {
  const token = await tokenFor("admin", { role: "admin" });
  const ids = new Set<string>();
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await fetch(
      `http://127.0.0.1:${consolePort}/v1/cases?status=open&limit=200${query}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    if (!reply.ok) throw new Error(`cases: ${reply.status}`);
    const page = (await reply.json()) as CasePage;
    for (const item of page.items) ids.add(item.message.id);
    cursor = page.nextCursor;
  }
  return ids;
}
