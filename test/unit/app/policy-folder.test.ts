// A policy folder on disk: what is read of it, and what is refused.
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileSource } from "../../../src/app/live-policy.ts";
import { shippedPolicyDir } from "../../../src/app/paths.ts";
import { readPolicyFolder } from "../../../src/app/policy-folder.ts";
import { LIMITS } from "../../../src/domain/limits.ts";
import { policyVersion } from "../../../src/policy/version.ts";

let dir = "";

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "weir-policy-"));
  await writeFile(join(dir, "policy.yaml"), "languages: [en]\n");
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe("readPolicyFolder", () => {
  it("reads policy.yaml and list files in folders, and nothing else", async () => {
    await mkdir(join(dir, "ja"));
    await writeFile(join(dir, "ja/list.txt"), "死ね\n");
    await writeFile(join(dir, "README.md"), "notes");
    await writeFile(join(dir, ".secret.txt"), "hidden");
    const source = await readPolicyFolder(dir);
    expect(source.files).toEqual({ "policy.yaml": "languages: [en]\n", "ja/list.txt": "死ね\n" });
    expect(source.version).toBe(policyVersion(source.files));
  });

  it("does not follow symbolic links", async () => {
    const outside = await mkdtemp(join(tmpdir(), "weir-outside-"));
    await writeFile(join(outside, "secret.txt"), "secret\n");
    await symlink(join(outside, "secret.txt"), join(dir, "list.txt"));
    await symlink(outside, join(dir, "ja"));
    const source = await readPolicyFolder(dir);
    expect(Object.keys(source.files)).toEqual(["policy.yaml"]);
    await rm(outside, { recursive: true });
  });

  it("refuses a folder without policy.yaml", async () => {
    await rm(join(dir, "policy.yaml"));
    await expect(readPolicyFolder(dir)).rejects.toMatchObject({
      code: "policy_unreadable",
      facts: { dir },
    });
  });

  it("refuses a folder that is not there", async () => {
    await expect(readPolicyFolder(join(dir, "none"))).rejects.toMatchObject({
      code: "policy_unreadable",
      safeText: expect.stringContaining("ENOENT"),
    });
  });

  it.each([
    [0, true],
    [1, false],
  ])("holds a folder to LIMITS.policyBytes: %i more", async (more, isGood) => {
    const policy = Buffer.byteLength("languages: [en]\n");
    await writeFile(join(dir, "big.txt"), "");
    await truncate(join(dir, "big.txt"), LIMITS.policyBytes.value - policy + more);
    const read = readPolicyFolder(dir);
    if (isGood) await expect(read).resolves.toBeDefined();
    else await expect(read).rejects.toMatchObject({ code: "policy_unreadable" });
  });

  it("reads the policy that ships, and it is good", async () => {
    const source = await readPolicyFolder(shippedPolicyDir());
    const listed = compileSource(source).spec.lists.map((list) => list.file);
    const onDisk = Object.keys(source.files).filter((path) => path.endsWith(".txt"));
    expect([...new Set(listed)].sort()).toEqual(onDisk.sort());
  });
});
