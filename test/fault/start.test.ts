// What a start that cannot be gets: one clear line, the right exit code, nothing left running.
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { failToStart, freePort } from "../support/weir-process.ts";

const SHIPPED = resolve(import.meta.dirname, "../../wordlists");

function policyCopy(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "weir-policy-")), "policy");
  cpSync(SHIPPED, folder, { recursive: true });
  return folder;
}

async function startWith(args: readonly string[], env: { readonly [name: string]: string } = {}) {
  const port = await freePort();
  const consolePort = await freePort();
  return failToStart(
    ["start", "--port", `${port}`, "--console-port", `${consolePort}`, ...args],
    env,
  );
}

describe("weir start", () => {
  it("names setting, value and what is allowed for a wrong setting, exit 2", async () => {
    const { code, stderr } = await startWith([], { WEIR_SHARDS: "none" });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^weir: WEIR_SHARDS: "none" is not allowed; allowed: a whole number from 1 to 64$/m,
    );
  });

  it("refuses another address than loopback without a secret, exit 2", async () => {
    const { code, stderr } = await startWith(["--host", "0.0.0.0"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /WEIR_HOST: "0\.0\.0\.0" is refused while neither WEIR_JWT_SECRET nor WEIR_JWKS_URL/,
    );
  });

  it("says which port is in use, exit 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, stderr } = await failToStart([
      "start",
      "--port",
      `${port}`,
      "--console-port",
      "0",
    ]);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
  });

  it("refuses a policy with a bad regex with file, line and reason, exit 1", async () => {
    const folder = policyCopy();
    writeFileSync(
      join(folder, "policy.yaml"),
      "languages: [en]\nrules:\n  - id: broken\n    category: spam\n    severity: 2\n    pattern: '(a'\n",
    );
    const { code, stderr } = await startWith(["--policy", folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/policy\.yaml:6:\d+/);
  });

  it("refuses a policy whose list file is missing, exit 1", async () => {
    const folder = policyCopy();
    rmSync(join(folder, "ja"), { recursive: true });
    const { code, stderr } = await startWith(["--policy", folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ja\/\w+\.txt/);
  });

  it("says that Postgres cannot be reached without showing the password, exit 1", async () => {
    const port = await freePort();
    const url = `postgres://weir:hidden-password@127.0.0.1:${port}/weir`;
    const { code, stderr } = await startWith([], { DATABASE_URL: url });
    expect(code).toBe(1);
    expect(stderr).toMatch(/weir: .*(store|database|Postgres)/i);
    expect(stderr).not.toContain("hidden-password");
  });

  it("answers a wrong flag with its usage, exit 2", async () => {
    const { code, stderr } = await failToStart(["start", "--prot", "1"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Unknown option '--prot'[\s\S]*usage: weir start/);
  });
});
