// Build time and memory of policies, each measured in a process of its own, the median of three.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Footprint } from "./load/footprint.ts";
import type { PolicySize } from "./policies.ts";
import { medianOf } from "./timing.ts";

const TIMES = 3;
const PROGRAM = fileURLToPath(new URL("load/footprint.js", import.meta.url));
const run = promisify(execFile);

export interface FootprintRow extends Footprint {
  readonly policy: string;
}

/** @param size undefined: the folder's policy as it is */
export async function measureFootprint(
  policy: string,
  folder: string,
  size: PolicySize | undefined,
): Promise<FootprintRow> {
  const args = ["--expose-gc", PROGRAM, folder, `${size?.terms ?? 0}`, `${size?.patterns ?? 0}`];
  const told: Footprint[] = [];
  for (let time = 0; time < TIMES; time++) {
    const { stdout } = await run(process.execPath, args);
    told.push(JSON.parse(stdout));
  }
  const median = (of: (footprint: Footprint) => number): number => medianOf(told.map(of));
  return {
    policy,
    parseMs: median(({ parseMs }) => parseMs),
    compileMs: median(({ compileMs }) => compileMs),
    heapMib: median(({ heapMib }) => heapMib),
    arraysMib: median(({ arraysMib }) => arraysMib),
    rssMib: median(({ rssMib }) => rssMib),
  };
}

export function printFootprints(rows: readonly FootprintRow[]): void {
  console.log(
    `\n${"policy".padEnd(28)}parse ms  compile ms  heap MiB  arrays MiB  process MiB (more than before)`,
  );
  for (const { policy, parseMs, compileMs, heapMib, arraysMib, rssMib } of rows) {
    const times = `${String(parseMs).padStart(8)}${String(compileMs).padStart(12)}`;
    const memory = [heapMib.toFixed(1).padStart(10), arraysMib.toFixed(1).padStart(12)].join("");
    console.log(`${policy.padEnd(28)}${times}${memory}${rssMib.toFixed(1).padStart(13)}`);
  }
}
