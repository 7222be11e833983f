// Records of benchmarks: what was measured, on which machine, when; kept in the repository.
import { mkdir, writeFile } from "node:fs/promises";
import { arch, cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  /** Of the last minute, the bench's own (1) in it: above that, others were busy too. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${arch()}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/**
 * Writes `bench/record/<suite>-<day>.json`, a later run of the same day over an earlier one.
 * @returns the path
 */
export async function writeRecord(suite: string, at: Date, rows: unknown): Promise<string> {
  const folder = join("bench", "record");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${suite}-${at.toISOString().slice(0, 10)}.json`);
  const record = { suite, at: at.toISOString(), machine: describeMachine(), rows };
  await writeFile(path, `${JSON.stringify(record, null, 2)}\n`);
  return path;
}
