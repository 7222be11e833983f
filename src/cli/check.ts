// `weir check`: verdicts for lines of JSON on standard input, in the same order, with no server.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { checkPolicy } from "../app/compiled-policies.ts";
import { shippedPolicyDir } from "../app/paths.ts";
import { PolicyFolderError, readPolicyFolder } from "../app/policy-folder.ts";
import { createEngine } from "../engine/engine.ts";
import { createExplainer } from "../engine/explain.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { formatProblems } from "../policy/format-problems.ts";
import { createChecker } from "./check-line.ts";
import type { Answer } from "./check-line.ts";
import type { Command, CommandIo } from "./command.ts";
import { readLines } from "./read-lines.ts";
import type { Line } from "./read-lines.ts";

const HELP = `usage: weir check [--policy DIR] [--stateful] [--explain] < in.ndjson > out.ndjson

Reads one JSON object a line: {"id":1,"text":"...","room":"r","user":"u","at":0}
Only "text" is needed; "role" and "attrs" (as in a token) are optional.
Writes one JSON object a line, in the same order:
{"id":1,"action":"hold","reasons":[...],"us":1.8}
A line that cannot be read gets {"id":...,"error":"..."}, and the run goes on.

  --policy DIR   policy folder (default: the policy that ships)
  --stateful     keep limits, duplicates and split messages between lines
  --explain      with every verdict "explain": the views of the text, the terms that matched and how
                 they were written, what an exception let go, the rules that were tried
  -h, --help     this text

exit: 0 done, 1 a line or the policy was bad, 2 the call was wrong
`;

/** Output is handed over in pieces of about this many UTF-16 units. */
const CHUNK = 65_536;

export const checkCommand: Command = {
  name: "check",
  summary: "verdicts for lines of JSON on standard input",
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = flagsOf(args);
  if (flags === undefined) {
    io.stderr.write(HELP);
    return 2;
  }
  const policy = await loadPolicy(flags.policy ?? shippedPolicyDir(), io);
  if (policy === undefined) return 1;
  const { isStateful, isExplaining } = flags;
  const engine = createEngine(policy, { stateful: isStateful });
  const explain = isExplaining ? createExplainer(policy) : undefined;
  return judgeLines(createChecker(engine, isStateful, explain), io);
}

interface Flags {
  readonly policy: string | undefined;
  readonly isStateful: boolean;
  readonly isExplaining: boolean;
}

function flagsOf(args: readonly string[]): Flags | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        policy: { type: "string" },
        stateful: { type: "boolean", default: false },
        explain: { type: "boolean", default: false },
      },
    });
    const { policy, stateful, explain } = values;
    return { policy, isStateful: stateful, isExplaining: explain };
  } catch {
    // parseArgs throws for unknown options: the caller prints the usage.
    return undefined;
  }
}

async function loadPolicy(dir: string, io: CommandIo): Promise<CompiledPolicy | undefined> {
  try {
    const source = await readPolicyFolder(dir);
    const checked = checkPolicy(source.files);
    if (checked.ok) return prepared(checked.compiled);
    io.stderr.write(formatProblems(checked.problems, source.files));
  } catch (error) {
    if (!(error instanceof PolicyFolderError)) throw error;
    io.stderr.write(`weir: ${error.safeText}\n`);
  }
  return undefined;
}

/** No line is to wait for what the one before it had no need of: "us" tells of verdicts alone. */
function prepared(policy: CompiledPolicy): CompiledPolicy {
  while (policy.patterns.compileNext());
  return policy;
}

async function judgeLines(
  check: (line: Line) => Answer | undefined,
  io: CommandIo,
): Promise<number> {
  const { stdin, stdout } = io;
  const output = outputTo(stdout);
  let status = 0;
  for await (const line of readLines(stdin)) {
    const answer = check(line);
    if (answer === undefined) continue;
    if (!answer.ok) status = 1;
    await output.write(`${JSON.stringify(answer.body)}\n`);
    if (output.isClosed()) break;
  }
  await output.end();
  return status;
}

interface Output {
  write(text: string): Promise<void>;
  end(): Promise<void>;
  /** Whoever read the output went away (`| head`): no error, there is just nothing left to do. */
  isClosed(): boolean;
}

function outputTo(stream: NodeJS.WritableStream): Output {
  let pending = "";
  let isClosed = false;
  let failure: Error | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    isClosed = true;
    if (error.code !== "EPIPE") failure = error;
  });
  const flush = async (): Promise<void> => {
    const text = pending;
    pending = "";
    if (isClosed || text === "" || stream.write(text)) return;
    // `close` too: a stream that broke never drains. An error is kept by the listener above.
    const wait = new AbortController();
    const either = [once(stream, "drain", wait), once(stream, "close", wait)];
    await Promise.race(either).catch(() => undefined);
    wait.abort();
    await Promise.allSettled(either);
  };
  return {
    async write(text) {
      pending += text;
      if (pending.length >= CHUNK) await flush();
    },
    async end() {
      await flush();
      if (failure !== undefined) throw failure;
    },
    isClosed: () => isClosed,
  };
}
