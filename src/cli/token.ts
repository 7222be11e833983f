// `weir token`: makes a token for development, signed with this machine's secret.
import { parseArgs } from "node:util";
import { z } from "zod";
import { signToken } from "../api/sign-token.ts";
import { loadSecret } from "../app/secret.ts";
import { ROLES } from "../domain/message.ts";
import { type Flags, readConfig } from "../ops/config.ts";
import type { Command, CommandIo } from "./command.ts";

const HELP = `usage: weir token --room R --user U [options]

Prints a token for a client. It is signed with WEIR_JWT_SECRET, or with the secret that
\`weir start\` keeps in the data folder.

  --room R        room the token opens; several: --room a --room b; every room: --room '*'
  --user U        user id
  --role ROLE     viewer, seller, moderator, analyst, admin, service     (viewer)
  --name N        display name                                           (the user id)
  --attr K=V      accountCreatedAt, followerSince, purchases, verified, lang, deviceHash;
                  values are JSON where they are JSON, else text; may be repeated
  --ttl T         how long it is good for: 90s, 15m, 1h, 7d              (1h)
  --data DIR      data folder                                            (WEIR_DATA_DIR, .weir)

Exit status: 0 done, 1 could not be made, 2 the call was wrong.
`;

const SECONDS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3_600, d: 86_400 };
const LONGEST_SECONDS = 366 * 86_400;

const time = z.number().nullable();
const attrsSchema = z.strictObject({
  accountCreatedAt: time.exactOptional(),
  followerSince: time.exactOptional(),
  purchases: z.number().int().nonnegative().exactOptional(),
  verified: z.boolean().exactOptional(),
  lang: z.string().exactOptional(),
  deviceHash: z.string().exactOptional(),
});

export const tokenCommand: Command = {
  name: "token",
  summary: "make a token for development",
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const wrong = (text: string): number => {
    io.stderr.write(`weir token: ${text}\n\n${HELP}`);
    return 2;
  };
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  if (values.room === undefined || values.user === undefined) {
    return wrong("--room and --user are needed");
  }
  const role = ROLES.find((candidate) => candidate === (values.role ?? "viewer"));
  if (role === undefined) return wrong(`--role: one of ${ROLES.join(", ")}`);
  const ttlSeconds = secondsOf(values.ttl ?? "1h");
  if (ttlSeconds === undefined) return wrong("--ttl: a time such as 90s, 15m, 1h, 7d");
  const attrs = attrsOf(values.attr ?? []);
  if (typeof attrs === "string") return wrong(attrs);
  const flags: Flags = values.data === undefined ? {} : { dataDir: values.data };
  const secret = loadSecret(readConfig(flags));
  if (secret === null) {
    io.stderr.write("weir token: WEIR_JWKS_URL is set; whoever holds its key makes the tokens\n");
    return 1;
  }
  const [first] = values.room;
  const order = {
    user: values.user,
    name: values.name,
    room: values.room.length === 1 && first !== undefined ? first : values.room,
    role,
    attrs,
    ttlSeconds,
  };
  const token = await signToken(new TextEncoder().encode(secret), order, Date.now());
  io.stdout.write(`${token}\n`);
  return 0;
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      room: { type: "string", multiple: true },
      user: { type: "string" },
      role: { type: "string" },
      name: { type: "string" },
      attr: { type: "string", multiple: true },
      ttl: { type: "string" },
      data: { type: "string" },
    },
    strict: true,
  }).values;
}

function secondsOf(text: string): number | undefined {
  const match = /^(\d{1,9})([smhd])$/.exec(text);
  if (match === null) return undefined;
  const seconds = Number(match[1]) * (SECONDS[match[2] ?? ""] ?? 0);
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds : undefined;
}

/** @returns the attributes, or what is wrong with them. */
function attrsOf(pairs: readonly string[]): z.infer<typeof attrsSchema> | string {
  const attrs: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) return `--attr: ${pair}: K=V is expected`;
    attrs[pair.slice(0, at)] = valueOf(pair.slice(at + 1));
  }
  const result = attrsSchema.safeParse(attrs);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return `--attr: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
