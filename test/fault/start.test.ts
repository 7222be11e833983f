// What a start that cannot be gets: one clear line, the right exit code, nothing left running.
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { policyFolder } from "../support/small-policy.ts";
import { enter } from "../support/weir-api.ts";
import { failToStart, freePort, startWeir, type WeirProcess } from "../support/weir-process.ts";

async function startWith(args: readonly string[], env: { readonly [name: string]: string } = {}) {
  const port = await freePort();
  const consolePort = await freePort();
  return failToStart(
    ["start", "--port", `${port}`, "--console-port", `${consolePort}`, ...args],
    env,
  );
}

// Each waits for something most of the time.
describe.concurrent("weir start", { timeout: 60_000 }, () => {
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

  it("names the line of weir.yaml that is wrong, exit 2", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "weir-test-"));
    writeFileSync(join(dataDir, "weir.yaml"), "port: 80800\n");
    const { code, stderr } = await failToStart(["start"], {}, dataDir);
    expect(code).toBe(2);
    expect(stderr).toContain("weir: weir.yaml: port: 80800 is not allowed; allowed:");
  });

  it.each(["--port", "--console-port"])("says that the %s is in use, exit 1", async (flag) => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, stderr } = await startWith([flag, `${port}`]);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
  });

  it("refuses a policy with a bad regex with file, line and reason, exit 1", async () => {
    const folder = policyFolder();
    writeFileSync(
      join(folder, "policy.yaml"),
      "languages: [en]\nrules:\n  - id: broken\n    category: spam\n    severity: 2\n    pattern: '(a'\n",
    );
    const { code, stderr } = await startWith(["--policy", folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/policy\.yaml:6:\d+/);
  });

  it("refuses a policy whose list file is missing, exit 1", async () => {
    const folder = policyFolder();
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

  it("says that Redis cannot be reached, exit 1", async () => {
    const url = `redis://:hidden-password@127.0.0.1:${await freePort()}`;
    const { code, stderr } = await startWith([], { REDIS_URL: url });
    expect(code).toBe(1);
    expect(stderr).toContain("weir: REDIS_URL: no Redis answers there");
    expect(stderr).not.toContain("hidden-password");
  });

  it("says that the data folder cannot be used, exit 1", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "weir-test-")), "file");
    writeFileSync(file, "");
    const { code, stderr } = await startWith(["--data", file]);
    expect(code).toBe(1);
    expect(stderr).toContain(`weir: WEIR_DATA_DIR: ${file} cannot be used`);
  });

  it("answers a wrong flag with its usage, exit 2", async () => {
    const { code, stderr } = await failToStart(["start", "--prot", "1"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Unknown option '--prot'[\s\S]*usage: weir start/);
  });
});

describe("a second weir", { timeout: 60_000 }, () => {
  const greetings = ["hello everybody", "is this one still in stock?"];
  let said = 0;
  let first: WeirProcess;
  beforeAll(async () => {
    first = await startWeir();
  });
  afterAll(() => first.stop());

  afterEach(async () => {
    // The first one goes on as if nothing had happened.
    const client = await enter(first, "room", "u_1");
    said++;
    expect(await client.say(`c${said}`, greetings[said - 1]!)).toMatchObject({
      status: "delivered",
    });
    await client.close();
  });

  it("on the same ports says which one is in use, exit 1", async () => {
    const chat = await startWith(["--port", `${first.port}`]);
    expect(chat.code).toBe(1);
    expect(chat.stderr).toContain(`Port ${first.port} on 127.0.0.1 is in use`);
    const desk = await startWith(["--console-port", `${first.consolePort}`]);
    expect(desk.code).toBe(1);
    expect(desk.stderr).toContain(`Port ${first.consolePort} on 127.0.0.1 is in use`);
  });

  it("on the same data folder says so and leaves the first one alone, exit 1", async () => {
    const { code, stderr } = await startWith(["--data", first.dataDir]);
    expect(code).toBe(1);
    expect(stderr).toContain(`Another weir runs on the data folder ${first.dataDir}`);
  });
});
