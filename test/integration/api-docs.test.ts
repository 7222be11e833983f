// docs/openapi.yaml and docs/api.md against the code; `vitest -u` writes the first one anew.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { createApi } from "../../src/api/app.ts";
import { ERROR_STATUS } from "../../src/api/errors.ts";
import { API_LIMITS } from "../../src/api/limits.ts";
import { openApiOf } from "../../src/api/openapi.ts";
import { startTestApi } from "../support/api.ts";
import type { TestApi } from "../support/api.ts";

let api: TestApi;
let page: string;
beforeAll(async () => {
  api = await startTestApi();
  page = await readFile(new URL("../../docs/api.md", import.meta.url), "utf8");
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const rows = (pattern: RegExp) => [...page.matchAll(pattern)].map((match) => match[1] ?? "");

describe("docs/openapi.yaml", () => {
  it("is what the server answers", async () => {
    const document = openApiOf(createApi(api.deps, new Map()).routes);
    expect((await api.call("GET /v1/openapi.json")).body).toEqual(document);
    const note = "# Made from the routes by test/integration/api-docs.test.ts; do not edit.\n";
    const text = note + stringify(document, { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot("../../docs/openapi.yaml");
  });
});

describe("docs/api.md", () => {
  it("lists every route and no other", () => {
    const listed = rows(/^\| `((?:GET|POST|PUT|DELETE) [^`]+)` \|/gmu).toSorted();
    const served = createApi(api.deps, new Map()).routes.map(({ method, path }) => {
      return `${method.toUpperCase()} ${path}`;
    });
    expect(listed).toEqual(served.toSorted());
  });

  it("lists every error of its own with its status", () => {
    const listed = rows(/^\| (\d{3} \| `[a-z_]+`) \|/gmu).toSorted();
    const known = Object.entries(ERROR_STATUS).map(([code, status]) => `${status} | \`${code}\``);
    expect(listed.filter((row) => !row.startsWith("503"))).toEqual(known.toSorted());
  });

  it("lists every limit with its value", () => {
    const listed = rows(/^\| `([a-zA-Z]+` \| [\d,]+ [a-zA-Z0-9]+) \|/gmu).toSorted();
    const known = Object.entries(API_LIMITS).map(([name, { value, unit }]) => {
      return `${name}\` | ${value.toLocaleString("en-US")} ${unit}`;
    });
    expect(listed).toEqual(known.toSorted());
  });
});
