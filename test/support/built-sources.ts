// Vite plugin: tests that import Weir's sources get the program that `npm run build` made of them.
//
// Vitest's own rendering of a module reaches every imported name through an object, which makes the
// engine three times slower; and each process would render all of it anew. After a change to the
// sources and until the next build, the sources themselves are taken, all of them: a module that is
// loaded from both places would be there twice.
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Plugin } from "vitest/config";

const ROOT = resolve(import.meta.dirname, "../..");
const SOURCES = join(ROOT, "src");
const BUILT = join(ROOT, "dist");
/** Not built by tsc: see src/tsconfig.json. */
const ELSEWHERE = ["console/", "demo/page/", "text/generate/"];

/** What vitest is to leave alone. */
export const BUILT_FILES = new RegExp(`/${relative(dirname(ROOT), BUILT)}/`);

export function builtSources(): Plugin {
  const isFresh = isBuildFresh();
  return {
    name: "weir-built-sources",
    enforce: "pre",
    resolveId(source, importer) {
      if (!isFresh || importer === undefined || !source.startsWith(".")) return undefined;
      const from = importer.split("?")[0] ?? importer;
      if (from.startsWith(`${SOURCES}/`)) return undefined;
      const target = resolve(dirname(from), source);
      return target.startsWith(`${SOURCES}/`) ? builtFile(target) : undefined;
    },
  };
}

/** @returns undefined for what is not built. */
function builtFile(source: string): string | undefined {
  const path = relative(SOURCES, source);
  if (!path.endsWith(".ts") || ELSEWHERE.some((folder) => path.startsWith(folder)))
    return undefined;
  return join(BUILT, `${path.slice(0, -".ts".length)}.js`);
}

function isBuildFresh(): boolean {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).every((path) => {
    const built = builtFile(join(SOURCES, path));
    if (built === undefined) return true;
    return existsSync(built) && statSync(built).mtimeMs >= statSync(join(SOURCES, path)).mtimeMs;
  });
}
