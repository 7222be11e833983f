// Whether an operator's pattern is RE2 syntax that both regex engines take, and if not, where it
// is wrong.
import { RE2JS, RE2JSSyntaxException } from "re2js";
import { LIMITS } from "../domain/limits.ts";
import { regexDriver } from "./regex-driver.ts";
import type { RegexText } from "./regex-driver.ts";
import { foldRegex } from "./regex-fold.ts";
import { isWritable } from "./regex-program.ts";
import { readRegex } from "./regex-syntax.ts";

type PatternCheck =
  | { readonly ok: true }
  /** `column` is 1-based in `source`; 0 when the whole pattern is meant. */
  | { readonly ok: false; readonly message: string; readonly column: number };

/** Patterns that were found right: a policy is saved again and again with most of its rules. */
const known = new Set<string>();
const MOST_KNOWN = 2 * LIMITS.patterns.value;

/**
 * Compiles the pattern on every engine that may have to run it, so that a policy that is accepted
 * means the same with and without the native build. Cost: some 100 us; for saving, not for judging.
 */
export function checkPattern(source: string): PatternCheck {
  if (source === "") return { ok: false, message: "the pattern is empty", column: 1 };
  if (source.length > LIMITS.patternLength.value) {
    const most = LIMITS.patternLength.value;
    const message = `the pattern has ${source.length} characters; ${most} are allowed`;
    return { ok: false, message, column: 0 };
  }
  if (known.has(source)) return { ok: true };
  if (isTakenByNative(source) && isOurs(source)) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.add(source);
    return { ok: true };
  }
  try {
    const regex = RE2JS.compile(source);
    if (regex.matcher("").find()) {
      return { ok: false, message: "the pattern matches the empty text", column: 0 };
    }
  } catch (error) {
    return refusal(source, error);
  }
  try {
    regexDriver().compile(source);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { ok: false, message: said, column: 0 };
  }
  return { ok: true };
}

/** RE2 takes it, and does not find it in the empty text; false where there is no native build. */
function isTakenByNative(source: string): boolean {
  const driver = regexDriver();
  if (driver.name !== "re2") return false;
  try {
    return !driver.compile(source).test(NO_TEXT);
  } catch {
    // The other engine says better what is wrong.
    return false;
  }
}

const NO_TEXT: RegexText = { bytes: () => Buffer.alloc(0), string: () => "" };

/** Our automata run it: what the other engine would make of it does not matter. */
function isOurs(source: string): boolean {
  const tree = readRegex(source);
  return tree !== undefined && isWritable(foldRegex(tree));
}

function refusal(source: string, error: unknown): PatternCheck {
  const said = error instanceof Error ? error.message : String(error);
  const message = said.replace(/^error parsing regexp: /u, "");
  const part = error instanceof RE2JSSyntaxException ? error.getPattern() : null;
  if (part === null || part === "") {
    return { ok: false, message, column: message.startsWith("trailing") ? source.length : 0 };
  }
  return { ok: false, message, column: columnOf(source, message, part) };
}

/** The engine names the offending part, not its place; a missing `)` names the whole pattern. */
function columnOf(source: string, message: string, part: string): number {
  if (message.startsWith("missing closing )")) return unclosed(source, "(", ")") + 1;
  if (message.startsWith("missing closing ]")) return source.indexOf(part) + 1;
  if (message.startsWith("unexpected )")) return unclosed(source, ")", "(") + 1;
  return source.indexOf(part) + 1;
}

/** Index of the bracket that has no partner; escapes and classes are passed over. */
function unclosed(source: string, open: string, close: string): number {
  const opened: number[] = [];
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === "\\") i++;
    else if (inClass) inClass = c !== "]";
    else if (c === "[") inClass = true;
    else if (c === "(" || c === ")") {
      if (c === ")" && opened.length > 0) opened.pop();
      else if (c === ")") return i;
      else opened.push(i);
    }
  }
  return open === "(" && close === ")" ? (opened.at(-1) ?? -1) : -1;
}
