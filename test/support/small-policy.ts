// A policy of three lines, for tests of what a service does with verdicts: it starts in no time.
//
// The policy that ships says the same of these tests' texts, after a hundred thousand terms; that a
// service judges by it is shown in test/e2e/demo.test.ts and test/integration/service.test.ts.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PolicyFiles } from "./policy-files.ts";

const SMALL_POLICY: PolicyFiles = {
  "policy.yaml": `languages: [en, ja]
lists:
  - {id: en-urging, file: en/urging.txt, category: harassment, severity: 4}
  - {id: ja-off-platform, file: ja/off_platform.txt, category: off_platform, severity: 3}
rules:
  - {id: contact, category: off_platform, severity: 3, pattern: '(?i)\\b(line|ライン) ?追加'}
`,
  "en/urging.txt": "kill yourself\n",
  "ja/off_platform.txt": "LINE追加\n",
};

/** @returns a new folder with these files, which may be changed. */
export function policyFolder(files: PolicyFiles = SMALL_POLICY): string {
  const folder = mkdtempSync(join(tmpdir(), "weir-policy-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
