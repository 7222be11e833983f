// The specification of settings: where they come from, which one wins, what a wrong one gets.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../../../src/ops/config.ts";

function folder(yaml?: string): string {
  const path = mkdtempSync(join(tmpdir(), "weir-config-"));
  if (yaml !== undefined) writeFileSync(join(path, "weir.yaml"), yaml);
  return path;
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.safeText;
    throw error;
  }
  return "nothing was refused";
}

describe("readConfig", () => {
  it("has a default for every setting", () => {
    const config = readConfig({}, {}, folder());
    expect(config).toMatchObject({ host: "127.0.0.1", port: 8080, consolePort: 8081, shards: 1 });
    expect(config).toMatchObject({ readableRate: 30, maxConnectionsPerAddress: 256 });
    expect(config).toMatchObject({ maxHandshakesPerAddress: 64, trustedProxies: [] });
  });

  it("lets weir.yaml win over the environment, and flags over both", () => {
    const path = folder("port: 9001\nshards: 3\n");
    const env = { WEIR_PORT: "9000", WEIR_SHARDS: "2", WEIR_READABLE_RATE: "7" };
    const config = readConfig({ port: "9002" }, env, path);
    expect([config.port, config.shards, config.readableRate]).toEqual([9002, 3, 7]);
  });

  it("takes the environment's names in weir.yaml too", () => {
    expect(readConfig({}, {}, folder("WEIR_PORT: 9100")).port).toBe(9100);
  });

  it.each([
    ["WEIR_PORT", "eighty", /^WEIR_PORT: "eighty" is not allowed; allowed: a whole number/],
    ["WEIR_PORT", "65536", /0 to 65535/],
    ["WEIR_SHARDS", "0", /1 to 64/],
    ["WEIR_SHARDS", "1.5", /whole number/],
    ["WEIR_LOG", "loud", /debug, info, warn, error, silent/],
    ["WEIR_JWKS_URL", "ftp://keys", /https:\/\//],
    ["DATABASE_URL", "mysql://x", /postgres:\/\//],
    ["WEIR_TRUSTED_PROXIES", "10.0.0.1,proxy", /IP addresses/],
  ])("names key, value and what is allowed for %s=%s", (key, value, expected) => {
    expect(refusal(() => readConfig({}, { [key]: value }, folder()))).toMatch(expected);
  });

  it("does not show a secret that is too short", () => {
    const text = refusal(() => readConfig({}, { WEIR_JWT_SECRET: "hunter2" }, folder()));
    expect(text).toMatch(/^WEIR_JWT_SECRET: \(not shown\) .* at least 16 characters$/);
  });

  it("refuses an unknown name in weir.yaml, and YAML that is none", () => {
    expect(refusal(() => readConfig({}, {}, folder("prot: 1")))).toMatch(/"prot" is not a setting/);
    expect(refusal(() => readConfig({}, {}, folder("- a\n- b")))).toMatch(/a mapping/);
    expect(refusal(() => readConfig({}, {}, folder("a: [")))).toMatch(/not YAML/);
  });

  it("listens beyond loopback only with a secret or a JWKS", () => {
    const open = { WEIR_HOST: "0.0.0.0" };
    expect(refusal(() => readConfig({}, open, folder()))).toMatch(
      /^WEIR_HOST: "0.0.0.0" is refused/,
    );
    const secret = { ...open, WEIR_JWT_SECRET: "sixteen-letters!" };
    expect(readConfig({}, secret, folder()).host).toBe("0.0.0.0");
    const keys = { ...open, WEIR_JWKS_URL: "https://id.example/keys" };
    expect(readConfig({}, keys, folder()).host).toBe("0.0.0.0");
  });

  it("splits trusted proxies and resolves folders", () => {
    const path = folder();
    const env = { WEIR_TRUSTED_PROXIES: "10.0.0.1, ::1", WEIR_DATA_DIR: "d", WEIR_POLICY: "p" };
    const config = readConfig({}, env, path);
    expect(config.trustedProxies).toEqual(["10.0.0.1", "::1"]);
    expect([config.dataDir, config.policyDir]).toEqual([join(path, "d"), join(path, "p")]);
  });
});
