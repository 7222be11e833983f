// Clients that misbehave, in a process of their own: the first argument says how, the second where.
// All come from one address, so the limits of an address hold for them as for anybody.
import { connect, type Socket } from "node:net";
import { handshake, textFrame } from "./handshake.ts";

/** What a bad client does; the order is the table's. */
export type Misdeed =
  | "stalled"
  | "trickle"
  | "churn"
  | "half"
  | "claims"
  | "rooms"
  | "pings"
  | "handshakes";

export interface Misdoing {
  readonly misdeed: Misdeed;
  readonly port: number;
  /** Request target of the room where the others are. */
  readonly path: string;
  readonly sellerPath: string;
  readonly count: number;
}

const ADDRESS = "127.99.0.1";
const KNOCKS_PER_SECOND = 200;
const ROOMS = 1_000;
const MOST_TRIES = 40;
const RETRY_MS = 250;
/** Under a seller's 500 frames a second. */
const FILLS_PER_SECOND = 200;
/** 2.2 KB each: what the kernel keeps for a socket, and some of the gateway's own. */
const FILLS = 1_350;
const FILL_META = { filler: "x".repeat(2_000) };
const HALF_FRAME = Buffer.concat([Buffer.from([0x81, 0xfe, 0x40, 0, 0, 0, 0, 0]), spaces(8_000)]);
const CLAIM = Buffer.concat([Buffer.from([0x81, 0xfe, 0x40, 0, 0, 0, 0, 0]), spaces(1)]);
const PING = Buffer.concat([Buffer.from([0x89, 0xe4, 0, 0, 0, 0]), spaces(100)]);
const PINGS = Buffer.concat(Array.from({ length: 500 }, () => PING));

function spaces(count: number): Buffer {
  return Buffer.alloc(count, 0x20);
}

/** Resolves when the first bytes came, whatever they say. */
function knock(port: number, path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: ADDRESS });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
    socket.once("readable", () => {
      socket.on("error", () => undefined);
      resolve(socket);
    });
    socket.write(handshake(path, "weir.v1"));
  });
}

/** Errors: those of the last try, when the misdeed before has used up what an address may for long. */
async function knockUntilIn(port: number, path: string): Promise<Socket> {
  for (let tries = 1; tries < MOST_TRIES; tries += 1) {
    try {
      return await knock(port, path);
    } catch {
      await pause(RETRY_MS);
    }
  }
  return knock(port, path);
}

/** At an even rate, for as long as the process lives. */
function again(perSecond: number, act: () => Promise<unknown>): void {
  // Failing is what bad clients are for.
  setInterval(() => void act().catch(() => undefined), 1_000 / perSecond);
}

async function several(count: number, act: () => Promise<unknown>): Promise<void> {
  // Within the handshakes that an address has in a second.
  for (let n = 0; n < count; n += 1) {
    await act();
    await pause(20);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Readers that stop, and a seller who says so much that the gateway must keep it for them. */
async function stall({ port, path, sellerPath, count }: Misdoing): Promise<readonly Socket[]> {
  const stalled: Socket[] = [];
  await several(count, async () => stalled.push(await knockUntilIn(port, path)));
  const seller = await knockUntilIn(port, sellerPath);
  seller.resume();
  for (let n = 0; n < FILLS; n += 1) {
    const filler = { op: "send", id: `f${n}`, text: `lot ${n}`, meta: FILL_META };
    seller.write(textFrame(JSON.stringify(filler)));
    await pause(1_000 / FILLS_PER_SECOND);
  }
  seller.destroy();
  return stalled;
}

const MISDEEDS: { readonly [M in Misdeed]: (doing: Misdoing) => Promise<unknown> } = {
  stalled: stall,
  trickle: async (doing) => {
    const sockets = await stall(doing);
    setInterval(() => {
      for (const socket of sockets) socket.read(1);
    }, 1_000);
  },
  churn: async ({ port, path }) => {
    again(KNOCKS_PER_SECOND, async () => (await knock(port, path)).destroy());
  },
  half: ({ port, path, count }) =>
    several(count, async () => (await knockUntilIn(port, path)).resume().write(HALF_FRAME)),
  claims: ({ port, path, count }) =>
    several(count, async () => (await knockUntilIn(port, path)).resume().write(CLAIM)),
  rooms: async ({ port, path }) => {
    let rooms = 0;
    again(KNOCKS_PER_SECOND, async () => {
      rooms += 1;
      const other = path.replace("/bench/", `/other-${rooms % ROOMS}/`);
      (await knock(port, other)).resume();
    });
  },
  pings: async ({ port, path }) => {
    again(KNOCKS_PER_SECOND, async () => (await knock(port, path)).resume().write(PINGS));
  },
  handshakes: async ({ port, path }) => {
    again(KNOCKS_PER_SECOND, async () => {
      const half = connect({ port, host: "127.0.0.1", localAddress: ADDRESS });
      half.on("error", () => undefined).resume();
      half.write(handshake(path).slice(0, 60));
    });
  },
};

process.on("message", (doing: Misdoing) => {
  void MISDEEDS[doing.misdeed](doing).then(
    () => process.send?.("begun"),
    (error: unknown) => process.send?.(String(error)),
  );
});
process.once("disconnect", () => process.exit(0));
