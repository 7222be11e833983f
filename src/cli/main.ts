#!/usr/bin/env node
// The command line `weir`: finds the command and runs it.
import { AppError } from "../domain/errors.ts";
import { checkCommand } from "./check.ts";
import type { Command } from "./command.ts";
import { evalCommand } from "./eval.ts";
import { policyCommand } from "./policy.ts";
import { startCommand } from "./start.ts";
import { tokenCommand } from "./token.ts";
import { trainCommand } from "./train.ts";

const COMMANDS: readonly Command[] = [
  startCommand,
  checkCommand,
  tokenCommand,
  policyCommand,
  evalCommand,
  trainCommand,
];

function usage(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`);
  return `usage: weir COMMAND [options]\n\n${rows.join("\n")}\n\nweir COMMAND --help says more.\n`;
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(usage());
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    if (name !== undefined) process.stderr.write(`weir: there is no command "${name}"\n\n`);
    process.stderr.write(usage());
    return 2;
  }
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
