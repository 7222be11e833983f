// What a policy takes: build time and memory, in a process of its own with nothing else in it.
// Arguments: policy folder, terms, regexes (0 and 0: the folder as it is). Tells a line of JSON.
import { createEngine } from "../../src/engine/engine.ts";
import { compilePolicy } from "../../src/policy/compile.ts";
import { cut, parsed, readStarter, sizedFiles } from "../policies.ts";

export interface Footprint {
  /** From texts to a policy as data, and from there to what the engine runs. */
  readonly parseMs: number;
  readonly compileMs: number;
  /** More in use after a collection than before the texts were parsed, those not counted. */
  readonly heapMib: number;
  /** Typed arrays and buffers. */
  readonly arraysMib: number;
  /** Of the process; what collections have freed but not given back is in it. */
  readonly rssMib: number;
}

const [, , folder = "wordlists", terms = "0", patterns = "0"] = process.argv;
const MIB = 2 ** 20;

async function main(): Promise<void> {
  const starter = await readStarter(folder);
  const size = { terms: Number(terms), patterns: Number(patterns) };
  const files = size.terms === 0 ? starter : sizedFiles(starter, size);
  // Tables and code that any policy needs are there before the first look.
  createEngine(compilePolicy({ ...parsed(starter), lists: [], rules: [] }), { stateful: false });
  const before = await inUse();
  const start = performance.now();
  const spec = parsed(files);
  const parsedAt = performance.now();
  const policy = compilePolicy(size.patterns === 0 ? spec : cut(spec, size.patterns));
  const compiledAt = performance.now();
  const engine = createEngine(policy, { stateful: false });
  const after = await inUse();
  const footprint: Footprint = {
    parseMs: Math.round(parsedAt - start),
    compileMs: Math.round(compiledAt - parsedAt),
    heapMib: mib(after.heapUsed - before.heapUsed),
    arraysMib: mib(after.arrayBuffers - before.arrayBuffers),
    rssMib: mib(after.rss - before.rss),
  };
  if (engine.policyVersion !== spec.version) throw new Error("another policy's engine");
  console.log(JSON.stringify(footprint));
}

/** Collected twice, with a turn between for what finalizers free. */
async function inUse(): Promise<NodeJS.MemoryUsage> {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 50));
  globalThis.gc?.();
  return process.memoryUsage();
}

function mib(bytes: number): number {
  return Math.round((bytes / MIB) * 10) / 10;
}

await main();
