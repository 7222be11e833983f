// Settings: the only reader of the environment. Environment, then weir.yaml, then flags; the later wins.
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { AppError } from "../domain/errors.ts";

export const ROLES_OF_PROCESS = ["all", "gateway", "backoffice"] as const;
export type ProcessRole = (typeof ROLES_OF_PROCESS)[number];
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly consolePort: number;
  readonly dataDir: string;
  /** null: the policy that ships. */
  readonly policyDir: string | null;
  readonly jwtSecret: string | null;
  readonly jwksUrl: string | null;
  readonly shards: number;
  /** Messages a second above which viewers get a sample; 0 = off. */
  readonly readableRate: number;
  readonly log: LogLevel;
  readonly redisUrl: string | null;
  readonly databaseUrl: string | null;
  readonly maxConnectionsPerAddress: number;
  readonly maxHandshakesPerAddress: number;
  readonly trustedProxies: readonly string[];
}

/** A setting has a wrong value, or weir.yaml cannot be read: the start stops. */
export class ConfigError extends AppError {
  override name = "ConfigError";

  constructor(safeText: string) {
    super("bad_setting", safeText);
  }
}

const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number({ error: `a whole number from ${least} to ${most}` })
    .int(`a whole number from ${least} to ${most}`)
    .min(least, `a whole number from ${least} to ${most}`)
    .max(most, `a whole number from ${least} to ${most}`);

const urlOf = (protocols: readonly string[]) =>
  z.string().refine((value) => protocols.includes(protocolOf(value)), {
    error: `a URL that starts with ${protocols.map((name) => `${name}//`).join(" or ")}`,
  });

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : "";
}

const addresses = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value.split(",") : value))
  .transform((items) => items.map((item) => item.trim()).filter((item) => item !== ""))
  .refine((items) => items.every((item) => isIP(item) !== 0), {
    error: "IP addresses, separated by commas",
  });

interface Setting {
  readonly key: keyof Config;
  /** Name in the environment. In weir.yaml the key itself or this name. */
  readonly env: string;
  readonly schema: z.ZodType;
  readonly fallback: unknown;
  /** Its value is never shown. */
  readonly isSecret?: boolean;
}

/** Every setting, in the order of docs/configuration.md. */
export const SETTINGS: readonly Setting[] = [
  { key: "host", env: "WEIR_HOST", schema: z.string().min(1, "an address"), fallback: "127.0.0.1" },
  { key: "port", env: "WEIR_PORT", schema: wholeNumber(0, 65_535), fallback: 8080 },
  { key: "consolePort", env: "WEIR_CONSOLE_PORT", schema: wholeNumber(0, 65_535), fallback: 8081 },
  {
    key: "dataDir",
    env: "WEIR_DATA_DIR",
    schema: z.string().min(1, "a folder"),
    fallback: ".weir",
  },
  { key: "policyDir", env: "WEIR_POLICY", schema: z.string().min(1, "a folder"), fallback: null },
  {
    key: "jwtSecret",
    env: "WEIR_JWT_SECRET",
    schema: z.string().min(16, "at least 16 characters"),
    fallback: null,
    isSecret: true,
  },
  { key: "jwksUrl", env: "WEIR_JWKS_URL", schema: urlOf(["https:", "http:"]), fallback: null },
  { key: "shards", env: "WEIR_SHARDS", schema: wholeNumber(1, 64), fallback: 1 },
  {
    key: "readableRate",
    env: "WEIR_READABLE_RATE",
    schema: wholeNumber(0, 10_000),
    fallback: 30,
  },
  {
    key: "log",
    env: "WEIR_LOG",
    schema: z.enum(LOG_LEVELS, { error: `one of ${LOG_LEVELS.join(", ")}` }),
    fallback: "info",
  },
  {
    key: "redisUrl",
    env: "REDIS_URL",
    schema: urlOf(["redis:", "rediss:"]),
    fallback: null,
    isSecret: true,
  },
  {
    key: "databaseUrl",
    env: "DATABASE_URL",
    schema: urlOf(["postgres:", "postgresql:"]),
    fallback: null,
    isSecret: true,
  },
  {
    key: "maxConnectionsPerAddress",
    env: "WEIR_MAX_CONNECTIONS_PER_ADDRESS",
    schema: wholeNumber(0, 1_000_000),
    fallback: 256,
  },
  {
    key: "maxHandshakesPerAddress",
    env: "WEIR_MAX_HANDSHAKES_PER_ADDRESS",
    schema: wholeNumber(0, 1_000_000),
    fallback: 64,
  },
  { key: "trustedProxies", env: "WEIR_TRUSTED_PROXIES", schema: addresses, fallback: [] },
];

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

