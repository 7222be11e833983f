// Reads the project's own sources for the checks of this folder.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

export interface SourceFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Relative imports, as paths from the root. */
  readonly imports: readonly string[];
  /** Names of packages and `node:` modules. */
  readonly packages: readonly string[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|(?:^|\n)import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;

export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => readSource(join(entry.parentPath, entry.name)))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, "utf8");
  const found = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
  return {
    path: relative(ROOT, path),
    text,
    lines: text.split("\n"),
    imports: found
      .filter((name) => name.startsWith("."))
      .map((name) => relative(ROOT, resolve(dirname(path), name))),
    packages: found.filter((name) => !name.startsWith(".")),
  };
}

export function readDoc(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
