// Runs once before all tests: makes sure that Redis, Postgres and Chromium can be started.
//
// Each is found as a program on this machine, or named by REDIS_URL, DATABASE_URL, CHROMIUM_PATH.
// Otherwise Debian's package is installed where that is allowed; where it is not, the run fails and
// says what is missing: a test that is skipped in silence is worse than none.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { missingServices } from "./services.ts";

const run = promisify(execFile);
const INSTALL_MS = 600_000;

/** Errors: what is missing and how to install it. */
export async function setup(): Promise<void> {
  const missing = missingServices();
  if (missing.length === 0) return;
  const packages = missing.map((service) => service.debianPackage);
  const names = missing.map((service) => `${service.name} (${service.variable})`).join(", ");
  const manual = `apt-get install -y ${packages.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error(`the tests need ${names}, which this machine lacks: ${manual}`);
  }
  process.stderr.write(`tests: installing ${packages.join(", ")}\n`);
  try {
    // RUNLEVEL: the packages do not start servers of their own; the tests start theirs.
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    const options = { env, timeout: INSTALL_MS, maxBuffer: 64 * 1024 * 1024 };
    await run("apt-get", ["update"], options);
    await run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], options);
  } catch (cause) {
    throw new Error(`the tests need ${names}, and installing failed: ${manual}`, { cause });
  }
  const still = missingServices();
  if (still.length > 0) throw new Error(`installed, but not found: ${manual}`);
}
