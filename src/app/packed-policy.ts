// The shipped policy, compiled when Weir is built: a start then loads it instead of compiling it.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import type { PolicyPlan } from "../policy/compile.ts";

/** Folders of the program on which a plan depends: a plan older than any file there is not used. */
const SOURCES = ["text", "match", "policy"] as const;

function programDir(): string {
  return dirname(dirname(fileURLToPath(import.meta.url)));
}

function fileOf(version: string): string {
  return join(programDir(), "policies", `${version}.bin`);
}

/** The plan's bytes; readable by the same Node major version. */
export function packPlan(plan: PolicyPlan): Buffer {
  return serialize(plan);
}

/** @param bytes of `packPlan`. Cost: a tenth of compiling. Errors: whatever v8 says of other bytes. */
export function unpackPlan(bytes: Uint8Array): PolicyPlan {
  return deserialize(bytes) as PolicyPlan;
}

/** Written beside the program by `npm run build`, in place of what the last build wrote. */
export function writePackedPlan(plan: PolicyPlan): void {
  const file = fileOf(plan.spec.version);
  rmSync(dirname(file), { recursive: true, force: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, packPlan(plan));
}

/** @returns undefined when this version was not packed by this build of the program. */
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

function newestSource(): number {
  let newest = 0;
  for (const folder of SOURCES) {
    const dir = join(programDir(), folder);
    for (const file of readdirSync(dir)) {
      if (file.endsWith(".js")) newest = Math.max(newest, statSync(join(dir, file)).mtimeMs);
    }
  }
  return newest;
}
