// Folders of a run: they go when it ends, also when it is ended.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();

/** A folder of its own for a server. It goes with the run, when nobody removed it before. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "weir-bench-"));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  folders.delete(folder);
  // A server that was told to end may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

process.once("exit", () => {
  for (const folder of folders) removeFolder(folder);
});
