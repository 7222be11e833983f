// `weir token` and `weir --help` as a person runs them: the built command line in a process of its own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createTokenVerifier } from "../../src/api/tokens.ts";
import { CLI } from "../support/weir-process.ts";

function weir(args: readonly string[], env: { readonly [name: string]: string } = {}) {
  const folder = env["WEIR_DATA_DIR"] ?? mkdtempSync(join(tmpdir(), "weir-cli-"));
  const run = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", WEIR_DATA_DIR: folder, ...env },
  });
  return { ...run, folder };
}

async function claimsOf(token: string, secret: string) {
  const verifier = createTokenVerifier({ secret: new TextEncoder().encode(secret) });
  const result = await verifier.verify(token.trim());
  if (!result.ok) throw new Error(result.message);
  return result.claims;
}

describe("weir token", () => {
  it("signs with WEIR_JWT_SECRET what was asked for", async () => {
    const secret = "sixteen-letters-and-more";
    const args = [
      "token",
      "--room",
      "shop-42",
      "--user",
      "u_1",
      "--name",
      "アキ",
      "--role",
      "seller",
    ];
    const attrs = ["--attr", "lang=ja", "--attr", "purchases=3", "--ttl", "90s"];
    const { stdout, status } = weir([...args, ...attrs], { WEIR_JWT_SECRET: secret });
    expect(status).toBe(0);
    const { user, rooms, expiresAt } = await claimsOf(stdout, secret);
    expect(user).toEqual({
      id: "u_1",
      name: "アキ",
      role: "seller",
      attrs: { lang: "ja", purchases: 3 },
    });
    expect(rooms).toEqual(["shop-42"]);
    expect(Math.abs(expiresAt - Date.now() - 90_000)).toBeLessThan(30_000);
  });

  it("makes and keeps a secret of its own in the data folder, readable by its owner only", async () => {
    const { stdout, folder } = weir(["token", "--room", "*", "--user", "u_1"]);
    const path = join(folder, "jwt-secret");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const secret = readFileSync(path, "utf8");
    expect((await claimsOf(stdout, secret)).rooms).toBe("*");
    const again = weir(["token", "--room", "*", "--user", "u_2"], { WEIR_DATA_DIR: folder });
    expect((await claimsOf(again.stdout, secret)).user.id).toBe("u_2");
  });

  it.each([
    [["--user", "u"], /--room and --user are needed/],
    [["--room", "r", "--user", "u", "--role", "king"], /--role: one of viewer/],
    [["--room", "r", "--user", "u", "--ttl", "soon"], /--ttl: a time such as/],
    [["--room", "r", "--user", "u", "--attr", "purchases=many"], /--attr: purchases/],
    [["--room", "r", "--user", "u", "--attr", "colour=red"], /--attr/],
    [["--romm", "r"], /Unknown option '--romm'/],
  ])("answers a wrong call %j with what is wrong and its usage, exit 2", (args, expected) => {
    const { status, stderr, stdout } = weir(["token", ...args]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(expected);
    expect(stderr).toContain("usage: weir token");
  });

  it("makes none where an identity service does", () => {
    const env = { WEIR_JWKS_URL: "https://id.example/keys" };
    const { status, stderr } = weir(["token", "--room", "r", "--user", "u"], env);
    expect(status).toBe(1);
    expect(stderr).toContain("WEIR_JWKS_URL is set");
  });
});

describe("weir", () => {
  it("lists its commands, each with a --help that exits 0", () => {
    const { status, stdout } = weir(["--help"]);
    expect(status).toBe(0);
    for (const name of ["start", "check", "token", "policy", "eval", "train"]) {
      expect(stdout).toContain(`  ${name}`);
      const help = weir([name, "--help"]);
      expect([name, help.status]).toEqual([name, 0]);
      expect(help.stdout).toContain(`usage: weir ${name}`);
    }
  });

  it("answers no command, and one that is not there, with its usage, exit 2", () => {
    expect(weir([]).status).toBe(2);
    const { status, stderr } = weir(["polish"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/there is no command "polish"[\s\S]*usage: weir COMMAND/);
  });
});
