// Runs a TypeScript program of test/support as a real process, so that a test can kill -9 it.
import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "vite";

export interface ChildProgram {
  /** What the program prints, line by line. */
  readonly lines: AsyncIterableIterator<string>;
  readonly process: ChildProcess;
  /** kill -9, and all that it printed before. */
  kill(): Promise<void>;
}

/**
 * Bundles the program into one file beside a link to node_modules (where its packages are found).
 * @param entry path from the project's folder. @returns path of the bundle
 */
export async function bundleProgram(entry: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "weir-program-"));
  await symlink(resolve("node_modules"), join(outDir, "node_modules"));
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: resolve(entry),
      outDir,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: "program.mjs" } },
    },
  });
  return join(outDir, "program.mjs");
}

export function startProgram(bundle: string, args: readonly string[]): ChildProgram {
  const child = fork(bundle, [...args], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const exited = once(child, "exit");
  if (child.stdout === null) throw new Error("a piped child has a stdout");
  return {
    process: child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
