// `weir start`: runs the service, or one role of it.
import { parseArgs } from "node:util";
import { startWeir } from "../app/start.ts";
import { type Flags, ROLES_OF_PROCESS, type ProcessRole, readConfig } from "../ops/config.ts";
import type { Command, CommandIo } from "./command.ts";

const HELP = `usage: weir start [options]

Runs Weir until Ctrl-C: by default a supervisor with one gateway and the backoffice.

  --role all|gateway|backoffice   one role alone, for containers     (all)
  --demo                          adds a room with a simulated sale, /demo and a console sign-in
  --demo-rate N                   messages a second of the simulated sale, 0-200     (4)
  --shards N                      gateways on the chat port          (WEIR_SHARDS, 1)
  --host ADDRESS                  address to listen on               (WEIR_HOST, 127.0.0.1)
  --port N                        chat port                          (WEIR_PORT, 8080)
  --console-port N                console and API port               (WEIR_CONSOLE_PORT, 8081)
  --data DIR                      data folder                        (WEIR_DATA_DIR, .weir)
  --policy DIR                    policy folder                      (WEIR_POLICY, what ships)

Settings are read from the environment, then weir.yaml, then these flags; docs/configuration.md
lists them. Exit status: 0 stopped in order, 1 could not start, 2 the call or a setting was wrong.
`;

const OPTIONS = {
  role: { type: "string" },
  demo: { type: "boolean" },
  "demo-rate": { type: "string" },
  shards: { type: "string" },
  host: { type: "string" },
  port: { type: "string" },
  "console-port": { type: "string" },
  data: { type: "string" },
  policy: { type: "string" },
} as const;

const DEMO_RATE = 4;

export const startCommand: Command = {
  name: "start",
  summary: "run the service, or one role of it",
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const wrong = (text: string): number => {
    io.stderr.write(`weir start: ${text}\n\n${HELP}`);
    return 2;
  };
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const role = values.role ?? "all";
  if (!isRole(role)) return wrong(`--role: "${role}"; allowed: ${ROLES_OF_PROCESS.join(", ")}`);
  const isDemo = values.demo ?? false;
  if (isDemo && role !== "all") return wrong("--demo needs --role all");
  const rate = Number(values["demo-rate"] ?? DEMO_RATE);
  if (!(rate >= 0 && rate <= 200)) return wrong("--demo-rate: a number from 0 to 200");
  const config = readConfig(flagsOf(values));
  await startWeir(config, { role, isDemo, demoRatePerSec: rate }, (line) => {
    io.stdout.write(`${line}\n`);
  });
  return 0;
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
}

function isRole(role: string): role is ProcessRole {
  return (ROLES_OF_PROCESS as readonly string[]).includes(role);
}

function flagsOf(values: ReturnType<typeof parse>): Flags {
  const flags: { -readonly [key in keyof Flags]: string } = {};
  if (values.shards !== undefined) flags.shards = values.shards;
  if (values.host !== undefined) flags.host = values.host;
  if (values.port !== undefined) flags.port = values.port;
  if (values["console-port"] !== undefined) flags.consolePort = values["console-port"];
  if (values.data !== undefined) flags.dataDir = values.data;
  if (values.policy !== undefined) flags.policyDir = values.policy;
  return flags;
}
