// What the tests need of the machine beside Node: each as a program or as a server that is named.
import { existsSync } from "node:fs";
import { findPostgresPrograms } from "./postgres-server.ts";
import { findRedisProgram } from "./redis-server.ts";

export interface TestService {
  readonly name: string;
  readonly debianPackage: string;
  /** How a server or program that is elsewhere is named. */
  readonly variable: "REDIS_URL" | "DATABASE_URL" | "CHROMIUM_PATH";
  isInstalled(): boolean;
}

export const TEST_SERVICES: readonly TestService[] = [
  {
    name: "Redis",
    debianPackage: "redis-server",
    variable: "REDIS_URL",
    isInstalled: () => findRedisProgram() !== undefined,
  },
  {
    name: "Postgres",
    debianPackage: "postgresql",
    variable: "DATABASE_URL",
    isInstalled: () => findPostgresPrograms() !== undefined,
  },
  {
    name: "Chromium",
    debianPackage: "chromium",
    variable: "CHROMIUM_PATH",
    isInstalled: () => existsSync("/usr/bin/chromium"),
  },
];

/** Those that are neither installed nor named. */
export function missingServices(
  services = TEST_SERVICES,
  env = process.env,
): readonly TestService[] {
  return services.filter((service) => !env[service.variable] && !service.isInstalled());
}
