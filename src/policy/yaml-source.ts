// policy.yaml as data plus the place of every value in it, so that each problem names its line.
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { LIMITS } from "../domain/limits.ts";
import type { PolicyProblem } from "./spec.ts";

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlSource {
  readonly value: unknown;
  /** Place of the value at a path; of the nearest parent that exists when it is missing. */
  placeOf(path: readonly PropertyKey[]): Place;
  /** Place of the n-th UTF-16 unit of a text; the text's own place when it was written escaped. */
  placeInText(path: readonly PropertyKey[], index: number): Place;
  /** Place of a key inside the mapping at a path. */
  placeOfKey(path: readonly PropertyKey[], key: string): Place;
}

export type YamlResult =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Aliases multiply what they stand for: a few are convenient, many are an attack. */
const MAX_ALIASES = 100;

const HINTS: { readonly [code: string]: string } = {
  DUPLICATE_KEY: "each key may be written once",
  TAB_AS_INDENT: "indent with spaces",
  BAD_INDENT: "check the indentation",
  RESOURCE_EXHAUSTION: "the nesting is too deep",
};

/** Reads YAML text. Any text is answered: with a value, or with problems that have lines. */
export function readYaml(file: string, text: string): YamlResult {
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes > LIMITS.policyYamlBytes.value) {
    const hint = `at most ${LIMITS.policyYamlBytes.value} bytes; put terms into list files`;
    return refused(file, { line: 1, column: 0 }, `the file is too large (${bytes} bytes)`, hint);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
  });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) return { ok: false, problems: syntaxProblems() };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return { ok: true, source: sourceOf(text, document, value, place) };
  } catch (error) {
    const message = error instanceof Error ? error.message : "cannot be read";
    return refused(file, { line: 1, column: 0 }, message, "write the values out, without aliases");
  }

  function syntaxProblems(): PolicyProblem[] {
    const seen = new Set<string>();
    const problems: PolicyProblem[] = [];
    for (const error of document.errors) {
      if (problems.length >= LIMITS.policyProblems.value) break;
      if (error.code === "RESOURCE_EXHAUSTION" && seen.has(error.code)) continue;
      seen.add(error.code);
      const message = `not valid YAML: ${error.message}`;
      problems.push({ file, ...place(error.pos[0]), message, hint: HINTS[error.code] ?? null });
    }
    return problems;
  }
}

function refused(file: string, at: Place, message: string, hint: string): YamlResult {
  return { ok: false, problems: [{ file, ...at, message, hint }] };
}

function sourceOf(
  text: string,
  document: Document.Parsed,
  value: unknown,
  place: (offset: number) => Place,
): YamlSource {
  const nodeAt = (path: readonly PropertyKey[]): unknown =>
    path.length === 0 ? document.contents : document.getIn(path, true);
  const placeOf = (path: readonly PropertyKey[]): Place => {
    for (let length = path.length; length >= 0; length--) {
      const node = nodeAt(path.slice(0, length));
      if (isNode(node) && node.range) return place(node.range[0]);
    }
    return { line: 1, column: 1 };
  };
  const placeOfKey = (path: readonly PropertyKey[], key: string): Place => {
    const map = nodeAt(path);
    if (isMap(map)) {
      for (const pair of map.items) {
        if (!isPair(pair) || !isScalar(pair.key) || String(pair.key.value) !== key) continue;
        if (pair.key.range) return place(pair.key.range[0]);
      }
    }
    return placeOf(path);
  };
  const placeInText = (path: readonly PropertyKey[], index: number): Place => {
    const node = nodeAt(path);
    if (!isScalar(node) || typeof node.value !== "string" || !node.range) return placeOf(path);
    const [start] = node.range;
    const opening = text[start] === "'" || text[start] === '"' ? 1 : 0;
    if (!text.startsWith(node.value, start + opening)) return place(start);
    return place(start + opening + index);
  };
  return { value, placeOf, placeInText, placeOfKey };
}
