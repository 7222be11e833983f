// `weir policy validate DIR`: says whether a policy folder is good, or everything that is wrong.
import { parseArgs } from "node:util";
import { PolicyFolderError, readPolicyFolder } from "../app/policy-folder.ts";
import { formatProblems } from "../policy/format-problems.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { Command, CommandIo } from "./command.ts";

const HELP = `usage: weir policy validate DIR

Reads policy.yaml and its lists in DIR and says whether they are a good policy.
Every problem is printed with its file, line and column.

  -h, --help   this text

exit: 0 the policy is good, 1 it is not, 2 the call was wrong
`;

export const policyCommand: Command = {
  name: "policy",
  summary: "check a policy folder: weir policy validate DIR",
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const dir = dirOf(args);
  if (dir === undefined) {
    io.stderr.write(HELP);
    return 2;
  }
  try {
    const source = await readPolicyFolder(dir);
    const result = parsePolicy(source.files);
    if (!result.ok) {
      io.stderr.write(formatProblems(result.problems, source.files));
      const count = result.problems.length;
      io.stderr.write(`\n${dir}: ${count} ${count === 1 ? "problem" : "problems"}\n`);
      return 1;
    }
    const { lists, rules, version } = result.spec;
    const terms = lists.reduce((sum, list) => sum + list.terms.length, 0);
    io.stdout.write(
      `${dir}: good. version ${version}, ${lists.length} lists with ${terms} terms, ` +
        `${rules.length} rules\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof PolicyFolderError)) throw error;
    io.stderr.write(`weir: ${error.safeText}\n`);
    return 1;
  }
}

function dirOf(args: readonly string[]): string | undefined {
  try {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
    const [verb, dir, ...rest] = positionals;
    return verb === "validate" && dir !== undefined && rest.length === 0 ? dir : undefined;
  } catch {
    // parseArgs throws for unknown options: the caller prints the usage.
    return undefined;
  }
}
