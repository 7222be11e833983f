// The secret that signs development tokens: from the settings, else made once and kept in the data folder.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../domain/errors.ts";
import type { Config } from "../ops/config.ts";

const FILE = "jwt-secret";

/**
 * Errors: AppError `data_folder` when the folder cannot be made or written.
 * @returns null when tokens are checked by a JWKS alone.
 */
export function loadSecret(config: Config): string | null {
  if (config.jwtSecret !== null) return config.jwtSecret;
  if (config.jwksUrl !== null) return null;
  const path = join(config.dataDir, FILE);
  const kept = readIfThere(path);
  if (kept !== undefined) return kept;
  const made = randomBytes(32).toString("base64url");
  prepareDataDir(config.dataDir);
  try {
    // `wx`: of two processes that start at once the first one's secret stands.
    writeFileSync(path, made, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const theirs = readIfThere(path);
    if (theirs !== undefined) return theirs;
    throw dataFolderError(config.dataDir, error);
  }
  return made;
}

/** Makes the data folder, readable by its owner only. Errors: AppError `data_folder`. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
  } catch (error) {
    throw dataFolderError(dataDir, error);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8").trim();
    return text === "" ? undefined : text;
  } catch {
    // Not there, or not readable: writing it will tell which.
    return undefined;
  }
}

function dataFolderError(dataDir: string, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError("data_folder", `WEIR_DATA_DIR: ${dataDir} cannot be used (${why})`, {
    cause,
  });
}
