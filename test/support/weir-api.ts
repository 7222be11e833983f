// Calls of a running weir: its HTTP API as an admin, and sockets whose welcome has been read.
import { type ChatClient, type ConnectOptions, connect } from "./chat-client.ts";
import { type TokenWish, tokenFor } from "./tokens.ts";
import type { WeirProcess } from "./weir-process.ts";

const CALL_MS = 15_000;

export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
}

/** @param call method and path: `GET /v1/policies`. */
export async function callApi(
  weir: Pick<WeirProcess, "consolePort">,
  call: string,
  body?: object,
): Promise<ApiReply> {
  const [method = "", path = ""] = call.split(" ");
  const token = await tokenFor("admin", { role: "admin" });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const reply = await fetch(`http://127.0.0.1:${weir.consolePort}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(CALL_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: await reply.json() };
}

/** A user in a room, welcomed. */
export async function enter(
  weir: Pick<WeirProcess, "port">,
  room: string,
  user: string,
  wish: TokenWish & ConnectOptions = {},
): Promise<ChatClient> {
  const client = await connect(weir.port, room, await tokenFor(user, wish), wish);
  await client.next("welcome");
  return client;
}

/** A text that every policy of these tests holds; another one each time. */
export function heldText(): string {
  texts += 1;
  return `LINE追加してください ID: deal_${texts}`;
}

let texts = 0;
