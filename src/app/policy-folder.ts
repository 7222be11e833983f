// Reads a policy folder from disk: policy.yaml and the list files beside it, nothing else.
import type { Dirent } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../domain/errors.ts";
import { LIMITS } from "../domain/limits.ts";
import type { PolicySource } from "../domain/ports/bus.ts";
import { policyVersion } from "../policy/version.ts";

/** Folders inside folders; a policy is `policy.yaml` and one folder a language. */
const MAX_DEPTH = 4;
const MAX_FILES = 2_000;

/** The folder cannot be read, is not a policy folder, or is too large. */
export class PolicyFolderError extends AppError {
  override name = "PolicyFolderError";

  constructor(dir: string, what: string, cause?: unknown) {
    const facts = { dir, what };
    super("policy_unreadable", `policy folder ${dir}: ${what}`, { facts, cause });
  }
}

/**
 * Reads every *.txt and *.yaml below `dir`; names that begin with a dot are left out. Symbolic
 * links are not followed: a policy is sent to every process and shown in the console, so it must
 * not be able to carry a file from elsewhere.
 *
 * Errors: PolicyFolderError `policy_unreadable`. Whether the texts are a good policy is
 * `parsePolicy`'s to say.
 */
export async function readPolicyFolder(dir: string): Promise<PolicySource> {
  const files: Record<string, string> = {};
  let bytes = 0;
  let count = 0;
  for await (const path of textFilesBelow(dir, "", 0)) {
    count += 1;
    if (count > MAX_FILES) throw new PolicyFolderError(dir, `more than ${MAX_FILES} files`);
    const { size } = await lstat(join(dir, path)).catch((error: unknown) => unreadable(dir, error));
    bytes += size;
    if (bytes > LIMITS.policyBytes.value) {
      throw new PolicyFolderError(dir, `more than ${LIMITS.policyBytes.value} bytes`);
    }
    files[path] = await readFile(join(dir, path), "utf8").catch((error: unknown) =>
      unreadable(dir, error),
    );
  }
  if (!Object.hasOwn(files, "policy.yaml")) {
    throw new PolicyFolderError(dir, "there is no policy.yaml");
  }
  return { version: policyVersion(files), files };
}

async function* textFilesBelow(dir: string, below: string, depth: number): AsyncGenerator<string> {
  const entries: Dirent[] = await readdir(join(dir, below), { withFileTypes: true }).catch(
    (error: unknown) => unreadable(dir, error),
  );
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < MAX_DEPTH) yield* textFilesBelow(dir, path, depth + 1);
    } else if (entry.isFile() && /\.(txt|yaml)$/u.test(entry.name)) yield path;
  }
}

function unreadable(dir: string, error: unknown): never {
  const what =
    error instanceof Error && "code" in error && typeof error.code === "string"
      ? `cannot be read (${error.code})`
      : "cannot be read";
  throw new PolicyFolderError(dir, what, error);
}
