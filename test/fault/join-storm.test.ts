// A join storm over real sockets: hundreds come in while chat flows, and nobody misses a message.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ChatClient, connect } from "../support/chat-client.ts";
import { tokenFor } from "../support/tokens.ts";
import { startWeir, type WeirProcess } from "../support/weir-process.ts";

const ROOM = "storm";
const WAVES = 12;
const JOINS_A_WAVE = 30;
const MESSAGES_A_WAVE = 5;

let weir: WeirProcess;
beforeAll(async () => {
  weir = await startWeir({ env: { WEIR_READABLE_RATE: "0" } });
}, 60_000);
afterAll(() => weir.stop());

/** Numbers of the history and of what came behind it, in the order in which they came. */
async function seqsOf(client: ChatClient): Promise<readonly number[]> {
  const { history } = await client.next("welcome");
  return [...history, ...client.frames].flatMap((frame) =>
    frame.op === "message" ? [frame.seq] : [],
  );
}

it("whoever joins while chat flows has every message once, and the process warns of nothing", async () => {
  const seller = await connect(
    weir.port,
    ROOM,
    await tokenFor("u_seller", { role: "seller", room: ROOM }),
  );
  const joining: Promise<ChatClient>[] = [];
  for (let wave = 0; wave < WAVES; wave += 1) {
    for (let at = 0; at < JOINS_A_WAVE; at += 1) {
      const protocol = at % 3 === 0 ? "weir.v1.deflate" : "weir.v1";
      const token = await tokenFor(`u_${wave}_${at}`, { room: ROOM });
      joining.push(connect(weir.port, ROOM, token, { protocol }));
    }
    for (let at = 0; at < MESSAGES_A_WAVE; at += 1) {
      const text = `offer ${wave} of lot ${at}`;
      expect(await seller.say(`c_${wave}_${at}`, text)).toMatchObject({ status: "delivered" });
    }
  }
  const clients = await Promise.all(joining);
  await seller.say("c_end", "the last one");
  const sent = WAVES * MESSAGES_A_WAVE + 1;
  for (const client of clients) {
    await client.message("the last one");
    const seqs = await seqsOf(client);
    const first = seqs[0] ?? 0;
    expect(seqs).toEqual(Array.from({ length: sent - first + 1 }, (_, at) => first + at));
    // A welcome shows fifty messages, or all there are.
    expect(first).toBeLessThanOrEqual(Math.max(1, sent - 50));
  }
  expect(weir.stderr()).not.toMatch(/warning/i);
  await Promise.all([seller, ...clients].map((client) => client.close()));
}, 60_000);
