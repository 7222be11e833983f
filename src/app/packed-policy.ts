// The shipped policy, compiled when Weir is built: a start then loads it instead of compiling it.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import type { PolicyPlan } from "../policy/compile.ts";
import type { TermList } from "../policy/spec.ts";
import { packTerms, type PackedTerms, unpackTerms } from "./packed-terms.ts";
import { packageRoot } from "./paths.ts";

/** Folders of the program on which a plan depends: a plan older than any file there is not used. */
const SOURCES = ["text", "match", "policy"] as const;

/** A plan whose lists name their terms by number: both have the same objects. */
interface PackedPlan extends Omit<PolicyPlan, "spec" | "terms"> {
  readonly spec: Omit<PolicyPlan["spec"], "lists">;
  readonly lists: readonly (Omit<TermList, "terms"> & { readonly terms: Int32Array })[];
  readonly terms: PackedTerms;
}

function fileOf(version: string): string {
  return join(packageRoot(), "dist/policies", `${version}.bin`);
}

/** The plan's bytes; readable by the same Node major version. */
export function packPlan(plan: PolicyPlan): Buffer {
  const { lists, ...spec } = plan.spec;
  const numbers = new Map(plan.terms.map((term, number) => [term, number]));
  const packed: PackedPlan = {
    ...plan,
    spec,
    lists: lists.map((list) => ({
      ...list,
      terms: Int32Array.from(list.terms, (term) => numbers.get(term) ?? -1),
    })),
    terms: packTerms(plan.terms),
  };
  return serialize(packed);
}

/** @param bytes of `packPlan`. Cost: a tenth of compiling. Errors: whatever v8 says of other bytes. */
export function unpackPlan(bytes: Uint8Array): PolicyPlan {
  const { lists, ...packed } = deserialize(bytes) as PackedPlan;
  const terms = unpackTerms(packed.terms);
  const termAt = (number: number) => {
    const term = terms[number];
    if (term === undefined) throw new Error(`no term ${number}`);
    return term;
  };
  const full = lists.map((list) => ({ ...list, terms: Array.from(list.terms, termAt) }));
  return { ...packed, spec: { ...packed.spec, lists: full }, terms };
}

/** Written beside the program by `npm run build`, in place of what the last build wrote. */
export function writePackedPlan(plan: PolicyPlan): void {
  const file = fileOf(plan.spec.version);
  rmSync(dirname(file), { recursive: true, force: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, packPlan(plan));
}

/**
 * From the built program and from its sources alike.
 * @returns undefined when the last build did not pack this version, or the code has changed since.
 */
export function readPackedPlan(version: string): PolicyPlan | undefined {
  const file = fileOf(version);
  try {
    if (statSync(file).mtimeMs < newestSource()) return undefined;
    return unpackPlan(readFileSync(file));
  } catch {
    // Not there, or written by another Node: the caller compiles.
    return undefined;
  }
}

/** Of the code that runs: compiled files in a build, else the sources themselves. */
function newestSource(): number {
  const thisFile = fileURLToPath(import.meta.url);
  const programDir = dirname(dirname(thisFile));
  let newest = 0;
  for (const folder of SOURCES) {
    const dir = join(programDir, folder);
    for (const file of readdirSync(dir)) {
      if (extname(file) !== extname(thisFile)) continue;
      newest = Math.max(newest, statSync(join(dir, file)).mtimeMs);
    }
  }
  return newest;
}
