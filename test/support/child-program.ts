// Runs a TypeScript program of test/support as a real process, so that a test can kill -9 it.
import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
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
 * Bundles the program into one file below node_modules (from where its packages are found).
 * @param entry path from the project's folder. @returns path of the bundle
 */
export async function bundleProgram(entry: string): Promise<string> {
  const cache = resolve("node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const outDir = await mkdtemp(join(cache, "weir-test-"));
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
