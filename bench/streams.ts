// The messages that benches judge: recorded streams where they are, else a generated one.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface StreamMessage {
  readonly text: string;
  readonly room: string;
  readonly user: string;
  readonly at: number;
}

export interface Stream {
  readonly name: string;
  readonly messages: readonly StreamMessage[];
}

const NAMES = ["mixed", "twitch-pasta", "youtube-live-ja"];

/** @param folder default: `WEIR_DATA`, else `../shared/data` */
export function readStreams(
  folder = process.env["WEIR_DATA"] ?? join("..", "shared", "data"),
): Stream[] {
  const streams: Stream[] = [];
  for (const name of NAMES) {
    const path = join(folder, "streams", `${name}.ndjson`);
    if (!existsSync(path)) continue;
    const lines = readFileSync(path, "utf8").trim().split("\n");
    streams.push({ name, messages: lines.map(messageOf) });
  }
  if (streams.length > 0) return streams;
  console.log(`no streams in ${folder} (WEIR_DATA says where): a generated one is judged instead`);
  return [{ name: "generated", messages: generated() }];
}

function messageOf(line: string, index: number): StreamMessage {
  const read: unknown = JSON.parse(line);
  const record = typeof read === "object" && read !== null ? { ...read } : {};
  const field = (name: string): unknown => Object.getOwnPropertyDescriptor(record, name)?.value;
  const text = field("text");
  const room = field("room");
  const user = field("user");
  const at = field("at");
  return {
    text: typeof text === "string" ? text : "",
    room: typeof room === "string" ? room : "r",
    user: typeof user === "string" ? user : `u_${index % 400}`,
    at: typeof at === "number" ? at : 1_760_000_000_000 + index * 150,
  };
}

const SAID = [
  "買います!",
  "この色の在庫はありますか？",
  "緑のMサイズください",
  "is it still available in size M?",
  "LUL LUL PogChamp",
  "wow that price though 😍",
  "送料はいくらですか",
  "I bought one of these last month and it still looks new, worth every yen.",
  "check https://example.com/deal now",
  "090-1234-5678に連絡ください",
  "安い安い安い",
  "what the f u c k",
  "かわいい〜！",
  "お疲れ様です、初見です",
];

/** 12,000 lines in a fixed order, with numbers that keep them from being all the same. */
function generated(): StreamMessage[] {
  return Array.from({ length: 12_000 }, (_, i) => {
    const pick = Math.imul(i + 1, 0x9e3779b1) >>> 8;
    return {
      text: `${SAID[pick % SAID.length] ?? ""}${pick % 3 === 0 ? ` ${pick % 1_000}` : ""}`,
      room: `r_${pick % 3}`,
      user: `u_${pick % 400}`,
      at: 1_760_000_000_000 + i * 150,
    };
  });
}
