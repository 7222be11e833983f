// The import table of docs/architecture.md: who may import whom, and who may do I/O.
import { describe, expect, it } from "vitest";
import { sourceFiles } from "./sources.ts";

const FILES = sourceFiles("src");

/** Folder -> folders it may import besides itself. */
const MAY_IMPORT: { readonly [folder: string]: readonly string[] } = {
  domain: [],
  text: ["domain"],
  spam: ["domain"],
  protocol: ["domain"],
  match: ["domain", "text"],
  policy: ["domain", "text", "match"],
  engine: ["domain", "text", "match", "spam", "policy"],
  classifier: ["domain", "text"],
  transport: ["domain"],
  store: ["domain"],
  bus: ["domain", "protocol"],
  gateway: ["domain", "protocol", "engine", "transport"],
  review: ["domain", "classifier", "policy"],
  enforcement: ["domain", "policy"],
  risk: ["domain"],
  api: ["domain", "protocol"],
  console: ["api", "protocol", "domain"],
  ops: ["domain"],
  demo: ["domain", "text", "match", "spam", "policy", "engine", "protocol", "classifier"],
  cli: [
    "app",
    "api",
    "ops",
    "domain",
    "text",
    "match",
    "spam",
    "policy",
    "engine",
    "protocol",
    "classifier",
  ],
};
const PURE = ["domain", "text", "match", "spam", "policy", "engine", "protocol", "classifier"];
const IMPURE = /\b(Date\.now|Math\.random|performance\.now|new Date\(\)|process\.)/;
/** Modules of Node without I/O, clock or chance. */
const PURE_MODULES = ["node:buffer", "node:crypto", "node:zlib", "node:module"];

function folderOf(path: string): string {
  return path.split("/")[1] ?? "";
}

describe("imports", () => {
  it("go down the layers only", () => {
    const wrong = FILES.flatMap((file) => {
      const from = folderOf(file.path);
      if (from === "app") return [];
      const allowed = [from, ...(MAY_IMPORT[from] ?? [])];
      return file.imports
        .filter((target) => target.startsWith("src/") && !allowed.includes(folderOf(target)))
        .map((target) => `${file.path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it("carry types only from policy into review and enforcement, from api into the console", () => {
    const wrong = FILES.filter((file) =>
      ["review", "enforcement", "console"].includes(folderOf(file.path)),
    )
      .flatMap((file) =>
        [
          ...file.text.matchAll(/\n(import (?!type)[^;]*?from "(?:\.\.\/)+(policy|api)\/[^"]+")/g),
        ].map((match) => `${file.path}: ${match[1] ?? ""}`),
      )
      .filter((line) => !/import \{ type [^,}]+\}/.test(line));
    expect(wrong).toEqual([]);
  });

  it("form no circle", () => {
    const graph = new Map(FILES.map((file) => [file.path, file.imports]));
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
        return;
      }
      if (done.has(path)) return;
      for (const target of graph.get(path) ?? []) walk(target, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) walk(path, []);
    expect(circles).toEqual([]);
  });

  it("bring bullmq into one file, make Redis connections in one file", () => {
    const users = (name: string): readonly string[] =>
      FILES.filter((file) => file.packages.includes(name)).map((file) => file.path);
    expect(users("bullmq")).toEqual(["src/review/queue-bullmq.ts"]);
    const makers = FILES.filter((file) => /new (Redis|IORedis|Cluster)\(/.test(file.text));
    expect(makers.map((file) => file.path)).toEqual(["src/bus/redis-connection.ts"]);
  });
});

describe("pure folders", () => {
  const pure = FILES.filter((file) => PURE.includes(folderOf(file.path)));

  it("read no clock, no chance, no environment", () => {
    const wrong = pure.flatMap((file) =>
      file.lines
        .map((line, index) => ({ line, where: `${file.path}:${index + 1}` }))
        .filter(({ line }) => IMPURE.test(line.replace(/\/\/.*$|^\s*\/?\*.*$/, "")))
        .map(({ line, where }) => `${where} ${line.trim()}`),
    );
    expect(wrong).toEqual([]);
  });

  it("use no module of Node that does I/O", () => {
    const wrong = pure.flatMap((file) =>
      file.packages
        .filter((name) => name.startsWith("node:") && !PURE_MODULES.includes(name))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the environment", () => {
  it("is read by ops/config.ts alone", () => {
    const readers = FILES.filter((file) => /\bprocess\.env\b/.test(file.text));
    expect(readers.map((file) => file.path)).toEqual(["src/ops/config.ts"]);
  });
});
