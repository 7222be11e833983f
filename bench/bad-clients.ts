// What bad clients cost the others: the same chat without and with each kind of them, in turns, and
// the ratio of the 99th percentiles. Everybody must get every message either way.
import { type ChildProcess, fork } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import type { Misdeed, Misdoing } from "./load/bad-crowd.ts";
import { Audience } from "./load/audience.ts";
import { type Figure, percent, printFigures } from "./load/figures.ts";
import { type Flow, flow } from "./load/flow.ts";
import { atPercentile } from "./load/histograms.ts";
import { rssKib } from "./load/process-memory.ts";
import { goAhead, loadCores, pin } from "./load/server-process.ts";
import { gatewayProgram, startWeirGateway, type WeirGateway } from "./load/weir-gateway.ts";
import { medianOf } from "./timing.ts";

const KINDS: readonly { readonly misdeed: Misdeed; readonly what: string }[] = [
  { misdeed: "stalled", what: "5 % of the room never read" },
  { misdeed: "trickle", what: "5 % of the room read a byte a second" },
  { misdeed: "churn", what: "open and close, 200 a second" },
  { misdeed: "half", what: "half frames" },
  { misdeed: "claims", what: "16 KiB promised, one byte sent" },
  { misdeed: "rooms", what: "1,000 rooms from one address, 200 joins a second" },
  { misdeed: "pings", what: "floods of pings, 200 sockets a second" },
  { misdeed: "handshakes", what: "half handshakes, 200 a second" },
];
const SPEAKERS = 120;
const PER_SECOND = 100;
const WARM_MESSAGES = 300;
/** For the floods to be under way. */
const SETTLE_MS = 1_000;

interface Round {
  readonly alone: Flow;
  readonly beside: Flow;
  readonly grownKib: number;
}

/** @returns a row a kind. Errors: a viewer missed a message, or was let down by its room */
export async function run(args: readonly string[]): Promise<readonly Figure[]> {
  goAhead();
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "3" },
      viewers: { type: "string", default: "300" },
      messages: { type: "string", default: "400" },
    },
  });
  const program = gatewayProgram();
  if (program === undefined) throw new Error("there is no build: npm run build");
  const secret = randomBytes(32).toString("hex");
  const settings = { WEIR_JWT_SECRET: secret };
  const gateway = await startWeirGateway(program, { core: 0, settings });
  const viewers = Number(values.viewers);
  const paths = Array.from({ length: viewers }, (_, index) => gateway.path(`u${index}`, "viewer"));
  const { port } = gateway;
  const audience = await Audience.join({ port, dialect: "weir", paths, speakers: SPEAKERS });
  const rounds = new Map<Misdeed, Round[]>(KINDS.map(({ misdeed }) => [misdeed, []]));
  try {
    const chat = { audiences: [audience], pids: [gateway.pid], rate: PER_SECOND };
    await flow({ ...chat, messages: WARM_MESSAGES });
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const { misdeed } of KINDS) {
        const messages = Number(values.messages);
        const alone = await flow({ ...chat, messages });
        const before = rssKib(gateway.pid);
        const bad = await misbehave(gateway, secret, misdeed, Math.ceil(viewers / 20));
        const beside = await flow({ ...chat, messages }).finally(() => bad.disconnect());
        const grownKib = rssKib(gateway.pid) - before;
        rounds.get(misdeed)?.push({ alone, beside, grownKib });
        await pause(SETTLE_MS);
      }
    }
  } finally {
    audience.leave();
    gateway.stop();
  }
  const figures = KINDS.map(({ misdeed, what }) => figureOf(what, rounds.get(misdeed) ?? []));
  printFigures(figures);
  return figures;
}

/** Resolves when they are at it. Errors: what kept them from it */
async function misbehave(
  gateway: WeirGateway,
  secret: string,
  misdeed: Misdeed,
  count: number,
): Promise<ChildProcess> {
  const bad = fork(new URL("./load/bad-crowd.js", import.meta.url), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  pin(bad.pid ?? 0, loadCores());
  const anyRoom = `/v1/rooms/bench/chat?token=${tokenOfAllRooms(secret)}`;
  const { port } = gateway;
  const sellerPath = gateway.path("filler", "seller");
  const doing: Misdoing = { misdeed, port, path: anyRoom, sellerPath, count };
  const begun = new Promise<void>((resolve, reject) => {
    bad.once("message", (said: string) => (said === "begun" ? resolve() : reject(new Error(said))));
    bad.once("exit", () => reject(new Error("the bad clients are gone")));
  });
  bad.send(doing);
  try {
    await begun;
  } catch (error) {
    bad.kill();
    throw error;
  }
  await pause(SETTLE_MS);
  return bad;
}

function tokenOfAllRooms(secret: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { sub: "bad", name: "bad", room: "*", role: "viewer", iat: now, exp: now + 3_600 };
  const text = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

function figureOf(what: string, rounds: readonly Round[]): Figure {
  const ratios = rounds.map(({ alone, beside }) => p99(beside) / p99(alone));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const median = (of: (round: Round) => number): number => medianOf(rounds.map(of));
  const alone = median((round) => p99(round.alone)).toFixed(1);
  const beside = median((round) => p99(round.beside)).toFixed(1);
  const busy = percent(median((round) => round.beside.serverBusy - round.alone.serverBusy));
  const grown = (median(({ grownKib }) => grownKib) / 1_024).toFixed(0);
  const spread = `${least.toFixed(2)} to ${most.toFixed(2)}; ${alone} ms alone, ${beside} ms beside`;
  const note = `${spread}; ${busy} of a core and ${grown} MiB more`;
  return { what: `others' p99 beside: ${what}`, value: medianOf(ratios), unit: "x", note };
}

function p99(one: Flow): number {
  return atPercentile(one.latency, 99);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
