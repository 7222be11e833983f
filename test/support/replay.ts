// Plays a stream through real sockets and keeps, of every message, what became of it for sender and viewers.
import { setTimeout as wait } from "node:timers/promises";
import { connect, type ChatClient, type Frame } from "./chat-client.ts";
import type { StreamLine } from "./stream.ts";
import { tokenFor } from "./tokens.ts";

export interface Fate {
  readonly line: StreamLine;
  /** Results that came for it; exactly one is right. */
  readonly results: {
    readonly status: string;
    readonly messageId: string | undefined;
    readonly code: string | undefined;
  }[];
  /** Outcomes that came for it; one when it was held, else none. */
  readonly outcomes: string[];
}

export interface Viewer {
  readonly room: string;
  /** Sequence numbers in the order in which they came. */
  readonly seqs: number[];
  readonly ids: string[];
  /** Frames that are neither welcome nor message: none should cut the viewer off. */
  readonly others: string[];
  readonly client: ChatClient;
}

export interface Replay {
  readonly fates: ReadonlyMap<string, Fate>;
  readonly viewers: readonly Viewer[];
  /** Every message has its result. */
  settled(): boolean;
  /** Held messages without outcome: message id, room, user, and whether the sender is still connected. */
  waiting(): readonly string[];
  close(): Promise<void>;
}

export interface ReplayOptions {
  readonly port: number;
  readonly lines: readonly StreamLine[];
  readonly viewersPerRoom: number;
  /** How many times faster than it was. */
  readonly speed: number;
}

const CONNECTING_AT_ONCE = 50;
const STEP_MS = 10;

/** Resolves when everything was sent; results and outcomes come after. */
export async function play(options: ReplayOptions): Promise<Replay> {
  const { port, lines } = options;
  const rooms = [...new Set(lines.map(({ room }) => room))];
  const fates = new Map<string, Fate>();
  const byMessage = new Map<string, Fate>();
  const viewers: Viewer[] = [];
  for (const room of rooms) {
    for (let index = 0; index < options.viewersPerRoom; index += 1) {
      viewers.push(await openViewer(port, room, `viewer-${room}-${index}`));
    }
  }
  const senders = await openSenders(port, lines, (frame) => note(frame, fates, byMessage));
  const begunAt = performance.now();
  let sent = 0;
  while (sent < lines.length) {
    const until = (performance.now() - begunAt) * options.speed;
    for (let line = lines[sent]; line !== undefined && line.at <= until; line = lines[sent]) {
      const id = `l${line.id}`;
      fates.set(id, { line, results: [], outcomes: [] });
      senders.get(`${line.room} ${line.user}`)?.send({ op: "send", id, text: line.text });
      sent += 1;
    }
    await wait(STEP_MS);
  }
  const all = [...fates.values()];
  return {
    fates,
    viewers,
    settled: () => all.every(({ results }) => results.length > 0),
    waiting: () =>
      all
        .filter(({ results, outcomes }) => results[0]?.status === "held" && outcomes.length === 0)
        .map(({ line, results }) => {
          const socket = senders.get(`${line.room} ${line.user}`)?.socket;
          return `${results[0]?.messageId ?? ""} ${line.room} ${line.user} ${socket?.readyState ?? ""}`;
        }),
    async close() {
      await Promise.all(
        [...viewers.map(({ client }) => client), ...senders.values()].map((client) =>
          client.close(),
        ),
      );
    },
  };
}

async function openViewer(port: number, room: string, user: string): Promise<Viewer> {
  const client = await connect(port, room, await tokenFor(user, { room }));
  await client.next("welcome");
  const viewer: Viewer = { room, seqs: [], ids: [], others: [], client };
  onFrames(client, (frame) => {
    if (frame.op === "message") {
      viewer.seqs.push(frame.seq);
      viewer.ids.push(frame.id);
    } else viewer.others.push(frame.op);
  });
  return viewer;
}

async function openSenders(
  port: number,
  lines: readonly StreamLine[],
  onFrame: (frame: Frame) => void,
): Promise<ReadonlyMap<string, ChatClient>> {
  const keys = [...new Set(lines.map(({ room, user }) => `${room} ${user}`))];
  const senders = new Map<string, ChatClient>();
  for (let first = 0; first < keys.length; first += CONNECTING_AT_ONCE) {
    await Promise.all(
      keys.slice(first, first + CONNECTING_AT_ONCE).map(async (key) => {
        const [room = "", user = ""] = key.split(" ");
        const client = await connect(port, room, await tokenFor(user, { room }));
        onFrames(client, onFrame, mayBeNoted);
        senders.set(key, client);
      }),
    );
  }
  return senders;
}

/** Frames as they come, without keeping them: millions of them would fill the memory. */
function onFrames(
  client: ChatClient,
  onFrame: (frame: Frame) => void,
  isOfUse: (data: Buffer) => boolean = () => true,
): void {
  client.socket.removeAllListeners("message");
  client.socket.on("message", (data: Buffer) => {
    if (!isOfUse(data)) return;
    // The server's own frames.
    const value = JSON.parse(data.toString()) as Frame | readonly Frame[];
    for (const frame of Array.isArray(value) ? value : [value]) onFrame(frame as Frame);
  });
}

/** What `note` looks for may be in it; a sender's other frames are what its room says. */
function mayBeNoted(data: Buffer): boolean {
  return data.includes('"result"') || data.includes('"outcome"');
}

function note(frame: Frame, fates: Map<string, Fate>, byMessage: Map<string, Fate>): void {
  if (frame.op === "result") {
    const fate = fates.get(frame.id);
    if (fate === undefined) return;
    const messageId = "messageId" in frame ? frame.messageId : undefined;
    const code = "code" in frame ? frame.code : undefined;
    fate.results.push({ status: frame.status, messageId, code });
    if (messageId !== undefined) byMessage.set(messageId, fate);
  }
  if (frame.op === "outcome") byMessage.get(frame.messageId)?.outcomes.push(frame.status);
}
