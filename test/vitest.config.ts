// How the tests run: every folder of test/ but support, one worker a core.
//
// Most files share a process, which loads Weir's code once and not for each of two hundred. What counts
// open files or kills what it started has a process of its own.
import { defineConfig } from "vitest/config";
import { BUILT_FILES, builtSources } from "./support/built-sources.ts";

const ALONE = ["test/fault/**/*.test.ts", "test/e2e/**/*.test.ts"];

export default defineConfig({
  plugins: [builtSources()],
  test: {
    root: ".",
    globalSetup: ["test/support/temporary-folders.ts", "test/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    // Both cores are busy: what a poll waits for comes, but not always within its default second.
    expect: { poll: { timeout: 15_000 } },
    server: { deps: { external: [BUILT_FILES] } },
    pool: "forks",
    maxWorkers: 2,
    sequence: { hooks: "list" },
    projects: [
      { extends: true, test: { name: "alone", include: ALONE } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          exclude: ALONE,
          isolate: false,
        },
      },
    ],
  },
});