export type Flags = { readonly [key in keyof Config]?: string | number };

/**
 * Reads all settings. `policy` in weir.yaml may also be written `policyDir`.
 * Errors: ConfigError naming the key, the value and what is allowed.
 */
export function readConfig(
  flags: Flags,
  env: NodeJS.ProcessEnv = process.env,
  folder: string = process.cwd(),
): Config {
  const file = readSettingsFile(folder);
  const values: Record<string, unknown> = {};
  for (const setting of SETTINGS) {
    const found = lookUp(setting, flags, file, env);
    values[setting.key] =
      found === undefined ? setting.fallback : checked(setting, found.value, found.from);
  }
  // Every key of Config is in SETTINGS with a schema of its type.
  const config = values as unknown as Config;
  const resolved: Config = {
    ...config,
    dataDir: resolve(folder, config.dataDir),
    policyDir: config.policyDir === null ? null : resolve(folder, config.policyDir),
  };
  const hasKey = resolved.jwtSecret !== null || resolved.jwksUrl !== null;
  if (!hasKey && !LOOPBACK.includes(resolved.host)) {
    throw new ConfigError(
      `WEIR_HOST: "${resolved.host}" is refused while neither WEIR_JWT_SECRET nor WEIR_JWKS_URL ` +
        `is set; allowed without them: ${LOOPBACK.join(", ")}`,
    );
  }
  return resolved;
}

function lookUp(
  setting: Setting,
  flags: Flags,
  file: ReadonlyMap<string, unknown>,
  env: NodeJS.ProcessEnv,
): { value: unknown; from: string } | undefined {
  const flag = flags[setting.key];
  if (flag !== undefined) return { value: flag, from: flagName(setting) };
  const names = [setting.key, setting.env, setting.key === "policyDir" ? "policy" : setting.key];
  for (const name of names) {
    if (file.has(name)) return { value: file.get(name), from: `weir.yaml: ${name}` };
  }
  const value = env[setting.env];
  return value === undefined || value === "" ? undefined : { value, from: setting.env };
}

function flagName(setting: Setting): string {
  const name = setting.env
    .replace(/^WEIR_/, "")
    .toLowerCase()
    .replaceAll("_", "-");
  return `--${name === "data-dir" ? "data" : name}`;
}

function checked(setting: Setting, value: unknown, from: string): unknown {
  const result = setting.schema.safeParse(value);
  if (result.success) return result.data;
  const allowed = result.error.issues[0]?.message ?? "another value";
  const shown = setting.isSecret === true ? "(not shown)" : JSON.stringify(value);
  throw new ConfigError(`${from}: ${shown} is not allowed; allowed: ${allowed}`);
}

function readSettingsFile(folder: string): ReadonlyMap<string, unknown> {
  const path = join(folder, "weir.yaml");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw new ConfigError(`weir.yaml: cannot be read (${String(error)})`);
  }
  const entries = z.record(z.string(), z.unknown()).nullable().safeParse(parseOrThrow(text));
  if (!entries.success) throw new ConfigError("weir.yaml: a mapping of settings is expected");
  const known = new Set(SETTINGS.flatMap((setting) => [setting.key, setting.env, "policy"]));
  const file = new Map(Object.entries(entries.data ?? {}));
  for (const key of file.keys()) {
    if (!known.has(key)) {
      throw new ConfigError(`weir.yaml: "${key}" is not a setting; allowed: ${listKeys()}`);
    }
  }
  return file;
}

function parseOrThrow(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new ConfigError(`weir.yaml: not YAML (${error instanceof Error ? error.message : ""})`);
  }
}

function listKeys(): string {
  return SETTINGS.map((setting) => (setting.key === "policyDir" ? "policy" : setting.key)).join(
    ", ",
  );
}

/** What a forked child is told: read by readChildOrder, in its environment for its life only. */
export const CHILD_VARIABLE = "WEIR_CHILD_ORDER";

/** The supervisor's order to this process, if it was forked by one. */
export function readChildOrder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env[CHILD_VARIABLE];
}

/** The environment of a forked child: ours and its order. */
export function childEnvironment(order: string): NodeJS.ProcessEnv {
  return { ...process.env, [CHILD_VARIABLE]: order };
}
