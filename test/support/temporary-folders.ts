// Runs around all tests: what they put into the temporary folder goes with the run.
//
// Why once for all and not a test each: the data folder of a service outlives the test that kills and
// restarts it, a hook that fails skips the cleaning of its file, and the next test would forget. Here the
// workers have ended, and with them the services that they stop.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The workers take over this process's environment: their `tmpdir()` is the run's folder. */
export async function setup(): Promise<() => Promise<void>> {
  const before = process.env["TMPDIR"];
  const folder = await mkdtemp(join(tmpdir(), "weir-tests-"));
  // Postgres runs as a user of its own, whose folder is within.
  await chmod(folder, 0o755);
  process.env["TMPDIR"] = folder;
  return async () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    // A killed service may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
