// The committed folding table is what the generator makes; `npm run tables` writes it anew.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFoldTable } from "../../../src/text/generate/encode-table.ts";

const FILE = join(import.meta.dirname, "../../../src/text/fold-table-data.ts");

describe("src/text/fold-table-data.ts", () => {
  it("is what the generator makes of the Unicode data", async () => {
    const written = existsSync(FILE) ? readFileSync(FILE, "utf8") : "";
    await expect(writeFoldTable(written)).toMatchFileSnapshot(FILE);
  });
});
