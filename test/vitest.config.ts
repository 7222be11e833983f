// How the tests run: every folder of test/ but support, one worker a core.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: ".",
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/temporary-folders.ts", "test/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // Both cores are busy: what a poll waits for comes, but not always within its default second.
    expect: { poll: { timeout: 15_000 } },
    pool: "forks",
    maxWorkers: 2,
    sequence: { hooks: "list" },
  },
});
