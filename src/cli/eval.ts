// `weir eval`: how good rules and classifier are on labelled texts.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { checkPolicy } from "../app/compiled-policies.ts";
import { modelFile, shippedPolicyDir } from "../app/paths.ts";
import { PolicyFolderError, readPolicyFolder } from "../app/policy-folder.ts";
import { parseLabelledText } from "../classifier/labelled.ts";
import { decodeModel, type Model, ModelError } from "../classifier/model-format.ts";
import { createScorer } from "../classifier/scoring.ts";
import type { CompiledPolicy } from "../policy/compile.ts";
import { formatProblems } from "../policy/format-problems.ts";
import type { Command, CommandIo } from "./command.ts";
import { createFinders } from "./eval-finders.ts";
import { createReport, renderReport } from "./eval-report.ts";
import { readLabelled } from "./read-labelled.ts";

const HELP = `usage: weir eval --labels labelled.ndjson [--policy DIR] [--model FILE] [--json]

Reads one JSON object a line: {"text":"...","labels":["harassment"],"evasion":"leet"}
labels: every category that applies, [] = harmless. evasion, lang: optional.
{"text":"...","y":{"toxic":1}} as for weir train is read too; what is absent is left out.

Reports, for rules alone, classifier alone and both together, per category and overall:
how many texts it applies to, precision, recall, F1, and false positives per 1,000
harmless texts; and for each evasion how many of its texts were found at all.
Rules find a category when a reason of it has an action beyond allow; the classifier
when the score reaches the policy's hold threshold for the text's language group.

  --labels FILE  labelled lines
  --policy DIR   policy folder (default: the policy that ships)
  --model FILE   model of the classifier (default: the model that ships)
  --json         one JSON object instead of tables
  -h, --help     this text

exit: 0 done, 1 a line, the policy or the model was bad, 2 the call was wrong
`;

export const evalCommand: Command = {
  name: "eval",
  summary: "precision, recall and false alarms on labelled texts",
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = flagsOf(args);
  if (typeof flags === "string") {
    io.stderr.write(`weir eval: ${flags}\n\n${HELP}`);
    return 2;
  }
  const policy = await loadPolicy(flags.policy ?? shippedPolicyDir(), io);
  if (policy === undefined) return 1;
  const model = await loadModel(flags.model ?? modelFile(), io);
  if (model === undefined) return 1;
  const find = createFinders(policy, createScorer(model), model);
  const report = createReport();
  const isGood = await readLabelled(flags.labels, parseLabelledText, io, "eval", (item) => {
    report.add(item, find(item));
    return null;
  });
  if (!isGood) return 1;
  const result = report.result();
  if (result.texts === 0) {
    io.stderr.write(`weir eval: ${flags.labels}: there is no labelled line in it\n`);
    return 1;
  }
  io.stdout.write(flags.isJson ? `${JSON.stringify(result, null, 2)}\n` : renderReport(result));
  return 0;
}

interface Flags {
  readonly labels: string;
  readonly policy: string | undefined;
  readonly model: string | undefined;
  readonly isJson: boolean;
}

function flagsOf(args: readonly string[]): Flags | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        labels: { type: "string" },
        policy: { type: "string" },
        model: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const { labels, policy, model, json: isJson } = values;
    return labels === undefined ? "--labels is needed" : { labels, policy, model, isJson };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function loadPolicy(dir: string, io: CommandIo): Promise<CompiledPolicy | undefined> {
  try {
    const source = await readPolicyFolder(dir);
    const checked = checkPolicy(source.files);
    if (checked.ok) return checked.compiled;
    io.stderr.write(formatProblems(checked.problems, source.files));
  } catch (error) {
    if (!(error instanceof PolicyFolderError)) throw error;
    io.stderr.write(`weir eval: ${error.safeText}\n`);
  }
  return undefined;
}

async function loadModel(path: string, io: CommandIo): Promise<Model | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    io.stderr.write(`weir eval: ${path} cannot be read: ${what}\n`);
    return undefined;
  }
  try {
    return decodeModel(bytes);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    io.stderr.write(`weir eval: ${path}: ${error.safeText}\n`);
    return undefined;
  }
}
