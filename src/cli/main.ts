#!/usr/bin/env node
// The command line `weir`: finds the command and runs it.
import { AppError } from "../domain/errors.ts";
import type { Command } from "./command.ts";

/** Loaded when asked for: `weir token` must not wait for the code of `weir start`. */
const COMMANDS: { readonly [name: string]: () => Promise<Command> } = {
  start: async () => (await import("./start.ts")).startCommand,
  check: async () => (await import("./check.ts")).checkCommand,
  token: async () => (await import("./token.ts")).tokenCommand,
  policy: async () => (await import("./policy.ts")).policyCommand,
  eval: async () => (await import("./eval.ts")).evalCommand,
  train: async () => (await import("./train.ts")).trainCommand,
};

async function usage(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`);
  return `usage: weir COMMAND [options]\n\n${rows.join("\n")}\n\nweir COMMAND --help says more.\n`;
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(await usage());
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name ?? "") ? COMMANDS[name ?? ""] : undefined;
  if (load === undefined) {
    if (name !== undefined) process.stderr.write(`weir: there is no command "${name}"\n\n`);
    process.stderr.write(await usage());
    return 2;
  }
  const command = await load();
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(rest, process);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // Commands answer for bad input themselves; what arrives here could not be done at all.
  if (error instanceof AppError) process.stderr.write(`weir: ${error.safeText}\n`);
  else process.stderr.write(`weir: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = error instanceof AppError && error.code === "bad_setting" ? 2 : 1;
}
