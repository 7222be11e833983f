// `weir train`: labelled lines in, a model file out.
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Example } from "../classifier/balance.ts";
import { MAX_CODE_POINTS } from "../classifier/features.ts";
import { HEAD_CATEGORY, HEADS } from "../classifier/heads.ts";
import {
  isHarmless,
  type LabelledText,
  parseLabelledText,
  parseText,
} from "../classifier/labelled.ts";
import { encodeModel, MAX_BITS, MIN_BITS, type Model } from "../classifier/model-format.ts";
import { collectHarmless } from "../classifier/thresholds.ts";
import { DEFAULT_OPTIONS, train, type TrainingOptions } from "../classifier/training.ts";
import type { Command, CommandIo } from "./command.ts";
import { readLabelled } from "./read-labelled.ts";

const HELP = `usage: weir train --in labelled.ndjson [--in more.ndjson ...] --out model.bin [options]

Trains the classifier. One JSON object a line:
{"text":"...","lang":"ja","y":{"toxic":1,"hate":0},"src":"where it is from","weight":1}
y: toxic hate sexual threat self_harm spam, each 0 or 1; absent or null = not annotated.
Instead of y, "labels" as in weir eval: what it does not name does not apply.
The same files, options and seed give the same model. It is written whole or not at all.

  --in FILE        labelled lines; may be repeated
  --out FILE       the model
  --bits N         log2 of the hash buckets, ${MIN_BITS} to ${MAX_BITS}                  (${DEFAULT_OPTIONS.bits})
  --epochs N       passes over the lines, 1 to 100                  (${DEFAULT_OPTIONS.epochs})
  --seed N         any whole number                                 (${DEFAULT_OPTIONS.seed})
  --harmless FILE  lines {"text","lang"} of ordinary harmless chat: prints the thresholds that
                   flag 1 % of them, per language group, as YAML for policy.yaml
  -h, --help       this text

exit: 0 done, 1 a line was bad or the model could not be written, 2 the call was wrong
`;

/** Share of harmless lines that may reach a threshold. */
const HARMLESS_SHARE = 0.01;
/** Far above what a linear model learns from; bounds memory. */
const MOST_LINES = 5_000_000;

export const trainCommand: Command = {
  name: "train",
  summary: "train the classifier on labelled lines",
  help: HELP,
  run,
};

interface Flags extends TrainingOptions {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly harmless: string | undefined;
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const flags = flagsOf(args);
  if (typeof flags === "string") {
    io.stderr.write(`weir train: ${flags}\n\n${HELP}`);
    return 2;
  }
  const set = createSet();
  for (const file of flags.inputs) {
    const before = set.examples.length;
    const isGood = await readLabelled(file, parseLabelledText, io, "train", (item) => {
      set.add(item);
      return set.examples.length <= MOST_LINES ? null : `there are more than ${MOST_LINES} lines`;
    });
    if (!isGood) return 1;
    io.stderr.write(`read ${file}: ${set.examples.length - before} lines\n`);
  }
  if (set.examples.length === 0) {
    io.stderr.write("weir train: there is nothing to learn from, no line is annotated\n");
    return 1;
  }
  const model = train(set.examples, set.sources.size, flags, (epoch) => {
    io.stderr.write(`epoch ${epoch} of ${flags.epochs}\n`);
  });
  const bytes = encodeModel(model);
  if (!(await writeWhole(flags.output, bytes, io))) return 1;
  io.stdout.write(summaryOf(set, flags.output, bytes.length));
  return flags.harmless === undefined ? 0 : printThresholds(model, flags.harmless, io);
}

