// The version of a policy: a name that follows from its texts, so that two machines agree on it.
import { createHash } from "node:crypto";

/**
 * First 12 hex digits of the SHA-256 over the sorted paths and texts. Lengths go in as well, so
 * that moving text from one file to its neighbour gives another version.
 */
export function policyVersion(files: { readonly [path: string]: string }): string {
  const hash = createHash("sha256");
  for (const path of Object.keys(files).sort()) {
    const text = files[path] ?? "";
    hash.update(`${path.length}:${path}${text.length}:`).update(text, "utf8");
  }
  return hash.digest("hex").slice(0, 12);
}
