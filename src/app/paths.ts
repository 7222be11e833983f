// Where the package's own files lie, from the sources and from the build alike.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json and wordlists/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "wordlists")) && dirname(folder) !== folder) {
    folder = dirname(folder);
  }
  return folder;
}

/** The policy that ships. */
export function shippedPolicyDir(): string {
  return join(packageRoot(), "wordlists");
}

/** The classifier's weights (docs/model-card.md). */
export function modelFile(): string {
  return join(packageRoot(), "src/classifier/model/weir-model.bin");
}