function flagsOf(args: readonly string[]): Flags | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        in: { type: "string", multiple: true },
        out: { type: "string" },
        bits: { type: "string" },
        epochs: { type: "string" },
        seed: { type: "string" },
        harmless: { type: "string" },
      },
    });
    if (values.in === undefined || values.out === undefined) return "--in and --out are needed";
    const bits = wholeOf(values.bits, DEFAULT_OPTIONS.bits, MIN_BITS, MAX_BITS);
    if (bits === undefined) return `--bits: a whole number from ${MIN_BITS} to ${MAX_BITS}`;
    const epochs = wholeOf(values.epochs, DEFAULT_OPTIONS.epochs, 1, 100);
    if (epochs === undefined) return "--epochs: a whole number from 1 to 100";
    const seed = wholeOf(values.seed, DEFAULT_OPTIONS.seed, -(2 ** 31), 2 ** 31 - 1);
    if (seed === undefined) return "--seed: a whole number of 32 bits";
    const { in: inputs, out: output, harmless } = values;
    return { inputs, output, harmless, bits, epochs, seed };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wholeOf(
  given: string | undefined,
  fallback: number,
  least: number,
  most: number,
): number | undefined {
  if (given === undefined) return fallback;
  const value = /^-?\d{1,10}$/u.test(given) ? Number(given) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

interface TrainingSet {
  readonly examples: Example[];
  readonly sources: ReadonlyMap<string, number>;
  add(item: LabelledText): void;
}

function createSet(): TrainingSet {
  const sources = new Map<string, number>();
  const examples: Example[] = [];
  return {
    examples,
    sources,
    add(item) {
      const labels = Int8Array.from(HEADS, (head) => {
        const applies = item.labels.get(HEAD_CATEGORY[head]);
        return applies === undefined ? -1 : Number(applies);
      });
      if (labels.every((label) => label < 0)) return;
      const name = `${item.source} ${languageOf(item.lang)}`;
      const source = sources.get(name) ?? sources.size;
      sources.set(name, source);
      // The features see no further; a long text is not kept.
      const text = item.text.slice(0, MAX_CODE_POINTS * 2);
      examples.push({ text, source, labels, weight: item.weight });
    },
  };
}

/** The languages that a source is split by: those with thresholds of their own, and English. */
function languageOf(lang: string | null): string {
  const primary = lang?.split("-")[0]?.toLowerCase() ?? "";
  return ["en", "ja", "ko", "zh"].includes(primary) ? primary : "other";
}

/** Writes beside the target and renames: readers see the old model or the new one. */
async function writeWhole(path: string, bytes: Uint8Array, io: CommandIo): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    const what = error instanceof Error ? error.message : String(error);
    io.stderr.write(`weir train: ${path} cannot be written: ${what}\n`);
    return false;
  }
}

function summaryOf(set: TrainingSet, path: string, sizeBytes: number): string {
  const rows = HEADS.map((head, h) => {
    const known = set.examples.filter(({ labels }) => (labels[h] ?? -1) >= 0);
    const positives = known.filter(({ labels }) => labels[h] === 1).length;
    return `  ${head.padEnd(10)}${String(known.length).padStart(9)}${String(positives).padStart(9)}`;
  });
  const header = `  ${"head".padEnd(10)}${"lines".padStart(9)}${"apply".padStart(9)}`;
  const title = `${path}: ${sizeBytes} bytes from ${set.examples.length} lines`;
  return `${title} of ${set.sources.size} sources\n${header}\n${rows.join("\n")}\n`;
}

async function printThresholds(model: Model, path: string, io: CommandIo): Promise<number> {
  const harmless = collectHarmless(model);
  const isGood = await readLabelled(path, parseText, io, "train", (item) => {
    if (isHarmless(item)) harmless.add(item.text, item.lang);
    return null;
  });
  if (!isGood) return 1;
  const groups = harmless.thresholds(HARMLESS_SHARE);
  const counts = groups.map(({ group, texts }) => `${group} ${texts}`).join(", ");
  io.stdout.write(`# harmless lines: ${counts}\nthresholds:\n`);
  for (const head of model.heads) {
    const category = HEAD_CATEGORY[head.name];
    const holds = groups.map(({ group, holds: of }) => `${group}: {hold: ${of[category] ?? 1}}`);
    io.stdout.write(`  ${category}: {${holds.join(", ")}}\n`);
  }
  return 0;
}
