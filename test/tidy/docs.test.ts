// Docs and code say the same, both ways: settings, metrics, limits, error codes, dependencies, commands.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../src/domain/limits.ts";
import { RESULT_CODES } from "../../src/domain/verdict.ts";
import { SETTINGS } from "../../src/ops/config.ts";
import { COUNTERS, GAUGES, HISTOGRAMS } from "../../src/ops/metrics.ts";
import { CLOSE_CODES } from "../../src/protocol/close-codes.ts";
import { readDoc, ROOT, sourceFiles } from "./sources.ts";

/** First cells of a table's rows that hold one `code`. */
function firstCells(doc: string): readonly string[] {
  return [...rowsOf(doc).keys()];
}

/** The other cells of these rows, without their ticks, by the first. */
function rowsOf(doc: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...doc.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)];
  return new Map(
    rows.map(([, name = "", rest = ""]) => [
      name,
      rest.split("|").map((cell) => cell.trim().replaceAll("`", "")),
    ]),
  );
}

function sorted(items: Iterable<string>): readonly string[] {
  return [...new Set(items)].toSorted();
}

const UNITS = {
  bytes: "bytes",
  utf16: "UTF-16 units",
  count: "",
  ms: "ms",
  seconds: "s",
  perSecond: "a second",
};

/** What a refusal of the setting says, as short as a cell. */
function allowedFor({ schema }: (typeof SETTINGS)[number]): string {
  const refusal = ["", "no address"].map((value) => schema.safeParse(value).error).find(Boolean);
  const said = refusal?.issues[0]?.message ?? "";
  return said.replace(/^(?:a whole number from|a URL that starts with|one of) /, "");
}

describe("docs/configuration.md", () => {
  const rows = rowsOf(readDoc("docs/configuration.md"));
  const cells = [...rows.keys()];

  it("lists every setting and no other", () => {
    const listed = cells.filter((cell) => /^[A-Z_]+$/.test(cell));
    expect(sorted(listed)).toEqual(sorted(SETTINGS.map((setting) => setting.env)));
  });

  it.each(SETTINGS)("tells default and allowed values of $env", (setting) => {
    const [key, , fallback = "", allowed = ""] = rows.get(setting.env) ?? [];
    expect(key).toBe(setting.key === "policyDir" ? "policy" : setting.key);
    expect(allowed.replace(/(?<=\d),(?=\d)/g, "")).toBe(allowedFor(setting));
    const isShown = typeof setting.fallback === "string" || typeof setting.fallback === "number";
    if (isShown) expect(fallback).toBe(String(setting.fallback));
  });

  it.each(Object.entries(LIMITS))("tells value and reason of the limit %s", (name, limit) => {
    const value = `${limit.value.toLocaleString("en-US")} ${UNITS[limit.unit]}`.trim();
    expect(rows.get(name)).toEqual([value, limit.why.replaceAll("`", "")]);
  });

  it("lists every limit and no other", () => {
    const listed = cells.filter((cell) => /^[a-z]/.test(cell));
    expect(sorted(listed)).toEqual(sorted(Object.keys(LIMITS)));
  });
});

describe("docs/operations.md", () => {
  it("lists every metric and no other", () => {
    const listed = firstCells(readDoc("docs/operations.md")).filter((cell) =>
      cell.startsWith("weir_"),
    );
    expect(sorted(listed)).toEqual(
      sorted([...Object.keys(COUNTERS), ...Object.keys(GAUGES), ...Object.keys(HISTOGRAMS)]),
    );
  });
});

describe("docs/errors.md", () => {
  const cells = firstCells(readDoc("docs/errors.md"));

  it("lists every code of an AppError in the sources", () => {
    const thrown = sourceFiles("src").flatMap((file) =>
      [...file.text.matchAll(/new (?:App|Unavailable)Error\(\s*"([a-z_]+)"/g)].map(
        (match) => match[1] ?? "",
      ),
    );
    expect(sorted(thrown).filter((code) => !cells.includes(code))).toEqual([]);
  });

  it("lists every code that the gateway's port refuses with, and no other", () => {
    const [, section = ""] = readDoc("docs/errors.md").split("## Handshake and gateway HTTP");
    const refused = [...sourceFiles("src/gateway"), ...sourceFiles("src/transport")].flatMap(
      ({ text }) =>
        [...text.matchAll(/(?:refus(?:e|al)\(\s*\d+,|busy\(|unauthorized\()\s*"([a-z_]+)"/g)].map(
          (match) => match[1] ?? "",
        ),
    );
    // Handed through: of tokens, and why the gateway is closed.
    const others = ["bad_token", "token_expired", "keys_unavailable", "not_ready", "stopping"];
    const listed = firstCells(section.split("\n## ")[0] ?? "");
    expect(sorted(listed)).toEqual(sorted([...refused, ...others]));
  });

  it("lists every result code and every close code", () => {
    const codes = [...RESULT_CODES, ...Object.values(CLOSE_CODES).map(({ code }) => String(code))];
    expect(codes.filter((code) => !cells.includes(code))).toEqual([]);
  });
});

describe("docs/dependencies.md", () => {
  it("has a line for every dependency and no other", () => {
    // The package's own file.
    const manifest = JSON.parse(readDoc("package.json")) as Record<string, Record<string, string>>;
    const names = ["dependencies", "optionalDependencies", "devDependencies"].flatMap((kind) =>
      Object.keys(manifest[kind] ?? {}),
    );
    expect(sorted(firstCells(readDoc("docs/dependencies.md")))).toEqual(sorted(names));
  });
});

describe("README.md", () => {
  const readme = readDoc("README.md");

  it("names only npm scripts that exist", () => {
    const manifest = JSON.parse(readDoc("package.json")) as { scripts: Record<string, string> };
    const scripts = [...readme.matchAll(/npm (?:run )?(start|test|[a-z]+(?::[a-z]+)?)\b/g)]
      .map((match) => match[1] ?? "")
      .filter((name) => !["ci", "run", "install"].includes(name));
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it("links only to files that are there", () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map((match) => match[1] ?? "")
      .filter((link) => !link.includes("://"));
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });
});
